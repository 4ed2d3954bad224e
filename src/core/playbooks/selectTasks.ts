import type {
  DiscoveredPlaybook,
  Play,
  PlaybookPart,
  PlaybookTask,
  UnknownPart,
} from './discoveredPlaybook.ts';
import { tasksOf } from './discoveredPlaybook.ts';

/** What `--tags` and `--skip-tags` say; empty lists say nothing. */
export interface TagSelection {
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
}

/** The tasks of a play that tags select. Handlers are none of them: whoever notifies them decides. */
export interface SelectedPlay {
  readonly play: Play;
  /** Those that are known before the playbook runs, in their order. */
  readonly tasks: readonly PlaybookTask[];
  /** Those that selected includes bring in, as far as they are known. */
  readonly includedTasks: readonly PlaybookTask[];
  /** Whether the play gathers facts first. */
  readonly gathersFacts: boolean;
}

/** Something about a selection that one may not have meant. */
export type SelectionWarning =
  /** Nothing is selected but, at most, tasks that are because they are tagged `always`. */
  | { readonly kind: 'nothingSelected'; readonly alwaysTasks: readonly PlaybookTask[] }
  /** A task that is tagged `never` is selected by tags that it or its `never` only inherits. */
  | { readonly kind: 'neverInherited'; readonly task: PlaybookTask; readonly tags: readonly string[] }
  /** What is included has tasks that the tags name, but the include itself is not selected: they do not run. */
  | {
      readonly kind: 'includeNotSelected';
      readonly include: PlaybookTask;
      readonly tasks: readonly PlaybookTask[];
    }
  /** An include is selected, but nothing of what it brings in: its tags do not reach that. */
  | { readonly kind: 'includedNotSelected'; readonly include: PlaybookTask }
  /** An include is selected, and what it brings in, or a part of that, is known only when the playbook runs. */
  | {
      readonly kind: 'includedUnknown';
      readonly include: PlaybookTask;
      readonly parts: readonly UnknownPart[];
    }
  /** The play has selected tasks, but the tags keep it from gathering facts that these may use. */
  | { readonly kind: 'factsNotGathered'; readonly play: Play };

/** What a selection of tags runs. */
export interface Selection {
  readonly plays: readonly SelectedPlay[];
  readonly warnings: readonly SelectionWarning[];
  /** What is outside of includes and cannot be followed: tasks in it may be selected as well. */
  readonly unknown: readonly UnknownPart[];
}

/**
 * Whether Ansible runs something that has tags (ansible-core 2.14 and 2.19, `Taggable.evaluate_tags`).
 * @param tags - of it, inherited ones as well
 * @param selection - what `--tags` and `--skip-tags` say
 */
export function isSelected(tags: readonly string[], { tags: only, skipTags }: TagSelection): boolean {
  return isTaken(tags, only) && !isSkipped(tags, skipTags);
}

function isTaken(tags: readonly string[], only: readonly string[]): boolean {
  const wanted = only.length > 0 ? only : ['all'];
  if (tags.includes('always') || namesAny(tags, wanted)) return true;
  if (tags.includes('never')) return false;
  return wanted.includes('all') || (wanted.includes('tagged') && isTagged(tags));
}

function isSkipped(tags: readonly string[], skipTags: readonly string[]): boolean {
  if (skipTags.includes('all')) return !tags.includes('always') || skipTags.includes('always');
  return namesAny(tags, skipTags) || (skipTags.includes('tagged') && isTagged(tags));
}

/** Something without tags is found by the name `untagged`. */
function namesAny(tags: readonly string[], names: readonly string[]): boolean {
  return names.some((name) => tags.includes(name) || (name === 'untagged' && !isTagged(tags)));
}

function isTagged(tags: readonly string[]): boolean {
  return tags.some((tag) => tag !== 'untagged');
}

/**
 * Says what a selection of tags runs of plays, and what of that may surprise.
 * @param plays - of a playbook
 * @param selection - what `--tags` and `--skip-tags` say
 */
