import type { Environment } from '../environments/environment.ts';
import { type ImagePlace, placeKey, type TagChange } from './tagChange.ts';
import { mostImagesPerCall, type Tag } from './tagWriter.ts';

/** Changes that one call carries out: one region of an environment, one tag with one value. */
export interface TagBatch {
  readonly environment: Environment;
  /** Region code. */
  readonly region: string;
  /** `create`: the images get the tag; `delete`: those that have it with this value lose it. */
  readonly call: 'create' | 'delete';
  readonly tag: Tag;
  /** No image twice, and at most {@link mostImagesPerCall}. */
  readonly changes: readonly TagChange[];
}

/** Images that one call reads: of one region of an environment. */
export interface PlaceBatch {
  readonly environment: Environment;
  /** Region code. */
  readonly region: string;
  /** AMI ids, no one twice, at most {@link mostImagesPerCall}. */
  readonly imageIds: readonly string[];
}

/**
 * The calls that carry out changes. Images that get the same value share a call. Tags are removed before others are
 * given, so that an image never has more on the way than EC2 allows.
 * @param changes - each tag of each image once
 */
export function tagBatches(changes: readonly TagChange[]): TagBatch[] {
  const batches = changes.map((change): TagBatch => {
    const { environment, region, key } = change;
    return change.after === undefined
      ? { environment, region, call: 'delete', tag: { key, value: change.before }, changes: [change] }
      : { environment, region, call: 'create', tag: { key, value: change.after }, changes: [change] };
  });
  const removing = batches.filter(({ call }) => call === 'delete');
  const giving = batches.filter(({ call }) => call === 'create');
  return grouped([...removing, ...giving], ({ environment, region, call, tag }) => [
    environment.id,
    region,
    call,
    tag.key,
    tag.value,
  ]).map(([first, ...others]) => ({
    ...first,
    changes: [first, ...others].flatMap((batch) => batch.changes),
  }));
}

/**
 * The calls that read images.
 * @param places - of the images; one that is named twice is read once
 */
export function placeBatches(places: readonly ImagePlace[]): PlaceBatch[] {
  const distinct = new Map(places.map((place) => [placeKey(place), place]));
  return grouped([...distinct.values()], ({ environment, region }) => [environment.id, region]).map(
    ([first, ...others]) => ({
      environment: first.environment,
      region: first.region,
      imageIds: [first, ...others].map(({ imageId }) => imageId),
    }),
  );
}

/** Items with the same key together, in groups of what fits into one call, in the order in which they came. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => readonly string[]): [T, ...T[]][] {
  const groups: [T, ...T[]][] = [];
  const open = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item));
    const group = open.get(key);
    if (group !== undefined && group.length < mostImagesPerCall) group.push(item);
    else {
      const started: [T, ...T[]] = [item];
      open.set(key, started);
      groups.push(started);
    }
  }
  return groups;
}
