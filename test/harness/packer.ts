import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { root } from './paths.ts';
import { ensureDebianPackages } from './toolchain.ts';

/** What the templates are given that is known only when somebody bakes. */
const variables = ['-var=region=us-east-1', '-var=source_cidr=192.0.2.7/32'];

/** Not a template: Packer before 1.7 refuses what is in it. */
const pluginFolder = 'plugins';

/**
 * Lets Packer judge the templates that a user starts from, which have to work with the oldest Packer: Debian's.
 * @param folder - path of a project, with `packer/` and `ansible/`
 * @returns what it complains of; empty when it does not
 * @throws MissingToolError on a machine where it is not and cannot be installed
 */
export async function findTemplateMistakes(folder = root): Promise<string> {
  await ensureDebianPackages(['packer']);
  const complaints: string[] = [];
  for (const { path, isFolder } of await findTemplates(folder)) {
    complaints.push(await complaintOf(folder, ['validate', ...variables, path]));
    if (isFolder) complaints.push(await complaintOf(folder, ['fmt', '-check', '-diff', path]));
  }
  if (complaints.length === 0) return `${folder} has no template`;
  return complaints.filter((complaint) => complaint !== '').join('\n');
}

async function findTemplates(folder: string): Promise<{ path: string; isFolder: boolean }[]> {
  const entries = await readdir(join(folder, 'packer'), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== pluginFolder);
  const found = await Promise.all(
    folders.map(async ({ name }) => {
      const files = await readdir(join(folder, 'packer', name));
      const path = `packer/${name}`;
      return files.some((file) => file.endsWith('.pkr.hcl'))
        ? [{ path, isFolder: true }]
        : files
            .filter((file) => file.endsWith('.json'))
            .map((file) => ({ path: `${path}/${file}`, isFolder: false }));
    }),
  );
  return found.flat();
}

async function complaintOf(folder: string, parameters: readonly string[]): Promise<string> {
  const { exitCode, all, shortMessage } = await execa('packer', parameters, {
    cwd: folder,
    env: { CHECKPOINT_DISABLE: '1', PACKER_NO_COLOR: '1' },
    all: true,
    reject: false,
    stdin: 'ignore',
  });
  return exitCode === 0 ? '' : `packer ${parameters.join(' ')}:\n${all || shortMessage}`;
}
