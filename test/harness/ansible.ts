import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { root } from './paths.ts';
import { ensureAnsibles } from './toolchain.ts';

/** The content that a user starts from. */
export const ansibleFolder = join(root, 'ansible');

/** Where its playbooks are. */
const playbookFolders = ['.', 'boot'];

/**
 * Judges playbooks and roles by ansible-lint, at the profile that their `.ansible-lint` names, and by the syntax check of
 * the oldest and the newest Ansible that they work with.
 * @param folder - where they are
 * @returns what they complain of; empty when they do not
 * @throws MissingToolError on a machine where they are not and cannot be installed
 */
export async function findAnsibleMistakes(folder = ansibleFolder): Promise<string> {
  const { older, newer } = await ensureAnsibles();
  const playbooks = await findPlaybooks(folder);
  if (playbooks.length === 0) return `${folder} has no playbook`;
  const syntaxCheck = ['--inventory', 'localhost,', '--syntax-check', ...playbooks];
  const complaints = [
    await complaintsOf(folder, newer, 'ansible-lint', []),
    await complaintsOf(folder, older, 'ansible-playbook', syntaxCheck),
    await complaintsOf(folder, newer, 'ansible-playbook', syntaxCheck),
  ];
  return complaints.filter((complaint) => complaint !== '').join('\n');
}

/**
 * The playbooks of a folder of Ansible content, as paths below it.
 * @param folder - where it is
 */
export async function findPlaybooks(folder = ansibleFolder): Promise<string[]> {
  const found = await Promise.all(
    playbookFolders.map(async (below) => {
      const names = await readdir(join(folder, below));
      return names.filter((name) => /^[^.].*\.yml$/u.test(name)).map((name) => join(below, name));
    }),
  );
  return found.flat().sort();
}

/** Runs a program of an Ansible. The programs that it starts itself are of the same one. */
async function complaintsOf(
  folder: string,
  programs: string,
  name: string,
  parameters: readonly string[],
): Promise<string> {
  const program = join(programs, name);
  const { exitCode, all, shortMessage } = await execa(program, parameters, {
    cwd: folder,
    env: {
      PATH: [programs, process.env['PATH'] ?? ''].join(delimiter),
      // Ansible refuses to start in a locale that is not UTF-8.
      LC_ALL: 'C.UTF-8',
      NO_COLOR: '1',
    },
    all: true,
    reject: false,
    stdin: 'ignore',
  });
  return exitCode === 0 ? '' : `${program}:\n${all || shortMessage}`;
}
