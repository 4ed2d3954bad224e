import * as vscode from 'vscode';
import { selectTasks } from '../../core/playbooks/selectTasks.ts';
import { withoutMarkup } from '../../core/text/plainText.ts';
import { ask } from '../../host/ask.ts';
import { readSettings } from '../../host/settings.ts';
import { playbookCommand } from '../../tools/ansible/playbookCommand.ts';
import { asTyped } from '../../tools/commandLine.ts';
import { tagRows } from './askTags.ts';
import { askVariables } from './askVariables.ts';
import type { PlaybookTest } from './playbookTests.ts';
import { ansibleOptions, type RunOptions } from './runOptions.ts';

/** What a person has set, and whether to run that now or to go back to the tags. */
export interface ChosenOptions {
  readonly kind: 'run' | 'back';
  readonly options: RunOptions;
}

interface OptionRow extends vscode.QuickPickItem {
  /** Asks for another value; undefined for the row that runs the playbook. */
  readonly change?: () => RunOptions | Promise<RunOptions>;
}

/**
 * Asks how to run a playbook, beside its tags, and shows the command that this makes.
 * @param test - the playbook
 * @param before - what is chosen already
 * @returns undefined when the person leaves
 */
export async function askOptions(test: PlaybookTest, before: RunOptions): Promise<ChosenOptions | undefined> {
  for (let options = before; ;) {
    const input = vscode.window.createQuickPick<OptionRow>();
    input.title = vscode.l10n.t('Run {0} how?', test.title);
    input.placeholder = vscode.l10n.t('Enter runs the command; choose a line to change it');
    input.buttons = [vscode.QuickInputButtons.Back];
    input.ignoreFocusOut = true;
    input.items = optionRows(test, options);
    const answer = await ask(input, () => input.selectedItems[0]);
    if (answer.kind === 'dismissed') return undefined;
    if (answer.kind === 'back') return { kind: 'back', options };
    if (answer.value.change === undefined) return { kind: 'run', options };
    options = await answer.value.change();
  }
}

function optionRows(test: PlaybookTest, options: RunOptions): OptionRow[] {
  const { skipTags, isCheck, startAtTask, limit, variables, variableFiles, asksBecomePassword } = options;
  const none = vscode.l10n.t('none');
  const listed = (values: readonly string[]): string =>
    values.length === 0 ? none : withoutMarkup(values.join(', '));
  const row = (label: string, description: string, change: OptionRow['change'] & object): OptionRow => ({
    label,
    description,
    change,
  });
  const tick = (isSet: boolean): string => (isSet ? vscode.l10n.t('yes') : vscode.l10n.t('no'));
  return [
    {
      label: vscode.l10n.t('Run'),
      iconPath: new vscode.ThemeIcon('play'),
      detail: withoutMarkup(commandOf(test, options)),
    },
    row(vscode.l10n.t('Tags'), listed(options.tags), async () => ({
      ...options,
      tags: await pickTags(test, options.tags, vscode.l10n.t('Tags to run')),
    })),
    row(vscode.l10n.t('Tags to skip'), listed(skipTags), async () => ({
      ...options,
      skipTags: await pickTags(test, skipTags, vscode.l10n.t('Tags to skip')),
    })),
    row(vscode.l10n.t('Check mode'), tick(isCheck), () => ({ ...options, isCheck: !isCheck })),
    row(
      vscode.l10n.t('Start at task'),
      startAtTask === undefined ? none : withoutMarkup(startAtTask),
      async () => ({
        ...options,
        startAtTask: await pickTask(test, options),
      }),
    ),
    row(vscode.l10n.t('Limit to hosts'), limit === undefined ? none : withoutMarkup(limit), async () => ({
      ...options,
      limit: await askLimit(limit),
    })),
    row(vscode.l10n.t('Extra variables'), listed(variables.map(({ name }) => name)), async () => ({
      ...options,
      variables: await askVariables(variables),
    })),
    row(
      vscode.l10n.t('Files of extra variables'),
      listed(variableFiles.map((path) => vscode.workspace.asRelativePath(path))),
      async () => ({ ...options, variableFiles: await pickFiles(variableFiles) }),
    ),
    row(vscode.l10n.t('Ask for the become password'), tick(asksBecomePassword), () => ({
      ...options,
      asksBecomePassword: !asksBecomePassword,
    })),
  ];
}

/** As it will be, but for the machine and for how that is reached, which is found out when it runs. */
function commandOf(test: PlaybookTest, options: RunOptions): string {
  const variables = options.variables.length === 0 ? [] : ['…/variables.yml'];
  const run = { playbook: test.playbook.path, inventory: { hosts: ['…'] } };
  const command = playbookCommand(readSettings().ansiblePlaybookPath, {
    ...run,
    ...ansibleOptions(options, variables),
  });
  return asTyped(command);
}

async function pickTags(
  test: PlaybookTest,
  before: readonly string[],
  title: string,
): Promise<readonly string[]> {
  const rows = tagRows(test).map((row) => ({ ...row, picked: before.includes(row.tag) }));
  const options = { title, canPickMany: true, ignoreFocusOut: true, matchOnDetail: true } as const;
  return (await vscode.window.showQuickPick(rows, options))?.map(({ tag }) => tag) ?? before;
}

/** One that the tags select: others Ansible does not find. */
async function pickTask(
  test: PlaybookTest,
  { tags, skipTags, startAtTask: before }: RunOptions,
): Promise<string | undefined> {
  const { plays } = selectTasks(test.playbook.plays, { tags, skipTags });
  const tasks = plays.flatMap((play) => play.tasks.filter(({ isImplicit }) => !isImplicit));
  const labels = tasks.map(({ label }) => label);
  const first = { label: vscode.l10n.t('The first task'), name: undefined };
  const rows = [...new Set(labels)].map((name) => ({ label: withoutMarkup(name), name }));
  const title = vscode.l10n.t('Start at task');
  const chosen = await vscode.window.showQuickPick<
    vscode.QuickPickItem & { readonly name: string | undefined }
  >([first, ...rows], { title, ignoreFocusOut: true });
  return chosen === undefined ? before : chosen.name;
}

async function askLimit(before: string | undefined): Promise<string | undefined> {
  const limit = await vscode.window.showInputBox({
    title: vscode.l10n.t('Limit to hosts'),
    prompt: vscode.l10n.t('A host pattern, such as web or web:!web2. Empty: all hosts.'),
    value: before ?? '',
    ignoreFocusOut: true,
  });
  if (limit === undefined) return before;
  return limit.trim() === '' ? undefined : limit.trim();
}

/** More files than this are not offered. */
const mostFiles = 2000;

async function pickFiles(before: readonly string[]): Promise<readonly string[]> {
  const found = await vscode.workspace.findFiles(
    '**/*.{yml,yaml,json}',
    '**/{node_modules,.git,.vagrant}/**',
    mostFiles,
  );
  const rows = found
    .map(({ fsPath: path }) => ({
      label: withoutMarkup(vscode.workspace.asRelativePath(path)),
      path,
      picked: before.includes(path),
    }))
    .sort((a, b) => Number(b.picked) - Number(a.picked) || a.label.localeCompare(b.label));
  const title = vscode.l10n.t('Files of extra variables');
  const chosen = await vscode.window.showQuickPick(rows, { title, canPickMany: true, ignoreFocusOut: true });
  return chosen?.map(({ path }) => path) ?? before;
}
