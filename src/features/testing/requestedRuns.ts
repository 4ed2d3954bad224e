import type * as vscode from 'vscode';
import {
  type Play,
  type PlaybookPart,
  type PlaybookTask,
  tasksOf,
  tasksOfPlays,
} from '../../core/playbooks/discoveredPlaybook.ts';
import { runsUnasked, tagsForTasks } from '../../core/playbooks/tagsForTasks.ts';
import type { PlaybookTest } from './playbookTests.ts';
import { wholePlaybook } from './runOptions.ts';
import type { RequestedRun } from './runProfiles.ts';

/**
 * What to run for what a person has chosen: each playbook once, with the tags by which the fewest tasks besides the chosen
 * ones run. Ansible selects by nothing finer.
 * @param tests - all playbooks
 * @param chosen - items of any of them, everything where there are none, but not those that are left out
 */
export function requestedRuns(
  tests: readonly PlaybookTest[],
  chosen: Pick<vscode.TestRunRequest, 'include' | 'exclude'>,
): RequestedRun[] {
  const excluded = new Set(chosen.exclude);
  return tests.flatMap((test) => {
    const included = chosen.include?.filter((item) => item === test.item || test.parts.has(item)) ?? [
      test.item,
    ];
    const items = included.flatMap((item) => withoutExcluded(item, excluded));
    if (items.length === 0) return [];
    if (items.includes(test.item)) return [{ test, options: wholePlaybook }];
    const wanted = new Set(items.flatMap((item) => wantedIn(test, item, included.includes(item))));
    return [requestOf(test, wanted, new Set([...excluded].flatMap((item) => tasksAt(test, item))))];
  });
}

function requestOf(
  test: PlaybookTest,
  wanted: ReadonlySet<PlaybookTask>,
  excluded: ReadonlySet<PlaybookTask>,
): RequestedRun {
  const plays = test.playbook.plays.filter((play) => play.kind === 'play');
  // What is known only when it runs can be run with all else alone.
  if (wanted.size === 0) {
    return { test, options: wholePlaybook, others: tasksOfPlays(plays).filter(runsUnasked) };
  }
  const { tags, others } = tagsForTasks(plays, wanted);
  const elsewhere = plays.flatMap(({ parts }) => {
    const tasks = [...tasksOf(parts)];
    return tasks.some((task) => wanted.has(task)) ? [] : tasks;
  });
  const surprising = new Set([...elsewhere, ...excluded]);
  const isSurprise = (task: PlaybookTask): boolean =>
    tags.includes('untagged') || task.tags.includes('never') || surprising.has(task);
  return { test, options: { ...wholePlaybook, tags }, others: others.filter(isSurprise) };
}

/** Of an item with something left out below it, all that is not left out. */
function withoutExcluded(
  item: vscode.TestItem,
  excluded: ReadonlySet<vscode.TestItem>,
): readonly vscode.TestItem[] {
  if (excluded.has(item)) return [];
  const children = [...item.children].map(([, child]) => child);
  const left = children.flatMap((child) => withoutExcluded(child, excluded));
  const isWhole = left.length === children.length && left.every((child, index) => child === children[index]);
  return isWhole ? [item] : left;
}

/** What is tagged `never` is wanted only where it is chosen itself, or nothing else is there. */
function wantedIn(test: PlaybookTest, item: vscode.TestItem, isChosen: boolean): readonly PlaybookTask[] {
  const tasks = tasksAt(test, item);
  const unasked = tasks.filter(runsUnasked);
  return isChosen && unasked.length === 0 ? tasks : unasked;
}

function tasksAt({ parts }: PlaybookTest, item: vscode.TestItem): readonly PlaybookTask[] {
  const part = parts.get(item);
  return part === undefined ? [] : tasksIn(part).filter(({ isImplicit }) => !isImplicit);
}

function tasksIn(part: Play | PlaybookPart): readonly PlaybookTask[] {
  return part.kind === 'play' ? [...tasksOf(part.parts)] : [...tasksOf([part])];
}
