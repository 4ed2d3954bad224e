import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import type { ImageTarget } from '../../core/images/imageTarget.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import { TagHistory } from '../../core/tags/tagHistory.ts';
import { problemOfKey } from '../../core/tags/tagRules.ts';
import { registerCommand, registerRowCommand } from '../../host/registerCommand.ts';
import { countedImages } from '../../host/countedImages.ts';
import { type CommandId, commandIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';
import { tell } from '../../host/tell.ts';
import { askKey, askValue, type KeyQuestion, type ValueQuestion } from './askTag.ts';
import { type ChosenTags, chooseTags } from './chosenTags.ts';
import { TagDocuments } from './tagDocuments.ts';
import { TagEditing } from './tagEditing.ts';
import { TagJournal } from './tagJournal.ts';
import { TagOperation } from './tagOperation.ts';
import { tellUnfinished } from './tellUnfinished.ts';
import { UnfinishedEdits } from './unfinishedEdits.ts';

type TagEditingServices = Pick<
  Services,
  | 'contextKeys'
  | 'environments'
  | 'imageReader'
  | 'images'
  | 'imageTargets'
  | 'log'
  | 'storageFolder'
  | 'tagWriter'
  | 'work'
>;

/**
 * Tags: adding, changing and removing them on one image or many, and taking that back.
 * @param services - what this feature uses
 */
export function registerTagEditing(services: TagEditingServices): Disposable[] {
  const { contextKeys, imageTargets, log, work } = services;
  const history = new TagHistory();
  const documents = new TagDocuments();
  const journal = new TagJournal(join(services.storageFolder, 'unfinished-tag-edits'));
  const editing = new TagEditing({ services, history, documents, journal });
  history.onDidChange(() => {
    contextKeys.setCanUndoTagChange(history.latest !== undefined).catch((thrown: unknown) => {
      log.warn(messageOf(thrown));
    });
  });
  const unfinished = new UnfinishedEdits({
    ...services,
    journal,
    tell: (edit) => tellUnfinished(edit, history),
  });
  const tellOfUnfinished = (): void => {
    unfinished.start().catch((thrown: unknown) => {
      log.warn(messageOf(thrown));
    });
  };
  if (vscode.workspace.isTrusted) tellOfUnfinished();
  /** Nothing is written to AWS from an untrusted workspace; VS Code does not offer it there either. */
  const whereTrusted =
    (handler: (...values: readonly unknown[]) => Promise<void>) =>
    async (...values: readonly unknown[]): Promise<void> => {
      if (vscode.workspace.isTrusted) await handler(...values);
      else tell(vscode.l10n.t('In Restricted Mode tags are not changed.'));
    };
  const registerForTags = (
    id: CommandId,
    title: string,
    act: (editing: TagEditing, chosen: ChosenTags) => Promise<void>,
  ): Disposable =>
    registerRowCommand(
      work,
      id,
      whereTrusted(async (target, targets) => {
        const chosen = await chooseTags(imageTargets, { title, many: true }, target, targets);
        if (chosen.kind === 'done') await act(editing, chosen.value);
      }),
    );
  return [
    history,
    documents,
    unfinished,
    vscode.workspace.onDidGrantWorkspaceTrust(tellOfUnfinished),
    registerForTags(commandIds.addTag, vscode.l10n.t('Add or Change Tag'), addTag),
    registerForTags(commandIds.editTagValue, vscode.l10n.t('Edit Tag Value'), editTagValue),
    registerForTags(commandIds.removeTag, vscode.l10n.t('Remove Tag'), removeTag),
    registerCommand(
      work,
      commandIds.undoTagChange,
      whereTrusted((id) => editing.undo(typeof id === 'number' ? id : undefined)),
    ),
    registerCommand(
      work,
      commandIds.retryTagChange,
      whereTrusted(async (operation) => {
        if (operation instanceof TagOperation) await editing.retry(operation);
      }),
    ),
    registerCommand(work, commandIds.showTagReport, async (operation) => {
      if (operation instanceof TagOperation) await editing.showReport(operation);
    }),
  ];
}

async function addTag(editing: TagEditing, { targets }: ChosenTags): Promise<void> {
  const title = vscode.l10n.t('Add or change a tag of {0}', countedImages(targets.length));
  let key = '';
  let typed: string | undefined;
  for (;;) {
    const asked = await askKey({ title, targets, mayBeNew: true, isBeforeValue: true, typed: key });
    if (asked.kind !== 'answered') return;
    key = asked.value;
    const left = await setValue(editing, { targets, key, isAfterKey: true, typed });
    if (left === undefined) return;
    typed = left.typed;
  }
}

async function editTagValue(editing: TagEditing, chosen: ChosenTags): Promise<void> {
  const question = { title: vscode.l10n.t('Edit the value of a tag'), isBeforeValue: true };
  let key: string | undefined = '';
  let typed: string | undefined;
  for (;;) {
    key = await existingKey(chosen, { ...question, typed: key });
    if (key === undefined) return;
    const targets = targetsWith(chosen, key);
    const left = await setValue(editing, { targets, key, isAfterKey: chosen.keys.length === 0, typed });
    if (left === undefined) return;
    typed = left.typed;
  }
}

async function removeTag(editing: TagEditing, chosen: ChosenTags): Promise<void> {
  const title = vscode.l10n.t('Remove a tag of {0}', countedImages(chosen.targets.length));
  const key = await existingKey(chosen, { title, isBeforeValue: false, typed: '' });
  if (key !== undefined) await editing.edit(chosen.targets, { kind: 'remove', key });
}

/**
 * The key of the tag rows that were chosen, else the one that a person picks among those of the images. Where nobody may
 * change it, that is said.
 */
async function existingKey(
  { targets, keys }: ChosenTags,
  question: Omit<KeyQuestion, 'mayBeNew' | 'targets'>,
): Promise<string | undefined> {
  const [key, ...others] = keys;
  if (others.length > 0) {
    tell(vscode.l10n.t('Choose tags of one key. These are of several: {0}', keys.join(', ')));
    return undefined;
  }
  if (key === undefined) {
    const asked = await askKey({ ...question, targets, mayBeNew: false });
    return asked.kind === 'answered' ? asked.value : undefined;
  }
  const problem = problemOfKey(key);
  if (problem === undefined) return key;
  tell(vscode.l10n.t('Nothing was changed. {0}', problem));
  return undefined;
}

function targetsWith({ targets }: ChosenTags, key: string): ImageTarget[] {
  return targets.filter(({ image }) => image.tags.has(key));
}

/** Gives what was typed of the value when the person went back to the key; undefined when there is nothing more to ask. */
async function setValue(
  editing: TagEditing,
  question: Omit<ValueQuestion, 'title'>,
): Promise<{ readonly typed: string | undefined } | undefined> {
  const { key, targets } = question;
  const title = vscode.l10n.t('Value for {0}', countedImages(targets.length));
  const asked = await askValue({ title, ...question });
  if (asked.kind === 'back') return asked;
  if (asked.kind === 'answered') await editing.edit(targets, { kind: 'set', key, value: asked.value });
  return undefined;
}
