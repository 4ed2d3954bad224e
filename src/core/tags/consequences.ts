import * as l10n from '@vscode/l10n';
import type { TagChange } from './tagChange.ts';

/** The tag by which an image says that the scheduled cleanup may delete it (docs/lifecycle.md). */
const autoCleanupKey = 'AutoCleanup';

/** The one value of {@link autoCleanupKey} that lets an image be deleted (docs/lifecycle.md, "The rule"). */
const cleanupAllowed = 'true';

/** The tags by which the inventory says when an image was last seen in use (docs/lifecycle.md). */
const inventoryKeys = ['LastUsed', 'LastUsedRuntime'];

/**
 * What changes do beyond the tag itself, one sentence each: some keys decide where an image is shown and whether it
 * is deleted.
 * @param changes - any
 */
export function consequencesOf(changes: readonly TagChange[]): string[] {
  return [...new Set(changes.flatMap(consequenceOf))];
}

function consequenceOf({ environment: { tagNames }, key, before, after }: TagChange): string[] {
  if (key === autoCleanupKey) return [cleanupConsequence(before, after)];
  if (inventoryKeys.includes(key)) {
    return [
      l10n.t(
        'The inventory writes {0}, and the scheduled cleanup judges by it whether an image is in use.',
        key,
      ),
    ];
  }
  if (key === tagNames.service) {
    return [
      l10n.t('{0} says which service an image is built for: whatever finds images by it, finds others.', key),
    ];
  }
  if (key === tagNames.environment) {
    return [
      l10n.t('{0} says which environment an image is for: whatever finds images by it, finds others.', key),
    ];
  }
  return [];
}

function cleanupConsequence(before: string | undefined, after: string | undefined): string {
  if (after === cleanupAllowed) {
    return l10n.t('AutoCleanup = true lets the scheduled cleanup delete an image that is not used any more.');
  }
  if (before === cleanupAllowed) {
    return l10n.t(
      'Without AutoCleanup = true the scheduled cleanup never deletes an image, also an unused one.',
    );
  }
  return l10n.t(
    'Only AutoCleanup = true, in exactly these letters, lets the scheduled cleanup delete an image.',
  );
}
