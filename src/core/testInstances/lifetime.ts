import type { Clock } from '../time/age.ts';
import { hour } from '../time/durations.ts';

/** How long a test instance may live, in hours. */
export const lifetimeHours = { least: 1, usual: 4, most: 24 } as const;

/**
 * When a test instance that is launched now ends at the latest: a whole second, since tags and the instance itself count
 * in those.
 * @param hours - a whole number within {@link lifetimeHours}
 * @param clock - of the caller
 * @returns milliseconds since 1970
 * @throws RangeError for any other number of hours
 */
export function expiryAfter(hours: number, clock: Clock): number {
  const { least, most } = lifetimeHours;
  if (!Number.isInteger(hours) || hours < least || hours > most) {
    throw new RangeError(`A test instance lives from ${least} to ${most} whole hours, not ${hours}.`);
  }
  return Math.floor(clock() / 1000) * 1000 + hours * hour;
}
