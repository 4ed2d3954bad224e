import type { Image } from '../images/image.ts';
import { readTagTime, writeTagTime } from '../time/tagTime.ts';
import type { CleanupTagKeys } from './cleanupPolicy.ts';

/** What decides about the stamps of an image: its id, and those of its tags that are stamps. */
export type StampedImage = Pick<Image, 'id' | 'tags'>;

/** Images that get the same tag with the same value. */
export interface Stamp {
  readonly key: string;
  readonly value: string;
  /** AMI ids of one region, no one twice. */
  readonly imageIds: readonly string[];
}

/**
 * What the inventory writes on the images of a region: `LastUsed` on those that something refers to, and then
 * `LastUsedRuntime` on all, as the article says. No tag is ever set back: a run that is late or overlaps another one finds what
 * that has written.
 * @param images - all of the region that the account owns, with their tags
 * @param used - ids of those that something refers to
 * @param startedAt - when the run began to read, in milliseconds since 1970: what came later it may not have seen
 * @param keys - of the tags
 * @param now - milliseconds since 1970
 * @returns in the order in which they must be written
 */
export function stampsFor(
  images: readonly StampedImage[],
  used: ReadonlySet<string>,
  startedAt: number,
  keys: Pick<CleanupTagKeys, 'lastUsed' | 'lastUsedRuntime'>,
  now: number,
): Stamp[] {
  const value = writeTagTime(startedAt);
  const stamp = (key: string, of: readonly StampedImage[]): Stamp => ({
    key,
    value,
    imageIds: of.filter((image) => isOlder(image.tags.get(key), startedAt, now)).map(({ id }) => id),
  });
  return [
    stamp(
      keys.lastUsed,
      images.filter(({ id }) => used.has(id)),
    ),
    stamp(keys.lastUsedRuntime, images),
  ].filter(({ imageIds }) => imageIds.length > 0);
}

/** What is no time is overwritten: it proves nothing. */
function isOlder(text: string | undefined, startedAt: number, now: number): boolean {
  const time = text === undefined ? undefined : readTagTime(text, now);
  return time?.kind !== 'time' || time.at < Math.floor(startedAt / 1000) * 1000;
}
