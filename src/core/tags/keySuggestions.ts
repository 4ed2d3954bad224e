import { isReservedKey, problemOfKey } from './tagRules.ts';

/** A row of the list that a person chooses a tag key from. */
export type KeySuggestion =
  /** A key that some of the images have. */
  | { readonly kind: 'existing'; readonly key: string; readonly count: number }
  /** What was typed, as a new key. */
  | { readonly kind: 'new'; readonly sameInOtherCase: readonly string[] }
  /** What was typed is no key, and why. */
  | { readonly kind: 'impossible'; readonly problem: string };

/** The rows of that list. */
export interface KeySuggestions {
  /** The keys of the images in an order that does not depend on what is typed; what is typed comes after them. */
  readonly rows: readonly KeySuggestion[];
  /** The one of them that is what was typed, where a search that ignores case may find another one first. */
  readonly meant: KeySuggestion | undefined;
}

/**
 * The keys to choose from, by the alphabet. Those of AWS are missing, which nobody may change. EC2 tells upper from
 * lower case in keys (EC2 User Guide, "Tag restrictions").
 * @param counts - the keys that the images have, and how many images have each
 * @param typed - by the person, so far
 * @param mayBeNew - whether a key may be chosen that no image has
 */
export function keySuggestions(
  counts: ReadonlyMap<string, number>,
  typed: string,
  mayBeNew: boolean,
): KeySuggestions {
  const existing = [...counts]
    .filter(([key]) => !isReservedKey(key))
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([key, count]) => ({ kind: 'existing' as const, key, count }));
  const same = existing.find(({ key }) => key === typed);
  if (!mayBeNew || typed === '' || same !== undefined) return { rows: existing, meant: same };
  const problem = problemOfKey(typed);
  if (problem !== undefined)
    return { rows: [...existing, { kind: 'impossible', problem }], meant: undefined };
  const sameInOtherCase = existing.map(({ key }) => key).filter((key) => differsInCaseOnly(key, typed));
  const added = { kind: 'new' as const, sameInOtherCase };
  return { rows: [...existing, added], meant: sameInOtherCase.length > 0 ? added : undefined };
}

/**
 * Whether two keys are told apart by upper and lower case alone.
 * @param key - of a tag
 * @param other - of a tag
 */
export function differsInCaseOnly(key: string, other: string): boolean {
  return key !== other && key.toLowerCase() === other.toLowerCase();
}
