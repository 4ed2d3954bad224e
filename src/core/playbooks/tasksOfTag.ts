import type { DiscoveredPlaybook, PlaybookTask } from './discoveredPlaybook.ts';
import { selectTasks } from './selectTasks.ts';

/** Of each playbook what its tags run, as far as that was asked for. */
const known = new WeakMap<DiscoveredPlaybook['plays'], Map<string, readonly PlaybookTask[]>>();

/**
 * The tasks that a tag alone runs, those of includes among them as far as they are known, and without those that Ansible
 * adds by itself. Found out once for each playbook and tag.
 * @param plays - of a playbook
 * @param tag - any one
 */
export function tasksOfTag(plays: DiscoveredPlaybook['plays'], tag: string): readonly PlaybookTask[] {
  const ofPlaybook = known.get(plays) ?? new Map<string, readonly PlaybookTask[]>();
  known.set(plays, ofPlaybook);
  const found = ofPlaybook.get(tag) ?? select(plays, tag);
  ofPlaybook.set(tag, found);
  return found;
}

function select(plays: DiscoveredPlaybook['plays'], tag: string): PlaybookTask[] {
  return selectTasks(plays, { tags: [tag], skipTags: [] }).plays.flatMap(({ tasks, includedTasks }) =>
    [...tasks, ...includedTasks].filter(({ isImplicit }) => !isImplicit),
  );
}
