import * as l10n from '@vscode/l10n';
import { isUse } from './reference.ts';
import { type ImageUse, isAllKnown } from './referenceStore.ts';

/**
 * Whether and by how much an image is used, in words. "Nothing" is said only when everything was read and understood.
 * @param use - what is known of it
 */
export function useWords(use: ImageUse): string {
  const count = use.found.filter(({ reference }) => isUse(reference)).length;
  if (count === 0) return isAllKnown(use) ? l10n.t('nothing uses it') : l10n.t('not known');
  return isAllKnown(use) ? l10n.t('in use by {0}', count) : l10n.t('in use by {0}, maybe by more', count);
}
