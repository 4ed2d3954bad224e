import { type AccessKey, emptyRegion, type Profile, type RegionState, type World } from '../world.ts';
import { sampleProfiles, sampleRegions } from './accounts.ts';
import { addEveryState, addHostileTexts, type ImagePlace, sampleImage } from './images.ts';
import { sampleInstances } from './instances.ts';
import { randomFrom } from './random.ts';

/** How to make a sample world. */
export interface SampleOptions {
  /** How many images there are in all. */
  readonly images: number;
  readonly seed: number;
  /** Milliseconds since 1970; ages count from here. */
  readonly now: number;
  /** True: all images are in the first region of the first account, for measuring. */
  readonly concentrate: boolean;
}

/** How many images the sample world has unless it is said otherwise. */
export const usualImageCount = 450;

/**
 * A world to explore and to test with: three environments in three accounts over two regions. The same options make
 * the same world.
 * @param options - how many images, and from which seed
 */
export function sampleWorld(options: SampleOptions): World {
  const places = sampleProfiles.flatMap(({ name, account }) =>
    sampleRegions.map((region): ImagePlace => ({ environment: name, account, region })),
  );
  const shares = shareOut(options.images, options.concentrate ? 1 : places.length);
  const accounts = new Map<string, Map<string, RegionState>>();
  places.forEach((place, index) => {
    const regions = accounts.get(place.account) ?? new Map<string, RegionState>();
    regions.set(place.region, regionState(place, shares[index] ?? 0, options.seed + index, options));
    accounts.set(place.account, regions);
  });
  return {
    regions: sampleRegions,
    profiles: sampleProfiles,
    keys: new Map(sampleProfiles.map((profile) => [profile.accessKeyId, keyOf(profile)])),
    accounts,
  };
}

function keyOf({ name, account, accessKeyId, secretAccessKey }: Profile): AccessKey {
  const userId = `LOCALUSER${account}`;
  return { accessKeyId, secretAccessKey, account, userId, arn: `arn:aws:iam::${account}:user/${name}` };
}

function shareOut(count: number, parts: number): number[] {
  return Array.from({ length: parts }, (_, index) => Math.floor((count + index) / parts));
}

function regionState(place: ImagePlace, count: number, seed: number, { now }: SampleOptions): RegionState {
  const random = randomFrom(seed);
  const made = Array.from({ length: count }, (_, index) => sampleImage(index, count, place, now, random));
  const images = made.map(({ image }) => image);
  addEveryState(images, now);
  if (place.environment === 'staging' && place.region === 'eu-west-1') addHostileTexts(images);
  const instances = sampleInstances(images, place, now, random);
  return {
    ...emptyRegion(),
    images: [...images].sort(byId(({ ImageId }) => ImageId)),
    instances: instances.sort(byId(({ InstanceId }) => InstanceId)),
    snapshots: made.map(({ snapshot }) => snapshot).sort(byId(({ SnapshotId }) => SnapshotId)),
  };
}

function byId<T>(idOf: (item: T) => string | undefined): (a: T, b: T) => number {
  return (a, b) => ((idOf(a) ?? '') < (idOf(b) ?? '') ? -1 : 1);
}
