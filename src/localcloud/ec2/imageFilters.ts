import type { Image } from '@aws-sdk/client-ec2';
import { type FilterValues, textOf } from './filters.ts';

const disksOf = ({ BlockDeviceMappings }: Image): NonNullable<Image['BlockDeviceMappings']> =>
  BlockDeviceMappings ?? [];

/** What DescribeImages can filter by, besides tags (EC2 API Reference, DescribeImages, `Filters`). */
export const imageFilters: FilterValues<Image> = {
  architecture: ({ Architecture }) => [Architecture],
  'block-device-mapping.delete-on-termination': (image) =>
    disksOf(image).map(({ Ebs }) => textOf(Ebs?.DeleteOnTermination)),
  'block-device-mapping.device-name': (image) => disksOf(image).map(({ DeviceName }) => DeviceName),
  'block-device-mapping.encrypted': (image) => disksOf(image).map(({ Ebs }) => textOf(Ebs?.Encrypted)),
  'block-device-mapping.snapshot-id': (image) => disksOf(image).map(({ Ebs }) => Ebs?.SnapshotId),
  'block-device-mapping.volume-size': (image) => disksOf(image).map(({ Ebs }) => textOf(Ebs?.VolumeSize)),
  'block-device-mapping.volume-type': (image) => disksOf(image).map(({ Ebs }) => Ebs?.VolumeType),
  'boot-mode': ({ BootMode }) => [BootMode],
  'creation-date': ({ CreationDate }) => [CreationDate],
  description: ({ Description }) => [Description],
  'ena-support': ({ EnaSupport }) => [textOf(EnaSupport)],
  hypervisor: ({ Hypervisor }) => [Hypervisor],
  'image-id': ({ ImageId }) => [ImageId],
  'image-type': ({ ImageType }) => [ImageType],
  'is-public': ({ Public }) => [textOf(Public)],
  'kernel-id': ({ KernelId }) => [KernelId],
  'manifest-location': ({ ImageLocation }) => [ImageLocation],
  name: ({ Name }) => [Name],
  'owner-alias': ({ ImageOwnerAlias }) => [ImageOwnerAlias],
  'owner-id': ({ OwnerId }) => [OwnerId],
  platform: ({ Platform }) => [Platform],
  'product-code': ({ ProductCodes = [] }) => ProductCodes.map(({ ProductCodeId }) => ProductCodeId),
  'product-code.type': ({ ProductCodes = [] }) => ProductCodes.map(({ ProductCodeType }) => ProductCodeType),
  'ramdisk-id': ({ RamdiskId }) => [RamdiskId],
  'root-device-name': ({ RootDeviceName }) => [RootDeviceName],
  'root-device-type': ({ RootDeviceType }) => [RootDeviceType],
  'source-image-id': ({ SourceImageId }) => [SourceImageId],
  'source-image-region': ({ SourceImageRegion }) => [SourceImageRegion],
  'source-instance-id': ({ SourceInstanceId }) => [SourceInstanceId],
  'sriov-net-support': ({ SriovNetSupport }) => [SriovNetSupport],
  state: ({ State }) => [State],
  'state-reason-code': ({ StateReason }) => [StateReason?.Code],
  'state-reason-message': ({ StateReason }) => [StateReason?.Message],
  'virtualization-type': ({ VirtualizationType }) => [VirtualizationType],
};
