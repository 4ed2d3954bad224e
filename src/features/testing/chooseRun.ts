import * as vscode from 'vscode';
import { withoutMarkup } from '../../core/text/plainText.ts';
import { askOptions } from './askOptions.ts';
import { askTags } from './askTags.ts';
import type { PlaybookTest } from './playbookTests.ts';
import type { LastOptions, RunOptions } from './runOptions.ts';
import type { RequestedRun } from './runProfiles.ts';

/**
 * Asks which playbook to run with which tags, and with which options besides when the person wants to say that, and remembers
 * the choice.
 * @param last - how playbooks were last run
 * @param tests - the playbooks
 * @param target - item of the Testing view that the command was called on, if any
 * @returns undefined when the person wants none after all
 */
export async function chooseRun(
  last: LastOptions,
  tests: readonly PlaybookTest[],
  target: unknown,
): Promise<RequestedRun | undefined> {
  const meant = tests.find(
    ({ item, parts }) => item === target || [...parts.keys()].some((part) => part === target),
  );
  const test = meant ?? (await choosePlaybook(tests));
  if (test === undefined) return undefined;
  const options = await chooseOptions(test, last.of(test.item.id));
  if (options === undefined) return undefined;
  await last.remember(test.item.id, options);
  return { test, options };
}

/**
 * Asks for one of some playbooks.
 * @param tests - the playbooks
 * @returns undefined when the person wants none, or there is none
 */
export async function choosePlaybook(tests: readonly PlaybookTest[]): Promise<PlaybookTest | undefined> {
  if (tests.length === 0) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('There is no playbook in this window. AMI Bakery: Create Starter Project brings two.'),
    );
    return undefined;
  }
  const items = tests.map((test) => ({ label: withoutMarkup(test.title), test }));
  const title = vscode.l10n.t('Run which playbook?');
  return (await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true }))?.test;
}

/** Tags first, from where one run is two keys away; all else when it is asked for, and back again. */
async function chooseOptions(test: PlaybookTest, before: RunOptions): Promise<RunOptions | undefined> {
  for (let options = before; ;) {
    const chosen = await askTags(test, options);
    if (chosen === undefined) return undefined;
    options = { ...options, tags: chosen.tags };
    if (chosen.kind === 'run') return options;
    const answer = await askOptions(test, options);
    if (answer === undefined) return undefined;
    ({ options } = answer);
    if (answer.kind === 'run') return options;
  }
}
