import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { folderOf, joinPath } from '../../core/text/paths.ts';
import { isEncrypted } from '../../core/playbooks/vault.ts';
import { FolderFiles } from '../../host/folderFiles.ts';
import type { PlaybookTest } from './playbookTests.ts';

/** Folders beside a playbook that Ansible reads from by itself, or looks for files of tasks in. */
const besidePlaybook = ['group_vars', 'host_vars', 'vars', 'files', 'templates', 'tasks'];

/** More files than this are not looked at: this is to ask a question in time, not to judge a disk. */
const mostFiles = 5000;

/** How much is read of a file, in bytes; of one that is no YAML the first line says it. */
const mostRead = { yaml: 1_000_000, other: 100 };

/**
 * Whether a file is encrypted that a playbook may read: its own files, those of its roles, and files of variables beside it.
 * @param test - the playbook
 * @param variableFiles - paths of files of variables that the run is given
 */
export async function readsEncrypted(
  { folder, playbook }: Pick<PlaybookTest, 'folder' | 'playbook'>,
  variableFiles: readonly string[],
): Promise<boolean> {
  const files = new FolderFiles(folder, true);
  const plays = playbook.plays.filter((play) => play.kind === 'play');
  const bases = new Set([playbook.path, ...plays.map(({ file }) => file)].map(folderOf));
  const named = plays.flatMap(({ file, varsFiles }) =>
    varsFiles.map((name) => joinPath(folderOf(file), name)),
  );
  const beside = [...bases].flatMap((base) => besidePlaybook.map((name) => joinPath(base, name)));
  const paths = [...playbook.files, ...named, ...beside].map((path) => files.pathOf(path));
  let count = 0;
  for (const path of new Set([...paths, ...variableFiles])) {
    for await (const file of filesIn(path)) {
      if (await isFileEncrypted(file)) return true;
      count += 1;
      if (count > mostFiles) return false;
    }
  }
  return false;
}

/** The file itself, or all files below the folder. */
async function* filesIn(path: string): AsyncGenerator<string, void, undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() === true) yield path;
  if (found?.isDirectory() !== true) return;
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isFile()) yield join(entry.parentPath, entry.name);
}

async function isFileEncrypted(path: string): Promise<boolean> {
  const isYaml = /\.ya?ml$/u.test(path);
  // A file that cannot be read is one that Ansible complains of.
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return false;
  try {
    const size = Math.min((await file.stat()).size, isYaml ? mostRead.yaml : mostRead.other);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, 0);
    const text = buffer.toString('utf8', 0, bytesRead);
    return isYaml ? isEncrypted(text) : isEncrypted(text.split('\n', 1)[0] ?? '');
  } catch {
    return false;
  } finally {
    await file.close();
  }
}