export function selectTasks(plays: DiscoveredPlaybook['plays'], selection: TagSelection): Selection {
  const warnings: SelectionWarning[] = [];
  const selected = plays
    .filter((play) => play.kind === 'play')
    .map((play) => selectOfPlay(play, selection, warnings));
  const running = selected.flatMap(({ tasks, includedTasks }) => [...tasks, ...includedTasks]);
  const meant = running.filter(({ part, tags }) => part !== 'rescue' && isMeant(tags, selection));
  const alwaysTasks = running.filter(({ part }) => part !== 'rescue');
  return {
    plays: selected,
    unknown: plays.flatMap((play) => (play.kind === 'play' ? [...unknownsOf(play.parts)] : [play])),
    warnings: meant.length > 0 ? warnings : [{ kind: 'nothingSelected', alwaysTasks }, ...warnings],
  };
}

/** Whether it would be taken if it were not tagged `always`, or is asked for by that name. */
function isMeant(tags: readonly string[], { tags: only }: TagSelection): boolean {
  if (only.length === 0 || only.includes('always')) return true;
  return isTaken(
    tags.filter((tag) => tag !== 'always'),
    only,
  );
}

function selectOfPlay(play: Play, selection: TagSelection, warnings: SelectionWarning[]): SelectedPlay {
  const tasks = [...tasksOf(play.parts)].filter(({ tags }) => isSelected(tags, selection));
  const includedTasks = tasks.flatMap((task) => selectedIn(task, selection));
  for (const task of [...tasks, ...includedTasks]) {
    const reached = inheritedReach(task, selection);
    if (reached.length > 0) warnings.push({ kind: 'neverInherited', task, tags: reached });
  }
  warnOfIncludes(play.parts, selection, warnings);
  // Ansible tags the gathering of facts `always` in a play without tags, and with the play's own otherwise (`PlayIterator`).
  const gathersFacts =
    play.gathersFacts && isSelected(play.tags.length > 0 ? play.tags : ['always'], selection);
  if (play.gathersFacts && !gathersFacts && tasks.length > 0) {
    warnings.push({ kind: 'factsNotGathered', play });
  }
  return { play, tasks, includedTasks, gathersFacts };
}

/** The tasks that a selected include brings in and that are selected as well, at any depth. */
function selectedIn({ include }: PlaybookTask, selection: TagSelection): PlaybookTask[] {
  const tasks = [...tasksOf(include?.parts ?? [])].filter(({ tags }) => isSelected(tags, selection));
  return tasks.flatMap((task) => [task, ...selectedIn(task, selection)]);
}

/**
 * The tags by which a task with `never` is reached although they stand further out than that: they were meant for
 * something larger.
 */
function inheritedReach({ scopes, tags }: PlaybookTask, { tags: only }: TagSelection): readonly string[] {
  const innermost = scopes.findLastIndex((scope) => scope.tags.includes('never'));
  if (innermost < 0 || only.includes('never')) return [];
  const isNamed = (tag: string): boolean => only.includes(tag) || tag === 'always';
  const beside = scopes.slice(innermost).some((scope) => scope.tags.some(isNamed));
  return beside ? [] : tags.filter(isNamed);
}

function warnOfIncludes(
  parts: readonly PlaybookPart[],
  selection: TagSelection,
  warnings: SelectionWarning[],
): void {
  const { tags: only } = selection;
  for (const task of tasksOf(parts)) {
    if (task.include === undefined) continue;
    const known = [...tasksOf(task.include.parts)];
    if (!isSelected(task.tags, selection)) {
      const named = known.filter(({ tags }) => isSelected(tags, selection) && namesAny(tags, only));
      if (named.length > 0) warnings.push({ kind: 'includeNotSelected', include: task, tasks: named });
      continue;
    }
    if (only.length === 0) continue;
    const unknown = [...unknownsOf(task.include.parts)];
    if (unknown.length > 0) warnings.push({ kind: 'includedUnknown', include: task, parts: unknown });
    else if (
      known.length > 0 &&
      !known.some(({ tags, isImplicit }) => !isImplicit && isSelected(tags, selection))
    ) {
      warnings.push({ kind: 'includedNotSelected', include: task });
    }
    warnOfIncludes(task.include.parts, selection, warnings);
  }
}

function* unknownsOf(parts: readonly PlaybookPart[]): Generator<UnknownPart> {
  for (const part of parts) {
    if (part.kind === 'unknown') yield part;
    else if (part.kind === 'role') yield* unknownsOf(part.parts);
  }
}
