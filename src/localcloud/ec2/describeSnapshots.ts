import type { DescribeSnapshotsRequest, DescribeSnapshotsResult, Snapshot } from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import type { Call } from '../world.ts';
import { endDryRun, refuseIdsWithPaging } from './commonChecks.ts';
import { type FilterValues, matcherOf, textOf } from './filters.ts';
import { namedResources, snapshotKind } from './resourceIds.ts';
import { unimplementedFilters } from './unimplementedFilters.ts';

/** EC2 API Reference, DescribeSnapshots, `MaxResults`: between 5 and 1000; a larger value counts as 1000. */
const bounds = { least: 5, most: 1000, capped: true } as const;

const filterValues: FilterValues<Snapshot> = {
  description: ({ Description }) => [Description],
  encrypted: ({ Encrypted }) => [textOf(Encrypted)],
  'owner-alias': ({ OwnerAlias }) => [OwnerAlias],
  'owner-id': ({ OwnerId }) => [OwnerId],
  progress: ({ Progress }) => [Progress],
  'snapshot-id': ({ SnapshotId }) => [SnapshotId],
  'start-time': ({ StartTime }) => [StartTime?.toISOString()],
  status: ({ State }) => [State],
  'storage-tier': ({ StorageTier }) => [StorageTier],
  'volume-id': ({ VolumeId }) => [VolumeId],
  'volume-size': ({ VolumeSize }) => [textOf(VolumeSize)],
};

/** EC2 API Reference, DescribeSnapshots. */
export function describeSnapshots(input: DescribeSnapshotsRequest, call: Call): DescribeSnapshotsResult {
  const { state, caller } = call;
  endDryRun(input.DryRun);
  refuseIdsWithPaging(input.SnapshotIds, input.MaxResults, 'snapshotSet');
  const matchesFilters = matcherOf(input.Filters, filterValues, unimplementedFilters.DescribeSnapshots);
  const named = namedResources(state, snapshotKind, input.SnapshotIds);
  const owners = (input.OwnerIds ?? []).map((owner) => (owner === 'self' ? caller.account : owner));
  const isWanted = (snapshot: Snapshot): boolean =>
    (owners.length === 0 || owners.includes(snapshot.OwnerId ?? '')) && matchesFilters(snapshot);
  const page = pageOf(
    named ?? state.snapshots,
    snapshotKind.idOf,
    isWanted,
    pageRequest(input, call),
    bounds,
  );
  return { Snapshots: page.items, NextToken: page.nextToken };
}
