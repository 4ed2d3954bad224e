import * as vscode from 'vscode';
import type { TagHistory } from '../../core/tags/tagHistory.ts';
import type { UnfinishedEdit } from '../../core/tags/unfinishedEdit.ts';
import { commandIds } from '../../host/contributedIds.ts';
import { offer } from './outcomes.ts';

/**
 * Tells of an edit that an earlier window began and did not live to finish, and makes it possible to undo it: which
 * images it changed is found out when that is asked for.
 * @param edit - what was begun
 * @param history - what can be undone
 * @returns when a person has answered, or undone the edit
 */
export async function tellUnfinished(
  { title, changes, lost }: UnfinishedEdit,
  history: TagHistory,
): Promise<void> {
  const id = history.newId();
  history.add({ id, title, changes });
  const undo = { title: vscode.l10n.t('Undo…'), command: commandIds.undoTagChange, arguments: [id] };
  const text = vscode.l10n.t(
    'A window was closed while it changed tags: {0}. Some images may have the change.',
    title,
  );
  const answer = offer(
    lost === 0 ? text : `${text} ${vscode.l10n.t('{0} of its changes cannot be undone here.', lost)}`,
    changes.length === 0 ? [] : [undo],
  );
  await (changes.length === 0 ? answer : Promise.race([answer, undone(history, id)]));
}

/** Ends when nothing of an edit can be undone any more. */
function undone(history: TagHistory, id: number): Promise<void> {
  return new Promise((resolve) => {
    const subscription = history.onDidChange(() => {
      if (history.get(id) !== undefined) return;
      subscription.dispose();
      resolve();
    });
  });
}
