import type { Environment } from '../environments/environment.ts';

/** Where an image is. */
export interface ImagePlace {
  readonly environment: Environment;
  /** Region code. */
  readonly region: string;
  /** AMI id. */
  readonly imageId: string;
}

/** From which value a tag goes to which other one; undefined means that there is no such tag. */
type Transition =
  | { readonly before: undefined; readonly after: string }
  | { readonly before: string; readonly after: string }
  | { readonly before: string; readonly after: undefined };

/** One tag of one image that is to change, or has changed. The two values always differ. */
export type TagChange = ImagePlace &
  Transition & {
    /** Name of the image, to be shown. */
    readonly imageName: string | undefined;
    readonly key: string;
  };

/** Why a tag is left as it is: somebody else has given it another value or removed it, or the image is not there. */
export type LeftAloneReason =
  { readonly kind: 'different'; readonly now: string | undefined } | { readonly kind: 'gone' };

/** A change that does not fit what is there now. */
export interface LeftAlone {
  readonly change: TagChange;
  readonly reason: LeftAloneReason;
}

/** The tags of an image as they are now, by key; undefined for an image that is not there. */
export type TagsNow = (place: ImagePlace) => ReadonlyMap<string, string> | undefined;

/** Changes by whether they fit what is there now. */
export interface ComparedChanges {
  /** The tag is as the change expects it. */
  readonly pending: readonly TagChange[];
  /** The tag is already as the change would make it. */
  readonly fulfilled: readonly TagChange[];
  readonly leftAlone: readonly LeftAlone[];
}

/**
 * A name for an image's place, the same for the same image seen through the same environment.
 * @param place - of an image
 */
export function placeKey({ environment, region, imageId }: ImagePlace): string {
  return JSON.stringify([environment.id, region, imageId]);
}

/**
 * How many images changes are about.
 * @param changes - any
 */
export function imageCount(changes: readonly TagChange[]): number {
  return new Set(changes.map(placeKey)).size;
}

/**
 * The changes that take changes back: a tag that was not there is removed, any other gets its old value again.
 * @param changes - any
 */
export function inverseOf(changes: readonly TagChange[]): TagChange[] {
  return changes.map((change): TagChange => {
    const { environment, region, imageId, imageName, key } = change;
    const tag = { environment, region, imageId, imageName, key };
    if (change.before === undefined) return { ...tag, before: change.after, after: undefined };
    if (change.after === undefined) return { ...tag, before: undefined, after: change.before };
    return { ...tag, before: change.after, after: change.before };
  });
}

/**
 * Sorts changes by whether they fit what is there now, so that nothing is overwritten that nobody has looked at.
 * @param changes - any
 * @param tagsNow - what is there
 */
export function compareWithNow(changes: readonly TagChange[], tagsNow: TagsNow): ComparedChanges {
  const pending: TagChange[] = [];
  const fulfilled: TagChange[] = [];
  const leftAlone: LeftAlone[] = [];
  for (const change of changes) {
    const tags = tagsNow(change);
    const now = tags?.get(change.key);
    if (tags === undefined) leftAlone.push({ change, reason: { kind: 'gone' } });
    else if (now === change.before) pending.push(change);
    else if (now === change.after) fulfilled.push(change);
    else leftAlone.push({ change, reason: { kind: 'different', now } });
  }
  return { pending, fulfilled, leftAlone };
}
