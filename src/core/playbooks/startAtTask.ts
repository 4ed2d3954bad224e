import type { Selection } from './selectTasks.ts';

/** What makes a name a pattern (Python's fnmatch), or a text that is known only when the playbook runs. */
const undecided = /[*?[]|\{\{/u;

/**
 * Whether Ansible finds the task to start at: it looks for its name, with the role or without, among those that tags select
 * and that no include brings (ansible-core 2.14 and 2.19, play_iterator.py). Where it finds none it runs nothing and ends well.
 * @param selection - what the tags select
 * @param name - of the task, or a pattern of it
 * @returns true also where that is known only when the playbook runs
 */
export function canStartAt({ plays, unknown }: Pick<Selection, 'plays' | 'unknown'>, name: string): boolean {
  if (unknown.length > 0 || undecided.test(name)) return true;
  const labels = plays.flatMap(({ tasks }) => tasks.map(({ label }) => label));
  return labels.some((label) => label === name || label.endsWith(` : ${name}`));
}
