import * as vscode from 'vscode';
import { messageOf } from '../core/outcome/failure.ts';
import type { CommandId } from './contributedIds.ts';
import { isRowLost } from './lostRow.ts';
import { tell } from './tell.ts';
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

/**
 * Registers a command of the menus and buttons of tree rows. Where VS Code does not say which row was pressed, nothing
 * is done and a person is told so: what is selected may be another one.
 * @param work - shows the failure
 * @param id - a command of `view/item/context` in package.json, and not of `view/title`
 * @param handler - gets the row and the rest of the selection, or nothing from the palette and the keyboard
 */
export function registerRowCommand(
  work: WorkRunner,
  id: CommandId,
  handler: (...values: readonly unknown[]) => Promise<void> | void,
): vscode.Disposable {
  return registerCommand(work, id, (...values) => {
    if (!isRowLost(values)) return handler(...values);
    tell(vscode.l10n.t('The list was being redrawn, so it is not clear which row was meant. Try again.'));
    return undefined;
  });
}
