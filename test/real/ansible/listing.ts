import { readFile, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { execa } from 'execa';
import type { DiscoveredPlaybook } from '../../../src/core/playbooks/discoveredPlaybook.ts';
import type { PlaybookFiles } from '../../../src/core/playbooks/playbookSources.ts';
import { selectTasks, type TagSelection } from '../../../src/core/playbooks/selectTasks.ts';

/** A play as `ansible-playbook --list-tasks` tells of it. */
export interface ListedPlay {
  readonly name: string;
  /** Its own tags, and those of what imports it. Sorted. */
  readonly tags: readonly string[];
  readonly tasks: readonly { readonly label: string; readonly tags: readonly string[] }[];
}

/**
 * What an Ansible lists of a playbook.
 * @param programs - folder of its programs
 * @param folder - that it is run in
 * @param playbook - below that
 * @param selection - which tags
 * @returns its complaint instead, when it refuses the playbook
 */
export async function listByAnsible(
  programs: string,
  folder: string,
  playbook: string,
  { tags, skipTags }: TagSelection,
): Promise<readonly ListedPlay[] | string> {
  const { failed, stdout, stderr } = await runPlaybook(programs, folder, [
    '--list-tasks',
    ...(tags.length > 0 ? ['--tags', tags.join(',')] : []),
    ...(skipTags.length > 0 ? ['--skip-tags', skipTags.join(',')] : []),
    playbook,
  ]);
  return failed ? stderr : playsIn(stdout).map(parsePlay);
}

/**
 * All tags that an Ansible lists of each play of a playbook.
 * @param programs - folder of its programs
 * @param folder - that it is run in
 * @param playbook - below that
 * @returns its complaint instead, when it refuses the playbook
 */
export async function listTagsByAnsible(
  programs: string,
  folder: string,
  playbook: string,
): Promise<readonly (readonly string[])[] | string> {
  const { failed, stdout, stderr } = await runPlaybook(programs, folder, ['--list-tags', playbook]);
  return failed
    ? stderr
    : playsIn(stdout).map((play) => splitTags(/^ {6}TASK TAGS: \[(.*)\]$/mu.exec(play)?.[1] ?? ''));
}

async function runPlaybook(
  programs: string,
  folder: string,
  parameters: readonly string[],
): Promise<{ failed: boolean; stdout: string; stderr: string }> {
  return execa(join(programs, 'ansible-playbook'), ['--inventory', 'localhost,', ...parameters], {
    cwd: folder,
    env: { PATH: [programs, process.env['PATH'] ?? ''].join(delimiter), LC_ALL: 'C.UTF-8', NO_COLOR: '1' },
    reject: false,
    stdin: 'ignore',
  });
}

function playsIn(listing: string): string[] {
  return listing.split(/^ {2}play #\d+ /mu).slice(1);
}

/** A play of a listing. Of its own tags Ansible does not say which comes first. */
function parsePlay(play: string): ListedPlay {
  const [title = '', ...lines] = play.split('\n');
  const [, name = '', tags = ''] = /^\(.*?\): (.*)\tTAGS: \[(.*)\]$/u.exec(title) ?? [];
  const tasks = lines.flatMap((line) => {
    const [, label, ofTask] = /^ {6}(.+)\tTAGS: \[(.*)\]$/u.exec(line) ?? [];
    return label === undefined || ofTask === undefined ? [] : [{ label, tags: splitTags(ofTask) }];
  });
  return { name, tags: splitTags(tags, ',').sort(), tasks };
}

function splitTags(tags: string, separator = ', '): string[] {
  return tags === '' ? [] : tags.split(separator);
}

/**
 * The same of what we discovered: Ansible lists neither the tasks of `rescue` and `always` nor what is included.
 * @param playbook - that was discovered
 * @param selection - which tags
 */
export function listDiscovered(playbook: DiscoveredPlaybook, selection: TagSelection): ListedPlay[] {
  return selectTasks(playbook.plays, selection).plays.map(({ play, tasks }) => ({
    name: play.name,
    tags: play.tags,
    tasks: tasks.filter(({ part }) => part === 'block').map(({ label, tags }) => ({ label, tags })),
  }));
}

/**
 * The files of a folder, and those outside that paths lead to.
 * @param folder - where relative paths start
 */
export function filesOf(folder: string): PlaybookFiles {
  return {
    read: (path) => readFile(resolve(folder, path), 'utf8').catch(() => undefined),
    isFolder: (path) =>
      stat(resolve(folder, path)).then(
        (found) => found.isDirectory(),
        () => false,
      ),
  };
}
