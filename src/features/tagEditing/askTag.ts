import * as vscode from 'vscode';
import type { ImageTarget } from '../../core/images/imageTarget.ts';
import { differsInCaseOnly, type KeySuggestion, keySuggestions } from '../../core/tags/keySuggestions.ts';
import { problemOfKey, problemOfValue } from '../../core/tags/tagRules.ts';
import { singleLine, withoutMarkup } from '../../core/text/plainText.ts';
import { countedImages } from '../../host/countedImages.ts';
import { type Answer, ask } from '../../host/ask.ts';

/** What a person is asked for a key. */
export interface KeyQuestion {
  readonly title: string;
  readonly targets: readonly ImageTarget[];
  /** True: the key may be one that no image has yet. */
  readonly mayBeNew: boolean;
  /** Whether the value is asked for next. */
  readonly isBeforeValue: boolean;
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
export function askKey({
  title,
  targets,
  mayBeNew,
  isBeforeValue,
  typed,
}: KeyQuestion): Promise<Answer<string>> {
  const counts = countsOfKeys(targets);
  const input = vscode.window.createQuickPick<KeyItem>();
  input.title = title;
  if (isBeforeValue) [input.step, input.totalSteps] = [1, 2];
  input.placeholder = mayBeNew
    ? vscode.l10n.t('Choose a key, or type a new one')
    : vscode.l10n.t('Choose the key of a tag');
  input.value = typed;
  let meant: KeyItem | undefined;
  /** Whether VS Code shows the row that is meant as the active one, so that another one is chosen on purpose. */
  let isShown = false;
  input.onDidChangeActive(([item]) => {
    isShown ||= item !== undefined && item === meant;
  });
  const update = (): void => {
    const suggestions = keySuggestions(counts, input.value, mayBeNew);
    const items = suggestions.rows.map((row) => ({ row, item: keyItem(row, input.value, targets.length) }));
    meant = items.find(({ row }) => row === suggestions.meant)?.item;
    isShown = false;
    input.items = items.map(({ item }) => item);
    if (meant !== undefined) input.activeItems = [meant];
  };
  input.onDidChangeValue(update);
  update();
  return ask(input, () => {
    const known = input.selectedItems[0]?.key;
    // Who types quickly presses Enter before VS Code shows the row that is meant.
    const isPassedOver = known !== undefined && differsInCaseOnly(known, input.value) && !isShown;
    const isKey = counts.has(input.value) || (mayBeNew && problemOfKey(input.value) === undefined);
    if (known !== undefined && !(isPassedOver && isKey)) return known;
    return mayBeNew && isKey ? input.value : undefined;
  });
}

function countsOfKeys(targets: readonly ImageTarget[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { image } of targets) {
    for (const key of image.tags.keys()) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function keyItem(suggestion: KeySuggestion, typed: string, imageCount: number): KeyItem {
  switch (suggestion.kind) {
    case 'existing': {
      const { key, count } = suggestion;
      return {
        label: withoutMarkup(key),
        description: vscode.l10n.t('{0} of {1}', count, countedImages(imageCount)),
        key,
      };
    }
    case 'new': {
      const item = {
        label: `$(add) ${vscode.l10n.t('New key')}`,
        description: withoutMarkup(typed),
        alwaysShow: true,
        key: undefined,
      };
      const others = suggestion.sameInOtherCase.join(', ');
      if (others === '') return item;
      const hint = vscode.l10n.t('Another key than {0}: EC2 tells upper from lower case', others);
      return { ...item, detail: withoutMarkup(hint) };
    }
    case 'impossible':
      return { label: `$(error) ${suggestion.problem}`, alwaysShow: true, key: undefined };
  }
}

/** What a person is asked for a value. */
export interface ValueQuestion {
  readonly title: string;
  readonly key: string;
  readonly targets: readonly ImageTarget[];
  /** Whether there is a question before this one, to which one can go back. */
  readonly isAfterKey: boolean;
  /** What was typed before the person went back; undefined for nothing but what stood there. */
  readonly typed: string | undefined;
}

/** A value, or what was typed of it when the person went back. */
export type ValueAnswer =
  | Exclude<Answer<string>, { readonly kind: 'back' }>
  | { readonly kind: 'back'; readonly typed: string | undefined };

/**
 * Asks for a tag value. Starts with the one that all the images have, if they have the same.
 * @param question - which images, and what it is for
 */
export async function askValue({
  title,
  key,
  targets,
  isAfterKey,
  typed,
}: ValueQuestion): Promise<ValueAnswer> {
  const values = new Set(targets.map(({ image }) => image.tags.get(key)));
  const [first = ''] = values;
  // A box of one line would change what does not fit into it.
  const isPrefilled = values.size === 1 && singleLine(first) === first;
  const prefilled = isPrefilled ? first : '';
  const input = vscode.window.createInputBox();
  input.title = title;
  if (isAfterKey) {
    [input.step, input.totalSteps] = [2, 2];
    input.buttons = [vscode.QuickInputButtons.Back];
  }
  input.prompt = vscode.l10n.t('Value of {0}. It may be empty.', withoutMarkup(key));
  input.value = typed ?? prefilled;
  if (!isPrefilled) {
    input.placeholder =
      values.size === 1
        ? vscode.l10n.t('The value now cannot be shown on one line')
        : vscode.l10n.t('The images have {0} different values', values.size);
  }
  const check = (): boolean => {
    const problem = problemOfValue(input.value);
    input.validationMessage = problem;
    return problem === undefined;
  };
  input.onDidChangeValue(check);
  const answer = await ask(input, () => (check() ? input.value : undefined));
  if (answer.kind !== 'back') return answer;
  return { kind: 'back', typed: input.value === prefilled ? undefined : input.value };
}
