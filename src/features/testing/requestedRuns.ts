import type * as vscode from 'vscode';
import type { Play, PlaybookPart } from '../../core/playbooks/discoveredPlaybook.ts';
import { tasksOf } from '../../core/playbooks/discoveredPlaybook.ts';
import { tasksOfTag } from '../../core/playbooks/tasksOfTag.ts';
import type { PlaybookTest } from './playbookTests.ts';
import { wholePlaybook } from './runOptions.ts';
import type { RequestedRun } from './runProfiles.ts';

/**
 * What to run for what a person has chosen: each playbook once, with the tags by which the fewest tasks besides the chosen
 * ones run. Ansible selects by nothing finer; what has no tag takes the whole playbook.
 * @param tests - all playbooks
 * @param chosen - items of any of them, everything where there are none, but not those that are left out
 */
export function requestedRuns(
  tests: readonly PlaybookTest[],
  chosen: Pick<vscode.TestRunRequest, 'include' | 'exclude'>,
): RequestedRun[] {
  return tests.flatMap((test) => {
    const included = chosen.include?.filter((item) => item === test.item || test.parts.has(item)) ?? [
      test.item,
    ];
    const items = included.flatMap((item) => withoutExcluded(item, new Set(chosen.exclude)));
    if (items.length === 0) return [];
    const tags = items.map((item) => tagFor(test, item));
    const isWhole = tags.some((tag) => tag === undefined);
    const needed = isWhole ? [] : [...new Set(tags.flatMap((tag) => tag ?? []))].sort();
    return [{ test, options: { ...wholePlaybook, tags: needed } }];
  });
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

/** The tag that selects all tasks of an item and the fewest others; undefined where none does. */
function tagFor(test: PlaybookTest, item: vscode.TestItem): string | undefined {
  const part = test.parts.get(item);
  if (part === undefined) return undefined;
  const wanted = tasksIn(part);
  const [first, ...others] = wanted;
  const common = (first?.tags ?? []).filter((tag) => others.every(({ tags }) => tags.includes(tag)));
  const selected = common.map((tag) => ({ tag, count: tasksOfTag(test.playbook.plays, tag).length }));
  return selected.sort((a, b) => a.count - b.count)[0]?.tag;
}

function tasksIn(
  part: Play | PlaybookPart,
): ReturnType<typeof tasksOf> extends Generator<infer T> ? T[] : never {
  return part.kind === 'play' ? [...tasksOf(part.parts)] : [...tasksOf([part])];
}
