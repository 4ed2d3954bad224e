import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { CancelledError } from '../../core/outcome/outcome.ts';
import type { VariablePrompt } from '../../core/playbooks/readPrompts.ts';
import { singleLine, withoutMarkup } from '../../core/text/plainText.ts';
import { ask } from '../../host/ask.ts';
import type { PasswordSettings } from '../../tools/ansible/ansibleConfig.ts';
import type { ExtraVariable, RunSecrets } from '../../tools/ansible/secretFiles.ts';
import { readsEncrypted } from './encryptedFiles.ts';
import type { PlaybookTest } from './playbookTests.ts';
import type { RunOptions } from './runOptions.ts';

interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly isHidden: boolean;
}

/**
 * Asks for all that Ansible would ask for on a terminal, before it runs: it has none here, and takes silence for an answer.
 * @param test - the playbook
 * @param options - how it is run; variables that it gives are not asked for
 * @param settings - of the person's Ansible
 * @throws CancelledError when the person leaves a question
 * @throws Error for a question that cannot be asked here
 */
export async function askSecrets(
  test: PlaybookTest,
  options: RunOptions,
  settings: PasswordSettings,
): Promise<RunSecrets> {
  const { title } = test;
  const password = (prompt: string): Promise<string> => askText({ title, prompt, isHidden: true });
  const asksVault =
    !settings.hasVaultPassword &&
    (settings.asksVaultPassword || (await readsEncrypted(test, options.variableFiles)));
  const vaultPassword = asksVault
    ? await password(vscode.l10n.t('Password of the vault. Empty: run without it.'))
    : '';
  const asksBecome = settings.asksBecomePassword || options.asksBecomePassword;
  const becomePassword = asksBecome ? await password(vscode.l10n.t('Become password')) : '';
  const given = new Set([
    ...options.variables.map(({ name }) => name),
    ...(await Promise.all(options.variableFiles.map(namesIn))).flat(),
  ]);
  const prompts = test.playbook.plays.flatMap((play) => (play.kind === 'play' ? play.prompts : []));
  const answers: ExtraVariable[] = [];
  for (const prompt of prompts) {
    if (given.has(prompt.name)) continue;
    given.add(prompt.name);
    answers.push(...(await askVariable(title, prompt)));
  }
  return {
    ...(vaultPassword === '' ? {} : { vaultPassword }),
    ...(asksBecome ? { becomePassword } : {}),
    variables: [...answers, ...options.variables],
  };
}

/** Nothing where Ansible's own default counts. */
async function askVariable(title: string, prompt: VariablePrompt): Promise<ExtraVariable[]> {
  const { name, question, isPrivate, isConfirmed, isUnsafe } = prompt;
  if (prompt.isHashed) {
    throw new Error(
      vscode.l10n.t(
        'The playbook asks for {0} and makes a hash of it, which cannot be done here. Give the hash as an extra variable.',
        singleLine(name),
      ),
    );
  }
  const words = prompt.default === undefined ? question : `${question} [${prompt.default}]`;
  for (;;) {
    const value = await askText({ title, prompt: words, isHidden: isPrivate });
    if (value === '' && prompt.default !== undefined) return [];
    if (!isConfirmed) return [{ name, value, isUnsafe }];
    const again = vscode.l10n.t('Once more: {0}', words);
    if ((await askText({ title, prompt: again, isHidden: isPrivate })) === value) {
      return [{ name, value, isUnsafe }];
    }
    // As a terminal does, it is asked again until both are the same.
    await vscode.window.showWarningMessage(vscode.l10n.t('The two are not the same.'), { modal: true });
  }
}

async function askText({ title, prompt, isHidden }: Question): Promise<string> {
  const input = vscode.window.createInputBox();
  input.title = title;
  input.prompt = withoutMarkup(prompt);
  input.password = isHidden;
  input.ignoreFocusOut = true;
  const answer = await ask(input, () => input.value);
  if (answer.kind === 'answered') return answer.value;
  throw new CancelledError('A question was left.');
}

/** The variables that a file gives; what cannot be read here Ansible complains of. */
async function namesIn(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const { parseYaml } = await import('../../core/playbooks/parseYaml.ts');
  const { root } = parseYaml(text);
  return root?.kind === 'mapping' ? [...root.entries.keys()] : [];
}
