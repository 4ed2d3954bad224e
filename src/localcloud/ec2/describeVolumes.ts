import type { DescribeVolumesRequest, DescribeVolumesResult, Volume } from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import type { Call } from '../world.ts';
import { endDryRun, refuseIdsWithPaging } from './commonChecks.ts';
import { type FilterValues, matcherOf, textOf } from './filters.ts';
import { namedResources, volumeKind } from './resourceIds.ts';
import { unimplementedFilters } from './unimplementedFilters.ts';

/** EC2 API Reference, DescribeVolumes, `MaxResults`: between 5 and 500; a larger value counts as 500. */
const bounds = { least: 5, most: 500, capped: true } as const;

const attachmentsOf = ({ Attachments }: Volume): NonNullable<Volume['Attachments']> => Attachments ?? [];

const filterValues: FilterValues<Volume> = {
  'attachment.attach-time': (volume) =>
    attachmentsOf(volume).map(({ AttachTime }) => AttachTime?.toISOString()),
  'attachment.delete-on-termination': (volume) =>
    attachmentsOf(volume).map(({ DeleteOnTermination }) => textOf(DeleteOnTermination)),
  'attachment.device': (volume) => attachmentsOf(volume).map(({ Device }) => Device),
  'attachment.instance-id': (volume) => attachmentsOf(volume).map(({ InstanceId }) => InstanceId),
  'attachment.status': (volume) => attachmentsOf(volume).map(({ State }) => State),
  'availability-zone': ({ AvailabilityZone }) => [AvailabilityZone],
  'create-time': ({ CreateTime }) => [CreateTime?.toISOString()],
  encrypted: ({ Encrypted }) => [textOf(Encrypted)],
  'multi-attach-enabled': ({ MultiAttachEnabled }) => [textOf(MultiAttachEnabled)],
  size: ({ Size }) => [textOf(Size)],
  'snapshot-id': ({ SnapshotId }) => [SnapshotId],
  status: ({ State }) => [State],
  'volume-id': ({ VolumeId }) => [VolumeId],
  'volume-type': ({ VolumeType }) => [VolumeType],
};

/** EC2 API Reference, DescribeVolumes. */
export function describeVolumes(input: DescribeVolumesRequest, call: Call): DescribeVolumesResult {
  const { state } = call;
  endDryRun(input.DryRun);
  refuseIdsWithPaging(input.VolumeIds, input.MaxResults, 'volumeSet');
  const matches = matcherOf(input.Filters, filterValues, unimplementedFilters.DescribeVolumes);
  const named = namedResources(state, volumeKind, input.VolumeIds);
  const page = pageOf(named ?? state.volumes, volumeKind.idOf, matches, pageRequest(input, call), bounds);
  return { Volumes: page.items, NextToken: page.nextToken };
}
