import * as vscode from 'vscode';
import { readSettings } from '../../host/settings.ts';
import type { AnsibleSettings, CallbackSettings } from '../../tools/ansible/ansibleConfig.ts';
import { AnsibleSettingsReader } from '../../tools/ansible/readAnsibleSettings.ts';
import type { RunSecrets } from '../../tools/ansible/secretFiles.ts';
import { findProgram } from '../../tools/findProgram.ts';
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
  const words = 'stderr' in reading.end ? reading.end.stderr.trim() : '';
  throw new Error(vscode.l10n.t('Ansible does not say its configuration (ansible-config dump): {0}', words));
}
