import type { DiscoveryOptions } from './walk.ts';
import { folderOf, joinPath } from '../text/paths.ts';
import type { PlaybookFiles } from './playbookSources.ts';

/** Where Ansible runs for a playbook, and where it then looks for roles. */
export interface AnsibleConfiguration {
  /** The folder to run it in, relative to where all paths start; empty for that one. */
  readonly folder: string;
  readonly options: DiscoveryOptions;
}

/**
 * The configuration of a playbook: that of the nearest `ansible.cfg` in its folder or above. Ansible itself takes only the
 * one in the folder that it is run in, so it is run there.
 * @param playbook - its path
 * @param files - that the configuration may be among
 */
export async function findConfiguration(
  playbook: string,
  files: PlaybookFiles,
): Promise<AnsibleConfiguration> {
  const own = folderOf(playbook);
  for (let folder = own; ; folder = folderOf(folder)) {
    const text = await files.read(joinPath(folder, 'ansible.cfg'));
    if (text !== undefined) return { folder, options: optionsOf(text, folder) };
    if (folder === '' || folder === '/') return { folder: own, options: {} };
  }
}

function optionsOf(text: string, folder: string): DiscoveryOptions {
  const rolesPath = foldersOf(text, ['roles_path'], folder);
  const collectionsPath = foldersOf(text, ['collections_path', 'collections_paths'], folder);
  return {
    ...(rolesPath === undefined ? {} : { rolesPath }),
    ...(collectionsPath === undefined ? {} : { collectionsPath }),
  };
}

/** A list of folders of the section `defaults`; those of a home are not the workspace's. */
function foldersOf(text: string, keys: readonly string[], folder: string): string[] | undefined {
  const value = keys.map((key) => valueOf(text, key)).find((found) => found !== undefined);
  return value
    ?.split(':')
    .map((path) => path.trim())
    .filter((path) => path !== '' && !path.startsWith('~'))
    .map((path) => joinPath(folder, path));
}

/** A value as Python's configparser reads it with Ansible's settings: `#` and `;` begin a line of comment, ` ;` one after it. */
function valueOf(text: string, key: string): string | undefined {
  let section = '';
  let value: string | undefined;
  for (const line of text.split(/\r?\n/u)) {
    if (/^\s*[#;]/u.test(line)) continue;
    section = /^\[([^\]]+)\]/u.exec(line)?.[1] ?? section;
    const [, name, rest] = /^([\w-]+)\s*[=:]\s*(.*?)\s*$/u.exec(line.replace(/\s;.*$/u, '')) ?? [];
    if (section === 'defaults' && name?.toLowerCase() === key) value = rest;
  }
  return value;
}
