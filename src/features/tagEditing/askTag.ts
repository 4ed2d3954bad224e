import * as vscode from 'vscode';
import type { ImageTarget } from '../../core/images/imageTarget.ts';
import { isReservedKey, problemOfKey, problemOfValue } from '../../core/tags/tagRules.ts';
import { singleLine, withoutMarkup } from '../../core/text/plainText.ts';
import { type Answer, ask } from './ask.ts';
import { countedImages } from './words.ts';

/** What a person is asked for a key. */
export interface KeyQuestion {
  readonly title: string;
  readonly targets: readonly ImageTarget[];
  /** True: the key may be one that no image has yet. */
  readonly mayBeNew: boolean;
  /** What was typed before, when the person came back. */
  readonly typed: string;
}

interface KeyItem extends vscode.QuickPickItem {
  /** Undefined for the row of what was typed, which may have been typed on since. */
  readonly key: string | undefined;
}

/**
 * Asks for a tag key: one that the images have, or another one.
 * @param question - which images, and what it is for
 */
export function askKey({ title, targets, mayBeNew, typed }: KeyQuestion): Promise<Answer<string>> {
  const items = keyItems(targets);
  const input = vscode.window.createQuickPick<KeyItem>();
  input.title = title;
  input.placeholder = mayBeNew
    ? vscode.l10n.t('Choose a key, or type a new one')
    : vscode.l10n.t('Choose the key of a tag');
  input.value = typed;
  const update = (): void => {
    input.items = mayBeNew ? [...items, ...newKeyItem(input.value, targets)] : items;
  };
  input.onDidChangeValue(update);
  update();
  return ask(input, () => {
    const known = input.selectedItems[0]?.key;
    if (known !== undefined || !mayBeNew) return known;
    return problemOfKey(input.value) === undefined ? input.value : undefined;
  });
}

function keyItems(targets: readonly ImageTarget[]): KeyItem[] {
  const counts = new Map<string, number>();
  for (const { image } of targets) {
    for (const key of image.tags.keys()) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .filter(([key]) => !isReservedKey(key))
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([key, count]) => ({
      label: withoutMarkup(key),
      description: vscode.l10n.t('{0} of {1}', count, countedImages(targets.length)),
      key,
    }));
}

/** Not what was typed as its label: a key that begins with it, which is meant more often, comes first then. */
function newKeyItem(typed: string, targets: readonly ImageTarget[]): KeyItem[] {
  if (typed === '' || targets.some(({ image }) => image.tags.has(typed))) return [];
  const problem = problemOfKey(typed);
  return [
    problem === undefined
      ? {
          label: `$(add) ${vscode.l10n.t('New key')}`,
          description: withoutMarkup(typed),
          alwaysShow: true,
          key: undefined,
        }
      : { label: `$(error) ${problem}`, alwaysShow: true, key: undefined },
  ];
}

/** What a person is asked for a value. */
export interface ValueQuestion {
  readonly title: string;
  readonly key: string;
  readonly targets: readonly ImageTarget[];
  /** Whether there is a question before this one. */
  readonly canGoBack: boolean;
}

/**
 * Asks for a tag value. Starts with the one that all the images have, if they have the same.
 * @param question - which images, and what it is for
 */
export function askValue({ title, key, targets, canGoBack }: ValueQuestion): Promise<Answer<string>> {
  const values = new Set(targets.map(({ image }) => image.tags.get(key)));
  const [first = ''] = values;
  // A box of one line would change what does not fit into it.
  const isPrefilled = values.size === 1 && singleLine(first) === first;
  const input = vscode.window.createInputBox();
  input.title = title;
  input.prompt = vscode.l10n.t('Value of {0}. It may be empty.', withoutMarkup(key));
  input.value = isPrefilled ? first : '';
  if (!isPrefilled) {
    input.placeholder =
      values.size === 1
        ? vscode.l10n.t('The value now cannot be shown on one line')
        : vscode.l10n.t('The images have {0} different values', values.size);
  }
  input.buttons = canGoBack ? [vscode.QuickInputButtons.Back] : [];
  const check = (): boolean => {
    const problem = problemOfValue(input.value);
    input.validationMessage = problem;
    return problem === undefined;
  };
  input.onDidChangeValue(check);
  return ask(input, () => (check() ? input.value : undefined));
}
