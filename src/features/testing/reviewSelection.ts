import * as vscode from 'vscode';
import { CancelledError } from '../../core/outcome/outcome.ts';
import type { PlaybookTask } from '../../core/playbooks/discoveredPlaybook.ts';
import { selectTasks, type Selection, type SelectionWarning } from '../../core/playbooks/selectTasks.ts';
import { canStartAt } from '../../core/playbooks/startAtTask.ts';
import { singleLine } from '../../core/text/plainText.ts';
import type { RequestedRun } from './runProfiles.ts';

/** How many tasks a dialog names. */
const mostTasks = 25;

/** How many tasks it names that were not chosen. */
const mostOthers = 10;

/** What a person has said yes to in this window, so that they are not asked the same again. */
export type Approvals = Set<string>;

/**
 * Refuses to run nothing, and shows the tasks that would run where that may surprise.
 * @param requested - what is run, and how
 * @param approvals - what the person has said yes to before; added to
 * @throws CancelledError when the person would rather not
 * @throws Error in words for a person when no task would run
 */
export async function reviewSelection(
  { test, options: { tags, skipTags, startAtTask }, others = [] }: RequestedRun,
  approvals: Approvals,
): Promise<void> {
  const selection = selectTasks(test.playbook.plays, { tags, skipTags });
  if (startAtTask !== undefined && !canStartAt(selection, startAtTask)) {
    const name = singleLine(startAtTask);
    throw new Error(vscode.l10n.t('No task that would run is called {0}, so nothing is run.', name));
  }
  if (tags.length === 0 && skipTags.length === 0 && others.length === 0) return;
  const isNothing = selection.warnings.some(({ kind }) => kind === 'nothingSelected');
  if (isNothing && selection.unknown.length === 0) {
    const why = selection.warnings.filter(({ kind }) => kind !== 'nothingSelected').map(wordsFor);
    throw new Error([vscode.l10n.t('No task would run, so nothing is run.'), ...why].join('\n'));
  }
  const warnings = [...othersWords(others), ...selection.warnings.map(wordsFor)];
  if (warnings.length === 0) return;
  const detail = [...warnings, '', ...runningWords(selection)].join('\n');
  const key = JSON.stringify([test.item.id, tags, skipTags, detail]);
  if (approvals.has(key)) return;
  const run = vscode.l10n.t('Run');
  const question = vscode.l10n.t('This may not be what you mean.');
  const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, run);
  if (chosen !== run) throw new CancelledError('The person would rather not.');
  approvals.add(key);
}

/** Ansible selects by tags alone, so that more than what was chosen may run. */
function othersWords(others: readonly PlaybookTask[]): string[] {
  if (others.length === 0) return [];
  const names = others.slice(0, mostOthers).map(({ label }) => singleLine(label));
  const more = others.length > names.length ? ['…'] : [];
  return [about(vscode.l10n.t('These run too, which you have not chosen'), [...names, ...more].join(', '))];
}

function runningWords({ plays }: Selection): string[] {
  const tasks = plays.flatMap(({ tasks: known, includedTasks }) =>
    [...known, ...includedTasks].filter(({ isImplicit }) => !isImplicit),
  );
  const names = tasks
    .slice(0, mostTasks)
    .map(({ label, tags }) => `• ${singleLine(label)}${tags.includes('never') ? ' (never)' : ''}`);
  const more = tasks.length - names.length;
  return [
    tasks.length === 0 ? vscode.l10n.t('No task is known to run.') : vscode.l10n.t('What would run:'),
    ...names,
    ...(more > 0 ? [vscode.l10n.t('… and {0} more', more)] : []),
  ];
}

function wordsFor(warning: SelectionWarning): string {
  switch (warning.kind) {
    case 'nothingSelected':
      return vscode.l10n.t('No task has these tags.');
    case 'neverInherited': {
      const tags = singleLine(warning.tags.join(', '));
      const words = vscode.l10n.t('A task tagged never runs all the same, because it inherits {0}', tags);
      return about(words, warning.task.label);
    }
    case 'includeNotSelected': {
      const words = vscode.l10n.t(
        'Tasks with these tags are in an include that has none of them, and do not run',
      );
      return about(words, warning.include.label);
    }
    case 'includedNotSelected':
      return about(vscode.l10n.t('The tags reach this include, but nothing in it'), warning.include.label);
    case 'includedUnknown':
      return about(
        vscode.l10n.t('What this include brings is known only when it runs'),
        warning.include.label,
      );
    case 'factsNotGathered':
      return about(
        vscode.l10n.t('The play gathers no facts with these tags, and its tasks may need them'),
        warning.play.name,
      );
  }
}

function about(words: string, name: string): string {
  return `${words}: ${singleLine(name)}`;
}
