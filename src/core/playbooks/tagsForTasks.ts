import { type DiscoveredPlaybook, type PlaybookTask, tasksOfPlays } from './discoveredPlaybook.ts';
import { isSelected, type TagSelection } from './selectTasks.ts';

/** How Ansible is told to run some tasks: it selects by tags, and by nothing finer. */
export interface TagChoice {
  /** None for the whole playbook. */
  readonly tags: readonly string[];
  /** What these run besides. */
  readonly others: readonly PlaybookTask[];
}

const everything: TagSelection = { tags: [], skipTags: [] };

/**
 * Whether a task runs where no tags are asked for, which one that is tagged `never` does not.
 * @param task - any one
 */
export function runsUnasked({ tags }: PlaybookTask): boolean {
  return isSelected(tags, everything);
}

/**
 * The tags that run some tasks and few others: again and again the one that brings the fewest others for each task that is
 * still missing. Untagged tasks have the name `untagged` for it, and `never` is used for those alone that have no other tag.
 * @param plays - of a playbook
 * @param wanted - tasks of it, at least one
 */
export function tagsForTasks(
  plays: DiscoveredPlaybook['plays'],
  wanted: ReadonlySet<PlaybookTask>,
): TagChoice {
  const all = visibleTasks(plays);
  const isWhole = all.every((task) => wanted.has(task) === runsUnasked(task));
  if (isWhole) return { tags: [], others: [] };
  const missing = new Set([...wanted].filter(({ tags }) => !tags.includes('always')));
  const candidates = [...new Set([...missing].flatMap(namesFor))].map((tag) => ({
    tag,
    running: all.filter(({ tags }) => isSelected(tags, { tags: [tag], skipTags: [] })),
  }));
  const chosen: string[] = [];
  while (missing.size > 0) {
    const next = cheapest(candidates, wanted, missing);
    chosen.push(next.tag);
    for (const task of next.running) missing.delete(task);
  }
  // Tasks that run always need no tag, but without one all others would run as well.
  const tags = chosen.length > 0 ? chosen.sort() : ['always'];
  const isOther = (task: PlaybookTask): boolean => !wanted.has(task) && !task.tags.includes('always');
  const running = all.filter((task) => isSelected(task.tags, { tags, skipTags: [] }));
  return { tags, others: running.filter(isOther) };
}

/** A tag and all that it runs. */
interface Candidate {
  readonly tag: string;
  readonly running: readonly PlaybookTask[];
}

/** The one that brings the fewest others for each missing task; of several the one that brings most of these. */
function cheapest(
  candidates: readonly Candidate[],
  wanted: ReadonlySet<PlaybookTask>,
  missing: ReadonlySet<PlaybookTask>,
): Candidate {
  const judged = candidates.map((candidate) => {
    const found = candidate.running.filter((task) => missing.has(task)).length;
    const others = candidate.running.filter((task) => !wanted.has(task)).length;
    return { candidate, found, cost: found === 0 ? Infinity : others / found };
  });
  return judged.reduce((best, each) =>
    each.cost < best.cost || (each.cost === best.cost && each.found > best.found) ? each : best,
  ).candidate;
}

/** What a task can be asked for by, each of which runs it. */
function namesFor({ tags }: PlaybookTask): readonly string[] {
  if (tags.length === 0) return ['untagged'];
  const others = tags.filter((tag) => tag !== 'never');
  return others.length > 0 ? others : tags;
}

/** Without those that Ansible adds by itself. */
function visibleTasks(plays: DiscoveredPlaybook['plays']): PlaybookTask[] {
  return tasksOfPlays(plays).filter(({ isImplicit }) => !isImplicit);
}
