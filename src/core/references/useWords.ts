import * as l10n from '@vscode/l10n';
import { isUse } from './reference.ts';
import type { ImageUse } from './referenceStore.ts';

/**
 * Whether and by how much an image is used, in words. "Nothing" is said only when everything was read and understood.
 * @param use - what is known of it
 */
export function useWords({ found, gaps, unresolved, unreadable }: ImageUse): string {
  const count = found.filter(({ reference }) => isUse(reference)).length;
  const isAllKnown = gaps.length === 0 && unresolved.length === 0 && unreadable.length === 0;
  if (count === 0) return isAllKnown ? l10n.t('nothing uses it') : l10n.t('not known');
  return isAllKnown ? l10n.t('in use by {0}', count) : l10n.t('in use by {0}, maybe by more', count);
}
