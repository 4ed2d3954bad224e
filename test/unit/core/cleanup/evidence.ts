import type { ImageEvidence } from '../../../../src/core/cleanup/imageEvidence.ts';
import { defaultCleanupPolicy } from '../../../../src/core/cleanup/cleanupPolicy.ts';
import { known } from '../../../../src/core/cleanup/known.ts';
import { writeTagTime } from '../../../../src/core/time/tagTime.ts';
import { image, sharedWithNobody } from '../images/builders.ts';

export const now = Date.parse('2026-11-27T12:00:00Z');
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** A time of a tag. */
export const ago = (time: number): string => writeTagTime(now - time);

/** Tags that let an image go. */
export const deletableTags = {
  AutoCleanup: 'true',
  LastUsed: ago(30 * day),
  LastUsedRuntime: ago(10 * minute),
};

/** All that is known of an image that nothing speaks for, but for what is said. */
export function evidence(
  differences: Partial<Omit<ImageEvidence, 'image'>> & { image?: Parameters<typeof image>[1] } = {},
): ImageEvidence {
  const { image: ofImage, ...others } = differences;
  return {
    isOwn: true,
    references: known([]),
    launchPermissions: known(sharedWithNobody),
    inventory: known({
      runId: 'r',
      finishedAt: now - 10 * minute,
      wholeSince: now - 60 * day,
      coversAll: true,
    }),
    standing: known({ isInRollbackSet: false, isNewestOfFamily: false, children: [] }),
    binRetention: known(defaultCleanupPolicy.recycleBin),
    snapshots: known([]),
    isDisabledByUs: false,
    ...others,
    image: image('ami-1', { createdAt: now - 90 * day, tags: deletableTags, ...ofImage }),
  };
}
