import * as vscode from 'vscode';
import { withoutMarkup } from '../../core/text/plainText.ts';
import type { ExtraVariable } from '../../tools/ansible/secretFiles.ts';

/** What `ansible-playbook` takes for the name of a variable (its documentation, "Creating valid variable names"). */
const assignment = /^\s*([A-Za-z_]\w*)=(.*)$/su;

/**
 * Asks for extra variables, one at a time, and lets them be removed. Their values are shown nowhere.
 * @param before - those that there are
 */
export async function askVariables(before: readonly ExtraVariable[]): Promise<readonly ExtraVariable[]> {
  for (let variables = before; ;) {
    const add = { label: vscode.l10n.t('Add a variable…'), iconPath: new vscode.ThemeIcon('add') };
    const rows = variables.map(({ name }) => ({
      label: vscode.l10n.t('Remove {0}', withoutMarkup(name)),
      iconPath: new vscode.ThemeIcon('trash'),
      name,
    }));
    const title = vscode.l10n.t('Extra variables');
    const done = { label: vscode.l10n.t('Done'), iconPath: new vscode.ThemeIcon('check') };
    // The first time there is nothing else to choose.
    const chosen =
      variables === before && variables.length === 0
        ? add
        : await vscode.window.showQuickPick([done, add, ...rows], { title, ignoreFocusOut: true });
    if (chosen === undefined || chosen === done) return variables;
    if (chosen !== add)
      variables = variables.filter((variable) => !('name' in chosen) || variable.name !== chosen.name);
    else {
      const added = await askVariable(title);
      if (added === undefined) return variables;
      variables = [...variables.filter(({ name }) => name !== added.name), added];
    }
  }
}

async function askVariable(title: string): Promise<ExtraVariable | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t(
      'NAME=VALUE. The value is kept until the window is closed, and is in no command line.',
    ),
    ignoreFocusOut: true,
    validateInput: (typed) =>
      typed === '' || assignment.test(typed)
        ? undefined
        : vscode.l10n.t('A variable is given as NAME=VALUE.'),
  });
  const [, name, value] = assignment.exec(text ?? '') ?? [];
  return name === undefined || value === undefined ? undefined : { name, value, isUnsafe: false };
}
