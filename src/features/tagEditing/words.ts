import * as vscode from 'vscode';
import { imageCount, type TagChange } from '../../core/tags/tagChange.ts';
import type { TagInstruction } from '../../core/tags/tagEdit.ts';
import { quoted, withoutMarkup } from '../../core/text/plainText.ts';
import { countedImages } from '../../host/countedImages.ts';

/** Titles and buttons are narrow; what is longer stands in full in the preview. */
const longestText = 60;

/** So many sentences fit into a message. */
const mostSentences = 5;

/**
 * The first few sentences, and how many more there are.
 * @param sentences - any number
 */
export function fewOf(sentences: readonly string[]): string {
  const others = sentences.length - mostSentences;
  const shown = sentences.slice(0, mostSentences);
  return [...shown, ...(others > 0 ? [vscode.l10n.t('And {0} more.', others)] : [])].join(' ');
}

/**
 * A tag edit in a few words: `Owner = "infra"`.
 * @param instruction - what is done with the key
 */
export function titleOfEdit(instruction: TagInstruction): string {
  const key = withoutMarkup(shortened(instruction.key));
  return instruction.kind === 'remove'
    ? vscode.l10n.t('Remove {0}', key)
    : `${key} = ${withoutMarkup(quoted(shortened(instruction.value)))}`;
}

/**
 * How an edit is asked about, and the button that says yes.
 * @param instruction - what is done with the key
 * @param count - of images
 */
export function wordsOfEdit(
  instruction: TagInstruction,
  count: number,
): { readonly question: string; readonly button: string } {
  return instruction.kind === 'remove'
    ? {
        question: vscode.l10n.t('{0} from {1}?', titleOfEdit(instruction), countedImages(count)),
        button: vscode.l10n.t('Remove Tag'),
      }
    : {
        question: vscode.l10n.t('Set {0} on {1}?', titleOfEdit(instruction), countedImages(count)),
        button: vscode.l10n.t('Change Tag'),
      };
}

/**
 * How an undo is called and asked about, and the button that says yes.
 * @param title - of the edit
 * @param count - of images
 */
export function wordsOfUndo(
  title: string,
  count: number,
): { readonly title: string; readonly question: string; readonly button: string } {
  return {
    title: vscode.l10n.t('Undo {0}', title),
    question: vscode.l10n.t('Undo {0} on {1}?', title, countedImages(count)),
    button: vscode.l10n.t('Undo'),
  };
}

function shortened(text: string): string {
  const characters = Array.from(text);
  return characters.length <= longestText ? text : `${characters.slice(0, longestText).join('')}…`;
}

/**
 * How many images changes are for and where these live: "12 images in 1 environment (dev),
 * 2 regions (us-east-1, eu-west-1)".
 * @param changes - any
 */
export function extentOf(changes: readonly TagChange[]): string {
  const environments = new Set(changes.map(({ environment }) => withoutMarkup(environment.name)));
  const regions = new Set(changes.map(({ region }) => region));
  return vscode.l10n.t(
    '{0} in {1}, {2}',
    countedImages(imageCount(changes)),
    named(environments, vscode.l10n.t('1 environment'), (count) => vscode.l10n.t('{0} environments', count)),
    named(regions, vscode.l10n.t('1 region'), (count) => vscode.l10n.t('{0} regions', count)),
  );
}

function named(names: ReadonlySet<string>, one: string, many: (count: number) => string): string {
  return `${names.size === 1 ? one : many(names.size)} (${[...names].join(', ')})`;
}
