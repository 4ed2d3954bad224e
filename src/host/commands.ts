import * as vscode from 'vscode';
import { messageOf } from '../core/outcome/failure.ts';
import type { CommandId } from './manifest.ts';
import type { WorkRunner } from './work.ts';

/**
 * Registers a command. What its handler throws, which no handler should, is shown as a failure with a way to the log.
 * @param work - shows the failure
 * @param id - a command of package.json
 * @param handler - gets whatever VS Code or a next step passes; it must check what it uses
 */
export function registerCommand(
  work: WorkRunner,
  id: CommandId,
  handler: (...values: readonly unknown[]) => Promise<void> | void,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...values: unknown[]) => {
    try {
      await handler(...values);
    } catch (thrown) {
      await work.showFailure({
        title: vscode.l10n.t('The command {0} failed', id),
        message: messageOf(thrown),
        cause: thrown,
        nextSteps: [],
      });
    }
  });
}
