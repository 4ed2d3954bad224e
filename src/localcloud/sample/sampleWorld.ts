import type { Image } from '@aws-sdk/client-ec2';
import { type AccessKey, emptyRegion, type Profile, type RegionState, type World } from '../world.ts';
import { sampleProfiles, sampleRegions } from './accounts.ts';
import { sampleAutoScaling } from './autoScaling.ts';
import { sampleFleets } from './fleets.ts';
import { addHostileTexts, type ImagePlace, sampleImage } from './images.ts';
import { addEveryState, setLaunched } from './imageStates.ts';
import { addVolumes, sampleInstances } from './instances.ts';
import { sampleTemplates } from './launchTemplates.ts';
import { addLineage, copyAcrossRegions } from './lineage.ts';
import { sampleNetwork } from './network.ts';
import { sampleParameters } from './parameters.ts';
import { debianAccount, debianImages } from './publicImages.ts';
import { randomFrom } from './random.ts';
import { isHostile, type Scene } from './scene.ts';
import { shareImages } from './sharing.ts';

/** How to make a sample world. */
export interface SampleOptions {
  /** How many images there are in all. */
  readonly images: number;
  readonly seed: number;
  /** Milliseconds since 1970; ages count from here. */
  readonly now: number;
  /**
   * True: all images are in the first region of the first account, and none is disabled, for measuring beside clients
   * that cannot ask for those.
   */
  readonly concentrate: boolean;
  /** True: no launch templates, groups, fleets and parameters, for a test that makes its own. */
  readonly bare?: boolean;
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
  const imagesOf = new Map<string, readonly Image[]>();
  places.forEach((place, index) => {
    const regions = accounts.get(place.account) ?? new Map<string, RegionState>();
    const home = imagesOf.get(place.account);
    const { state, images } = makeRegion(place, shares[index] ?? 0, home, {
      ...options,
      seed: options.seed + index,
    });
    if (home === undefined) imagesOf.set(place.account, images);
    accounts.set(place.account, regions.set(place.region, state));
  });
  accounts.set(
    debianAccount,
    new Map(sampleRegions.map((region) => [region, debianImages(region, options.now)])),
  );
  return {
    regions: sampleRegions,
    profiles: sampleProfiles,
    keys: new Map(sampleProfiles.map((profile) => [profile.accessKeyId, keyOf(profile)])),
    accounts,
    idempotentCalls: new Map(),
    sshHosts: [],
  };
}

function keyOf({ name, account, accessKeyId, secretAccessKey }: Profile): AccessKey {
  const userId = `LOCALUSER${account}`;
  return { accessKeyId, secretAccessKey, account, userId, arn: `arn:aws:iam::${account}:user/${name}` };
}

function shareOut(count: number, parts: number): number[] {
  return Array.from({ length: parts }, (_, index) => Math.floor((count + index) / parts));
}

/**
 * What there is in one place.
 * @param home - images of the account's first region, the oldest first, of which there are copies here
 */
function makeRegion(
  place: ImagePlace,
  count: number,
  home: readonly Image[] | undefined,
  { seed, now, concentrate, bare = false }: SampleOptions,
): { state: RegionState; images: readonly Image[] } {
  const random = randomFrom(seed);
  const made = Array.from({ length: count }, (_, index) => sampleImage(index, count, place, now, random));
  const images = made.map(({ image }) => image);
  addEveryState(images, now, !concentrate);
  addLineage(images, place.region);
  if (home !== undefined) copyAcrossRegions(images, home, sampleRegions[0]);
  if (isHostile(place)) addHostileTexts(images);
  const state: RegionState = {
    ...emptyRegion(),
    ...sampleNetwork(place, place.environment, now),
    images: [...images].sort(byId(({ ImageId }) => ImageId)),
    snapshots: made.map(({ snapshot }) => snapshot).sort(byId(({ SnapshotId }) => SnapshotId)),
  };
  shareImages(state, images, place);
  return { state: { ...state, ...usesOf({ place, images, now, random }, bare) }, images };
}

/** Everything that was launched, or could be, from the images of a place. */
function usesOf(scene: Scene, bare: boolean): Partial<RegionState> {
  const others = scene.images.length > 0 && !bare ? launchersOf(scene) : { instances: [] };
  const instances = [...sampleInstances(scene), ...others.instances];
  const volumes = addVolumes(scene, instances);
  for (const { ImageId, LaunchTime } of instances) {
    const image = scene.images.find((each) => each.ImageId === ImageId);
    if (image !== undefined) setLaunched(image, LaunchTime?.getTime() ?? scene.now, scene.now);
  }
  return {
    ...others,
    instances: instances.sort(byId(({ InstanceId }) => InstanceId)),
    volumes: volumes.sort(byId(({ VolumeId }) => VolumeId)),
  };
}

/** What can launch images, with the instances that it has launched. Lists are sorted as `RegionState` says. */
function launchersOf(scene: Scene): Partial<RegionState> & Pick<RegionState, 'instances'> {
  const templates = sampleTemplates(scene);
  const { launchTemplates, launchTemplateVersions } = templates;
  const autoScaling = sampleAutoScaling(scene, templates);
  const { fleets, spotFleetRequests } = sampleFleets(scene, launchTemplates);
  return {
    launchTemplates: launchTemplates.sort(byId(({ LaunchTemplateId }) => LaunchTemplateId)),
    // A stable sort: the versions of each template stay in their order.
    launchTemplateVersions: launchTemplateVersions.sort(byId(({ LaunchTemplateId }) => LaunchTemplateId)),
    autoScalingGroups: autoScaling.autoScalingGroups.sort(byId((group) => group.AutoScalingGroupName)),
    launchConfigurations: autoScaling.launchConfigurations.sort(
      byId(({ LaunchConfigurationName }) => LaunchConfigurationName),
    ),
    instanceRefreshes: autoScaling.instanceRefreshes,
    instances: autoScaling.instances,
    fleets: fleets.sort(byId(({ FleetId }) => FleetId)),
    spotFleetRequests: spotFleetRequests.sort(byId(({ SpotFleetRequestId }) => SpotFleetRequestId)),
    parameters: sampleParameters(scene).sort(byId(({ Name }) => Name)),
  };
}

function byId<T>(idOf: (item: T) => string | undefined): (a: T, b: T) => number {
  return (a, b) => {
    const [first, second] = [idOf(a) ?? '', idOf(b) ?? ''];
    if (first === second) return 0;
    return first < second ? -1 : 1;
  };
}
