import { type EnvironmentImages, failureOfWhole } from './environmentImages.ts';

/**
 * Whether an environment has images whose state is about to change by itself and can be looked at: one region that could
 * not be read holds up no other.
 * @param images - what is known of the environment
 */
export function hasPendingToFollow(images: EnvironmentImages): boolean {
  const { regions, status } = images;
  const isReadable =
    status.kind === 'read' || (status.kind === 'failed' && failureOfWhole(images) === undefined);
  return isReadable && regions.some(({ pendingIds }) => pendingIds.length > 0);
}

/**
 * Whether the last reading of an environment, good or bad, is longer ago than images may be old: what stood in its way
 * may be gone. One that nobody has opened, that is under way or that a person has stopped is not read by itself.
 * @param images - what is known of the environment
 * @param age - milliseconds
 * @param now - milliseconds since 1970
 */
export function isOlderThan({ status }: EnvironmentImages, age: number, now: number): boolean {
  return (status.kind === 'read' || status.kind === 'failed') && now - status.at > age;
}
