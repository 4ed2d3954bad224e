import * as vscode from 'vscode';
import { onOneLine } from '../../core/text/plainText.ts';
import { readSettings } from '../../host/settings.ts';
import type { AnsibleSettings, CallbackSettings } from '../../tools/ansible/ansibleConfig.ts';
import { AnsibleSettingsReader } from '../../tools/ansible/readAnsibleSettings.ts';
import type { RunSecrets } from '../../tools/ansible/secretFiles.ts';
import { findProgram } from '../../tools/findProgram.ts';
import type { ProgramEnd } from '../../tools/runProgram.ts';
import { askSecrets } from './askSecrets.ts';
import type { PlaybookTest } from './playbookTests.ts';
import type { RunOptions } from './runOptions.ts';

/** A playbook that can be started, as often as wanted, without asking again. */
export interface PreparedRun {
  readonly test: PlaybookTest;
  readonly options: RunOptions;
  /** Path of ansible-playbook. */
  readonly program: string;
  readonly callbacks: CallbackSettings;
  readonly secrets: RunSecrets;
}

/** How many characters of a program's words are shown. */
const mostWords = 300;

/** For all runs of this window. */
const settingsReader = new AnsibleSettingsReader();

/**
 * Finds Ansible and its configuration, and asks for what that or the playbook would ask for.
 * @param test - the playbook
 * @param options - how it is run
 * @param signal - ends the asking of programs
 * @throws CancelledError when the person leaves a question
 * @throws Error in words for a person when Ansible cannot be used
 */
export async function prepareRun(
  test: PlaybookTest,
  options: RunOptions,
  signal: AbortSignal,
): Promise<PreparedRun> {
  const program = await ansibleProgram();
  const { callbacks, passwords } = await ansibleSettings(program, test.ansibleFolder, signal);
  return { test, options, program, callbacks, secrets: await askSecrets(test, options, passwords) };
}

/** Ansible has no control node on Windows (docs.ansible.com, "Installing Ansible": control node requirements). */
async function ansibleProgram(): Promise<string> {
  if (process.platform === 'win32') {
    throw new Error(
      vscode.l10n.t('Ansible does not run on Windows. Open the folder in WSL and install it there.'),
    );
  }
  const { ansiblePlaybookPath } = readSettings();
  const found = await findProgram(ansiblePlaybookPath);
  if (found.kind === 'found') return found.path;
  throw new Error(
    vscode.l10n.t(
      '{0} is not there. The setting {1} names it; AMI Bakery: Check Tools and Credentials says how to install it.',
      ansiblePlaybookPath,
      'amiBakery.ansiblePlaybookPath',
    ),
  );
}

async function ansibleSettings(
  program: string,
  folder: string,
  signal: AbortSignal,
): Promise<AnsibleSettings> {
  const reading = await settingsReader.read(program, folder, signal);
  if (reading.kind === 'read') return reading.settings;
  throw new Error(
    vscode.l10n.t(
      '{0} does not say the configuration of Ansible: {1} It belongs beside the ansible-playbook that the setting {2} names.',
      reading.program,
      wordsOfEnd(reading.end),
      'amiBakery.ansiblePlaybookPath',
    ),
  );
}

/** In the words of the program, as far as it has any. */
function wordsOfEnd(end: ProgramEnd): string {
  switch (end.kind) {
    case 'not-found':
      return vscode.l10n.t('it is not there.');
    case 'not-executable':
      return vscode.l10n.t('it cannot be run.');
    case 'cancelled':
      return vscode.l10n.t('it was stopped.');
    case 'timed-out':
      return vscode.l10n.t('it did not answer.');
    case 'killed':
      return vscode.l10n.t('it was killed ({0}).', end.signal);
    case 'exited': {
      const words = onOneLine(`${end.stderr}\n${end.stdout}`).slice(0, mostWords);
      const code = vscode.l10n.t('it ended with exit code {0}.', end.code);
      return words === '' ? code : `${code} ${words}`;
    }
  }
}
