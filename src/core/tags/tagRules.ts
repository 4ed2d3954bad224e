import * as l10n from '@vscode/l10n';

/** The most tags that people may give to one resource; those of AWS itself do not count (EC2 User Guide, "Tag restrictions"). */
export const mostUserTags = 50;

/** In Unicode characters (EC2 User Guide, "Tag restrictions"). */
const longestKey = 128;

/** In Unicode characters (EC2 User Guide, "Tag restrictions"). */
const longestValue = 256;

/**
 * Whether a key is in the namespace of AWS itself, which nobody else may write or remove, in any letter case
 * (EC2 User Guide, "Tag restrictions").
 * @param key - of a tag
 */
export function isReservedKey(key: string): boolean {
  return /^aws:/iu.test(key);
}

/**
 * Why EC2 would refuse a tag key. EC2 takes any character in keys and values, and tells upper from lower case.
 * @param key - as a person typed it
 * @returns a sentence for that person; undefined when EC2 takes it
 */
export function problemOfKey(key: string): string | undefined {
  if (key === '') return l10n.t('A tag needs a key.');
  if (isReservedKey(key)) return l10n.t('Keys that begin with aws: belong to AWS.');
  const length = lengthOf(key);
  return length > longestKey
    ? l10n.t('A key has at most {0} characters; this one has {1}.', longestKey, length)
    : undefined;
}

/**
 * Why EC2 would refuse a tag value. The empty value is a value.
 * @param value - as a person typed it
 * @returns a sentence for that person; undefined when EC2 takes it
 */
export function problemOfValue(value: string): string | undefined {
  const length = lengthOf(value);
  return length > longestValue
    ? l10n.t('A value has at most {0} characters; this one has {1}.', longestValue, length)
    : undefined;
}

/** In Unicode characters, which an emoji may have several of; not in UTF-16 units. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
