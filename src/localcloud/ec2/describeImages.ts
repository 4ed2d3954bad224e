import type { DescribeImagesRequest, DescribeImagesResult, Image } from '@aws-sdk/client-ec2';
import type { Call } from '../world.ts';
import { endDryRun, refuseIdsWithPaging } from './commonChecks.ts';
import { type FilterValues, matcherOf } from './filters.ts';
import { pageOf } from './paging.ts';
import { imageKind, namedResources } from './resourceIds.ts';

/** The API Reference gives no range for DescribeImages; its pagination example uses 1000. */
const bounds = { least: 1, most: 1000 };

const disksOf = ({ BlockDeviceMappings }: Image): NonNullable<Image['BlockDeviceMappings']> =>
  BlockDeviceMappings ?? [];

const filterValues: FilterValues<Image> = {
  architecture: ({ Architecture }) => [Architecture],
  'block-device-mapping.delete-on-termination': (image) =>
    disksOf(image).map(({ Ebs }) => textOf(Ebs?.DeleteOnTermination)),
  'block-device-mapping.device-name': (image) => disksOf(image).map(({ DeviceName }) => DeviceName),
  'block-device-mapping.encrypted': (image) => disksOf(image).map(({ Ebs }) => textOf(Ebs?.Encrypted)),
  'block-device-mapping.snapshot-id': (image) => disksOf(image).map(({ Ebs }) => Ebs?.SnapshotId),
  'block-device-mapping.volume-size': (image) => disksOf(image).map(({ Ebs }) => textOf(Ebs?.VolumeSize)),
  'block-device-mapping.volume-type': (image) => disksOf(image).map(({ Ebs }) => Ebs?.VolumeType),
  'creation-date': ({ CreationDate }) => [CreationDate],
  description: ({ Description }) => [Description],
  'ena-support': ({ EnaSupport }) => [textOf(EnaSupport)],
  hypervisor: ({ Hypervisor }) => [Hypervisor],
  'image-id': ({ ImageId }) => [ImageId],
  'image-type': ({ ImageType }) => [ImageType],
  'is-public': ({ Public }) => [textOf(Public)],
  name: ({ Name }) => [Name],
  'owner-alias': ({ ImageOwnerAlias }) => [ImageOwnerAlias],
  'owner-id': ({ OwnerId }) => [OwnerId],
  platform: ({ Platform }) => [Platform],
  'root-device-name': ({ RootDeviceName }) => [RootDeviceName],
  'root-device-type': ({ RootDeviceType }) => [RootDeviceType],
  'source-image-id': ({ SourceImageId }) => [SourceImageId],
  state: ({ State }) => [State],
  'state-reason-code': ({ StateReason }) => [StateReason?.Code],
  'virtualization-type': ({ VirtualizationType }) => [VirtualizationType],
};

/**
 * EC2 API Reference, DescribeImages. The owner sees deprecated images whatever `IncludeDeprecated` says; disabled ones
 * only with `IncludeDisabled`. Images of other accounts are not part of this world.
 */
export function describeImages(input: DescribeImagesRequest, { state, caller }: Call): DescribeImagesResult {
  endDryRun(input.DryRun);
  refuseIdsWithPaging(input.ImageIds, input.MaxResults, 'imagesSet');
  const matchesFilters = matcherOf(input.Filters, filterValues);
  const named = namedResources(state, imageKind, input.ImageIds);
  const isWanted = (image: Image): boolean =>
    (input.IncludeDisabled === true || image.State !== 'disabled') &&
    isOwnedBy(image, input.Owners, caller.account) &&
    isShared(image, input.ExecutableUsers, caller.account) &&
    matchesFilters(image);
  const page = pageOf(named ?? state.images, imageKind.idOf, isWanted, input, bounds);
  return { Images: page.items, NextToken: page.nextToken };
}

function isOwnedBy(image: Image, owners: readonly string[] | undefined, self: string): boolean {
  if (owners === undefined || owners.length === 0) return true;
  return owners.some((owner) => (owner === 'self' ? self : owner) === image.OwnerId);
}

/** `self` means shared with the caller explicitly, which nothing here is; `all` means public. */
function isShared(image: Image, users: readonly string[] | undefined, self: string): boolean {
  if (users === undefined || users.length === 0) return true;
  return users.some((user) =>
    user === 'all' ? image.Public === true : user === self && image.OwnerId === self,
  );
}

function textOf(value: boolean | number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
