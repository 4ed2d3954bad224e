import * as vscode from 'vscode';
import { consequencesOf } from '../../core/tags/consequences.ts';
import { imageCount, type LeftAlone, type TagChange } from '../../core/tags/tagChange.ts';
import { previewOf } from '../../core/tags/tagPreview.ts';
import { ask } from '../../host/ask.ts';
import type { TagDocuments } from './tagDocuments.ts';
import { countedImages } from '../../host/countedImages.ts';
import { extentOf } from './words.ts';

/** Empty lines: the box of the question lies over the first lines of an editor (VS Code 1.139). */
const room = '\n'.repeat(6);

/** What a person looks at before anything is sent. */
export interface Review {
  /** What is done, in a few words. */
  readonly title: string;
  /** Whether to do it. */
  readonly question: string;
  /** Not empty. */
  readonly changes: readonly TagChange[];
  readonly leftAlone: readonly LeftAlone[];
  /** The button that lets it happen. */
  readonly button: string;
}

/**
 * Shows every tag before and after, lets a person read that as long as they like, and then asks whether to do it, with
 * how much it is and what it means.
 * @param documents - shows the preview
 * @param review - what would be done
 * @returns true only when the person wants it
 */
export async function isApproved(documents: TagDocuments, review: Review): Promise<boolean> {
  const { title, changes, leftAlone } = review;
  const { before, after } = previewOf(changes, leftAlone);
  const preview = { before: room + before, after: room + after };
  const close = await documents.compare(preview, vscode.l10n.t('Preview: {0}', title));
  try {
    return (await wantsToGoOn(review)) && (await isConfirmed(review));
  } finally {
    await close();
  }
}

/** A dialog would lie over the preview and keep it from being scrolled; this box does neither. */
async function wantsToGoOn({ title, changes, leftAlone, button }: Review): Promise<boolean> {
  const input = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly goesOn: boolean }>();
  input.title = title;
  input.placeholder = vscode.l10n.t('Look at the preview below');
  input.ignoreFocusOut = true;
  const goOn = {
    label: `$(check) ${button}…`,
    description: countedImages(imageCount(changes)),
    goesOn: true,
  };
  const left = vscode.l10n.t('{0} left alone', countedImages(leftAlone.length));
  input.items = [
    leftAlone.length === 0 ? goOn : { ...goOn, detail: left },
    { label: `$(close) ${vscode.l10n.t('Discard')}`, goesOn: false },
  ];
  const answer = await ask(input, () => input.selectedItems[0]);
  return answer.kind === 'answered' && answer.value.goesOn;
}

async function isConfirmed({ question, changes, button }: Review): Promise<boolean> {
  const detail = [extentOf(changes), ...consequencesOf(changes)].join('\n\n');
  const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, button);
  return chosen === button;
}
