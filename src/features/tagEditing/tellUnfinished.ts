import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Environment } from '../../core/environments/environment.ts';
import type { TagHistory } from '../../core/tags/tagHistory.ts';
import { decodeUnfinishedEdit, type UnfinishedEdit } from '../../core/tags/unfinishedEdit.ts';
import { commandIds } from '../../host/manifest.ts';
import type { Services } from '../../host/services.ts';
import { inform } from './outcomes.ts';
import type { JournalNote, TagJournal } from './tagJournal.ts';

/** How long the extension host of a window that was closed may take to end, in seconds. */
const mostSeconds = 30;

/**
 * Tells of edits that an earlier window began and did not live to finish, and makes it possible to undo them: which
 * images they changed is found out when that is asked for.
 * @param services - the environments as they are now
 * @param journal - what was left
 * @param history - what can be undone
 */
export async function tellUnfinished(
  { environments, log }: Pick<Services, 'environments' | 'log'>,
  journal: TagJournal,
  history: TagHistory,
): Promise<void> {
  const notes = await leftNotes(journal);
  if (notes.length === 0) return;
  await environments.start();
  const environmentOf = (id: string): Environment | undefined =>
    environments.choice.environments.find((environment) => environment.id === id);
  for (const { key, edit: kept } of notes) {
    const edit = decodeUnfinishedEdit(kept, environmentOf);
    await journal.end(key);
    if (edit === undefined) log.warn('An edit of tags that an earlier window left cannot be understood.');
    else await tell(edit, history);
  }
}

/** The notes of the start whose extension hosts are gone; one that is still there carries its edit out, or ends soon. */
async function leftNotes(journal: TagJournal): Promise<JournalNote[]> {
  let notes = await journal.notes();
  const keys = new Set(notes.map(({ key }) => key));
  for (let second = 0; second < mostSeconds && notes.some(({ isUnderWay }) => isUnderWay); second += 1) {
    await wait(1000, undefined, { ref: false });
    notes = (await journal.notes()).filter(({ key }) => keys.has(key));
  }
  return notes.filter(({ isUnderWay }) => !isUnderWay);
}

async function tell({ title, changes, lost }: UnfinishedEdit, history: TagHistory): Promise<void> {
  const id = history.newId();
  history.add({ id, title, changes });
  const text = vscode.l10n.t(
    'A window was closed while it changed tags: {0}. Some images may have the change.',
    title,
  );
  const undo = { title: vscode.l10n.t('Undo…'), command: commandIds.undoTagChange, arguments: [id] };
  await inform(
    lost === 0 ? text : `${text} ${vscode.l10n.t('{0} of its changes cannot be undone here.', lost)}`,
    changes.length === 0 ? [] : [undo],
  );
}
