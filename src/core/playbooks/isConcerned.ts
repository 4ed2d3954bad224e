import type { DiscoveredPlaybook } from './discoveredPlaybook.ts';
import { folderOf } from '../text/paths.ts';

/**
 * Whether a playbook may have changed, because files or folders that it asked for, or its configuration, have come, changed
 * or gone.
 * @param playbook - as it was discovered
 * @param changed - paths of files and folders, relative to where those of the playbook start
 */
export function isConcerned(
  { path, files }: Pick<DiscoveredPlaybook, 'path' | 'files'>,
  changed: Iterable<string>,
): boolean {
  for (const each of changed) {
    if (files.has(each) || isConfigurationOf(path, each) || isInFolderOf(files, each)) return true;
    // What comes or goes as a whole folder is told of as that alone.
    if (holdsAnyOf(each, files)) return true;
  }
  return false;
}

/** The nearest `ansible.cfg` in its folder or above counts (`findConfiguration`). */
function isConfigurationOf(playbook: string, path: string): boolean {
  if (path !== 'ansible.cfg' && !path.endsWith('/ansible.cfg')) return false;
  const folder = folderOf(path);
  return folder === '' || playbook.startsWith(`${folder}/`);
}

/** A role is looked for as a folder; which of its files are read is known only once it is there. */
function isInFolderOf(files: ReadonlySet<string>, path: string): boolean {
  for (let folder = folderOf(path); folder !== '' && folder !== '/'; folder = folderOf(folder)) {
    if (files.has(folder)) return true;
  }
  return false;
}

function holdsAnyOf(folder: string, files: ReadonlySet<string>): boolean {
  const start = `${folder}/`;
  for (const file of files) if (file.startsWith(start)) return true;
  return false;
}
