import * as vscode from 'vscode';
import { type PlaybookTask, tasksOfPlays } from '../../core/playbooks/discoveredPlaybook.ts';
import { tasksOfTag } from '../../core/playbooks/tasksOfTag.ts';
import { singleLine, withoutMarkup } from '../../core/text/plainText.ts';
import { ask } from '../../host/ask.ts';
import type { PlaybookTest } from './playbookTests.ts';
import type { RunOptions } from './runOptions.ts';

/** Which tags a person wants, and whether to run them now or to say more. */
export interface ChosenTags {
  readonly kind: 'run' | 'more';
  readonly tags: readonly string[];
}

/** A row without a tag leads to all other options. */
interface TagRow extends vscode.QuickPickItem {
  readonly tag?: string;
}

/**
 * Asks which tags of a playbook to run, and says what each would run.
 * @param test - the playbook
 * @param before - what is chosen already
 * @returns undefined when the person leaves
 */
export async function askTags(test: PlaybookTest, before: RunOptions): Promise<ChosenTags | undefined> {
  const others = optionWords(before);
  const more: TagRow = {
    label: vscode.l10n.t('More options…'),
    description: withoutMarkup(others.join(' · ')),
    iconPath: gear,
    alwaysShow: true,
  };
  const input = vscode.window.createQuickPick<TagRow>();
  input.title = vscode.l10n.t('Run {0} with which tags?', test.title);
  input.placeholder =
    others.length === 0
      ? vscode.l10n.t('None: the whole playbook')
      : vscode.l10n.t('None: the whole playbook. As set last time: {0}', singleLine(others.join(', ')));
  input.canSelectMany = true;
  input.ignoreFocusOut = true;
  input.matchOnDetail = true;
  const rows = tagRows(test);
  const separator = { label: '', kind: vscode.QuickPickItemKind.Separator };
  input.items = [...rows, separator, more];
  input.selectedItems = rows.filter(({ tag }) => before.tags.includes(tag));
  const button = { iconPath: gear, tooltip: more.label };
  input.buttons = [button];
  const tagsNow = (): string[] => input.selectedItems.flatMap(({ tag }) => tag ?? []);
  const wantsMore = new Promise<ChosenTags>((resolve) => {
    const answer = (): void => {
      resolve({ kind: 'more', tags: tagsNow() });
    };
    // It is chosen as soon as it is ticked.
    input.onDidChangeSelection((chosen) => {
      if (chosen.includes(more)) answer();
    });
    input.onDidTriggerButton((pressed) => {
      if (pressed === button) answer();
    });
  });
  const answer = await Promise.race([ask(input, tagsNow), wantsMore]);
  input.dispose();
  if (answer.kind === 'more') return answer;
  return answer.kind === 'answered' ? { kind: 'run', tags: answer.value } : undefined;
}

/** What is set besides tags, which applies also where nobody looks at it. */
function optionWords({
  skipTags,
  isCheck,
  startAtTask,
  limit,
  variables,
  variableFiles,
  asksBecomePassword,
}: RunOptions): string[] {
  const hasVariables = variables.length > 0 || variableFiles.length > 0;
  return [
    ...(skipTags.length > 0 ? [vscode.l10n.t('without {0}', skipTags.join(', '))] : []),
    ...(isCheck ? [vscode.l10n.t('check mode')] : []),
    ...(startAtTask === undefined ? [] : [vscode.l10n.t('from {0} on', startAtTask)]),
    ...(limit === undefined ? [] : [vscode.l10n.t('limited to {0}', limit)]),
    ...(hasVariables ? [vscode.l10n.t('extra variables')] : []),
    ...(asksBecomePassword ? [vscode.l10n.t('become password')] : []),
  ];
}

const gear = new vscode.ThemeIcon('settings-gear');

/**
 * A row for each tag, with what it alone would run.
 * @param test - the playbook
 */
export function tagRows(test: PlaybookTest): (TagRow & { readonly tag: string })[] {
  return tagsOf(test).map((tag) => {
    const tasks = tasksOfTag(test.playbook.plays, tag);
    return {
      tag,
      label: withoutMarkup(tag),
      description: taskCount(tasks.length),
      detail: withoutMarkup(namesOf(tasks).join(' · ')),
    };
  });
}

function tagsOf({ playbook }: PlaybookTest): string[] {
  const tags = tasksOfPlays(playbook.plays).flatMap((task) => task.tags);
  return [...new Set(tags)].filter((tag) => tag !== 'always').sort();
}

/** The first few, for the eye. */
function namesOf(tasks: readonly PlaybookTask[]): string[] {
  const names = tasks.map(({ label }) => label);
  return names.length > 4 ? [...names.slice(0, 4), '…'] : names;
}

function taskCount(count: number): string {
  return count === 1 ? vscode.l10n.t('1 task') : vscode.l10n.t('{0} tasks', count);
}
