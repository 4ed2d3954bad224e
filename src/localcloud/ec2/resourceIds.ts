import { CloudError } from '../wire/cloudError.ts';
import type { RegionState, Taggable } from '../world.ts';
import {
  keyPairKind,
  securityGroupKind,
  securityGroupRuleKind,
  subnetKind,
  vpcKind,
} from './networkKinds.ts';
import { kind, type ResourceKind } from './resourceKind.ts';

// Codes and words: EC2 API Reference, "Error codes for the Amazon EC2 API".

/** Images. */
export const imageKind = kind({
  type: 'image',
  prefix: 'ami-',
  listOf: ({ images }) => images,
  idOf: ({ ImageId = '' }) => ImageId,
  malformed: (id) => new CloudError('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`),
  notFound: (ids) =>
    new CloudError(
      'InvalidAMIID.NotFound',
      ids.length === 1
        ? `The image id '[${ids.join(', ')}]' does not exist`
        : `The image ids '[${ids.join(', ')}]' do not exist`,
    ),
});

/** Instances. */
export const instanceKind = kind({
  type: 'instance',
  prefix: 'i-',
  listOf: ({ instances }) => instances,
  idOf: ({ InstanceId = '' }) => InstanceId,
  malformed: (id) => new CloudError('InvalidInstanceID.Malformed', `Invalid id: "${id}" (expecting "i-...")`),
  notFound: (ids) =>
    new CloudError(
      'InvalidInstanceID.NotFound',
      ids.length === 1
        ? `The instance ID '${ids.join(', ')}' does not exist`
        : `The instance IDs '${ids.join(', ')}' do not exist`,
    ),
});

/** Snapshots. */
export const snapshotKind = kind({
  type: 'snapshot',
  prefix: 'snap-',
  listOf: ({ snapshots }) => snapshots,
  idOf: ({ SnapshotId = '' }) => SnapshotId,
  malformed: (id) =>
    new CloudError(
      'InvalidParameterValue',
      `Value (${id}) for parameter snapshotId is invalid. Expected: 'snap-...'.`,
    ),
  notFound: (ids) =>
    new CloudError('InvalidSnapshot.NotFound', `The snapshot '${ids.join(', ')}' does not exist.`),
});

/** Volumes. */
export const volumeKind = kind({
  type: 'volume',
  prefix: 'vol-',
  listOf: ({ volumes }) => volumes,
  idOf: ({ VolumeId = '' }) => VolumeId,
  malformed: (id) =>
    new CloudError(
      'InvalidParameterValue',
      `Value (${id}) for parameter volumeId is invalid. Expected: 'vol-...'.`,
    ),
  notFound: (ids) =>
    new CloudError(
      'InvalidVolume.NotFound',
      ids.length === 1
        ? `The volume '${ids.join(', ')}' does not exist.`
        : `The volumes '${ids.join(', ')}' do not exist.`,
    ),
});

/** Launch templates. */
export const launchTemplateKind = kind({
  type: 'launch-template',
  prefix: 'lt-',
  listOf: ({ launchTemplates }) => launchTemplates,
  idOf: ({ LaunchTemplateId = '' }) => LaunchTemplateId,
  malformed: (id) =>
    new CloudError('InvalidLaunchTemplateId.Malformed', `Invalid id: "${id}" (expecting "lt-...")`),
  notFound: (ids) =>
    new CloudError(
      'InvalidLaunchTemplateId.NotFound',
      `The specified launch template, with template ID ${ids.join(', ')}, does not exist.`,
    ),
});

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** EC2 Fleets. */
export const fleetKind = kind({
  type: 'fleet',
  prefix: 'fleet-',
  pattern: uuid,
  listOf: ({ fleets }) => fleets,
  idOf: ({ FleetId = '' }) => FleetId,
  malformed: (id) =>
    new CloudError('InvalidFleetId.Malformed', `Invalid id: "${id}" (expecting "fleet-...")`),
  notFound: (ids) =>
    new CloudError('InvalidFleetId.NotFound', `The fleet ID '${ids.join(', ')}' does not exist`),
});

/** Requests for Spot Fleets. */
export const spotFleetRequestKind = kind({
  type: 'spot-fleet-request',
  prefix: 'sfr-',
  pattern: uuid,
  listOf: ({ spotFleetRequests }) => spotFleetRequests,
  idOf: ({ SpotFleetRequestId = '' }) => SpotFleetRequestId,
  malformed: (id) =>
    new CloudError('InvalidSpotFleetRequestId.Malformed', `Invalid id: "${id}" (expecting "sfr-...")`),
  notFound: (ids) =>
    new CloudError(
      'InvalidSpotFleetRequestId.NotFound',
      `The spot fleet request ID '${ids.join(', ')}' does not exist`,
    ),
});

/** Every kind of resource that can have tags, in the order of their prefixes. */
export const resourceKinds = [
  imageKind,
  fleetKind,
  instanceKind,
  keyPairKind,
  launchTemplateKind,
  spotFleetRequestKind,
  securityGroupKind,
  securityGroupRuleKind,
  snapshotKind,
  subnetKind,
  volumeKind,
  vpcKind,
] as const;

/**
 * The resources of a region that a request names by id, in the order of their ids.
 * @param state - the region
 * @param resourceKind - what they are
 * @param ids - ids of the request; none when it names none
 * @returns undefined when the request names none, which means all
 * @throws CloudError for an id that is malformed or not there
 */
export function namedResources<T extends Taggable>(
  state: RegionState,
  resourceKind: ResourceKind<T>,
  ids: readonly string[] | undefined,
): T[] | undefined {
  return namedIn(resourceKind.listOf(state), resourceKind, ids);
}

/**
 * The resources of a list that a request names by id, in the order of their ids.
 * @param items - sorted by id
 * @param resourceKind - what they are
 * @param ids - ids of the request; none when it names none
 * @returns undefined when the request names none
 * @throws CloudError for an id that is malformed or not there
 */
export function namedIn<T extends Taggable>(
  items: readonly T[],
  resourceKind: ResourceKind<T>,
  ids: readonly string[] | undefined,
): T[] | undefined {
  if (ids === undefined || ids.length === 0) return undefined;
  const distinct = [...new Set(ids)].sort();
  for (const id of distinct) {
    if (!isWellFormed(id, resourceKind)) throw resourceKind.malformed(id);
  }
  const missing = distinct.filter((id) => resourceKind.findIn(items, id) === undefined);
  if (missing.length > 0) throw resourceKind.notFound(missing);
  return distinct.flatMap((id) => resourceKind.findIn(items, id) ?? []);
}

/**
 * Whether an id looks like one of its kind: 8 or 17 hexadecimal digits after the prefix for most (EC2 User Guide,
 * "Resource IDs").
 * @param id - as the request has it
 * @param kindOfId - what it should be the id of
 */
export function isWellFormed(
  id: string,
  { prefix, pattern = /^(?:[0-9a-f]{8}|[0-9a-f]{17})$/u }: Pick<ResourceKind<never>, 'prefix' | 'pattern'>,
): boolean {
  return id.startsWith(prefix) && pattern.test(id.slice(prefix.length));
}
