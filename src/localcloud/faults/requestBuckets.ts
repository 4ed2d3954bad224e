import { isNonMutating } from '../nonMutating.ts';
import type { BucketSize } from './tokenBucket.ts';

/** The bucket that a call takes its token from. */
export interface RequestBucket {
  /** Buckets of the same name in the same account and region are one. */
  readonly name: string;
  readonly size: BucketSize;
}

const size = (capacity: number, refillPerSecond: number): BucketSize => ({ capacity, refillPerSecond });

const nonMutating = size(100, 20);
const unpaged = size(50, 10);
const mutating = size(50, 5);

/** Reads that take from a smaller bucket when they name neither a filter nor a page. */
const unpagedActions = new Set([
  'DescribeInstances',
  'DescribeInstanceStatus',
  'DescribeNetworkInterfaces',
  'DescribeSecurityGroups',
  'DescribeSnapshots',
  'DescribeSpotInstanceRequests',
  'DescribeVolumes',
]);

/** "Uncategorized actions", as far as they are about images, snapshots, instances, templates and tags. */
const uncategorized: ReadonlyMap<string, BucketSize> = new Map([
  ['CopyImage', size(100, 1)],
  ['CreateLaunchTemplateVersion', size(100, 5)],
  ['CreateRestoreImageTask', size(50, 0.1)],
  ['CreateSnapshot', size(100, 5)],
  ['CreateSnapshots', size(100, 5)],
  ['CreateStoreImageTask', size(50, 0.1)],
  ['CreateTags', size(100, 10)],
  ['CreateVolume', size(100, 5)],
  ['DeleteSnapshot', size(100, 5)],
  ['DeleteTags', size(100, 10)],
  ['DeleteVolume', size(100, 5)],
  ['DeregisterImage', size(100, 5)],
  ['DescribeInstanceTopology', size(1, 1)],
  ['DescribeSpotFleetInstances', size(100, 5)],
  ['DescribeSpotFleetRequestHistory', size(100, 5)],
  ['DescribeSpotFleetRequests', size(50, 3)],
  ['DescribeStoreImageTasks', size(50, 0.5)],
  ['DisableImageBlockPublicAccess', size(1, 0.1)],
  ['EnableImageBlockPublicAccess', size(1, 0.1)],
  ['ModifyImageAttribute', size(100, 5)],
  ['ModifyInstanceMetadataOptions', size(100, 5)],
  ['ModifyLaunchTemplate', size(100, 5)],
  ['ModifySnapshotAttribute', size(100, 5)],
  ['RunInstances', size(5, 2)],
  ['StartInstances', size(5, 2)],
  ['TerminateInstances', size(100, 5)],
]);

/**
 * Whether AWS says how large a service's buckets are. Of the services here only EC2's are published.
 * @param service - its name in signatures
 */
export function hasPublishedBuckets(service: string): boolean {
  return service === 'ec2';
}

/**
 * The bucket that EC2 takes a call's token from: each API has one for each account and region.
 * Source: EC2 Developer Guide, "Request throttling for the Amazon EC2 API", "Request token bucket sizes and refill
 * rates". The buckets of resources, which RunInstances and its like have besides, are left out.
 * @param action - name of the call
 * @param input - what the call asks for
 */
export function ec2Bucket(action: string, input: object): RequestBucket {
  if (unpagedActions.has(action) && isUnpaged(input)) return { name: `${action} unpaged`, size: unpaged };
  const usual = isNonMutating(action) ? nonMutating : mutating;
  return { name: action, size: uncategorized.get(action) ?? usual };
}

function isUnpaged(input: object): boolean {
  const asksFor = (member: string): boolean => Reflect.get(input, member) !== undefined;
  return !asksFor('MaxResults') && !asksFor('NextToken') && !asksFor('Filters');
}
