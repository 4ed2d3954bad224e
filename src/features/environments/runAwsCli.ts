import * as vscode from 'vscode';
import { settingNames } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';
import { openSettingStep } from '../../host/settings.ts';
import { asTyped, type CommandLine } from '../../tools/commandLine.ts';
import { runInTerminal } from './runInTerminal.ts';

/**
 * Whether a program may be run; says so where it may not. A command asks it itself, because it can be called past its
 * `enablement`.
 */
export async function mayRunPrograms(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('No program is run in Restricted Mode. Trust the workspace to run the AWS CLI.'),
    manage,
  );
  if (chosen === manage) await manageTrust();
  return false;
}

/** Opens VS Code's editor of workspace trust. */
export async function manageTrust(): Promise<void> {
  await vscode.commands.executeCommand('workbench.trust.manage');
}

/**
 * Runs the AWS CLI where its questions can be answered.
 * @param services - log, and where a failure is shown
 * @param title - name of the terminal
 * @param command - what to run
 * @returns true when it ended well
 */
export async function runAwsCli(
  { log, work }: Pick<Services, 'log' | 'work'>,
  title: string,
  command: CommandLine,
): Promise<boolean> {
  log.info(`Running: ${asTyped(command)}`);
  const end = await runInTerminal(title, command);
  if (end.kind === 'exited') {
    log.info(`${asTyped(command)} ended with ${end.code ?? 'no exit code'}`);
    // What went wrong stands in the terminal, in the tool's own words; closing it is cancelling.
    return end.code === 0;
  }
  await work.showFailure({
    title: vscode.l10n.t('{0} could not be started', command.program),
    message: vscode.l10n.t('Install the AWS CLI version 2, or say in the settings where it is.'),
    cause: undefined,
    nextSteps: [openSettingStep(settingNames.awsCliPath)],
  });
  return false;
}
