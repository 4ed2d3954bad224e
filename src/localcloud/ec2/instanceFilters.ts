import type { Instance } from '@aws-sdk/client-ec2';
import { type FilterValues, textOf } from './filters.ts';
import { instanceKind } from './resourceIds.ts';

const disksOf = ({ BlockDeviceMappings }: Instance): NonNullable<Instance['BlockDeviceMappings']> =>
  BlockDeviceMappings ?? [];

/**
 * The id of an instance's reservation; every instance has one of its own.
 * @param instance - with its id
 */
export function reservationOf(instance: Instance): string {
  return instanceKind.idOf(instance).replace(/^i-/u, 'r-');
}

const filterValues: FilterValues<Instance> = {
  affinity: ({ Placement }) => [Placement?.Affinity],
  architecture: ({ Architecture }) => [Architecture],
  'availability-zone': ({ Placement }) => [Placement?.AvailabilityZone],
  'block-device-mapping.attach-time': (instance) =>
    disksOf(instance).map(({ Ebs }) => Ebs?.AttachTime?.toISOString()),
  'block-device-mapping.delete-on-termination': (instance) =>
    disksOf(instance).map(({ Ebs }) => textOf(Ebs?.DeleteOnTermination)),
  'block-device-mapping.device-name': (instance) => disksOf(instance).map(({ DeviceName }) => DeviceName),
  'block-device-mapping.status': (instance) => disksOf(instance).map(({ Ebs }) => Ebs?.Status),
  'block-device-mapping.volume-id': (instance) => disksOf(instance).map(({ Ebs }) => Ebs?.VolumeId),
  'boot-mode': ({ BootMode }) => [BootMode],
  'client-token': ({ ClientToken }) => [ClientToken],
  'dns-name': ({ PublicDnsName }) => [PublicDnsName],
  'ebs-optimized': ({ EbsOptimized }) => [textOf(EbsOptimized)],
  'ena-support': ({ EnaSupport }) => [textOf(EnaSupport)],
  'host-id': ({ Placement }) => [Placement?.HostId],
  hypervisor: ({ Hypervisor }) => [Hypervisor],
  'iam-instance-profile.arn': ({ IamInstanceProfile }) => [IamInstanceProfile?.Arn],
  'image-id': ({ ImageId }) => [ImageId],
  'instance-id': ({ InstanceId }) => [InstanceId],
  'instance-lifecycle': ({ InstanceLifecycle }) => [InstanceLifecycle],
  'instance-state-code': ({ State }) => [textOf(State?.Code)],
  'instance-state-name': ({ State }) => [State?.Name],
  'instance-type': ({ InstanceType }) => [InstanceType],
  'instance.group-id': ({ SecurityGroups = [] }) => SecurityGroups.map(({ GroupId }) => GroupId),
  'instance.group-name': ({ SecurityGroups = [] }) => SecurityGroups.map(({ GroupName }) => GroupName),
  'ip-address': ({ PublicIpAddress }) => [PublicIpAddress],
  'ipv6-address': ({ Ipv6Address }) => [Ipv6Address],
  'kernel-id': ({ KernelId }) => [KernelId],
  'key-name': ({ KeyName }) => [KeyName],
  'launch-index': ({ AmiLaunchIndex }) => [textOf(AmiLaunchIndex)],
  'launch-time': ({ LaunchTime }) => [LaunchTime?.toISOString()],
  'metadata-options.http-endpoint': ({ MetadataOptions }) => [MetadataOptions?.HttpEndpoint],
  'metadata-options.http-put-response-hop-limit': ({ MetadataOptions }) => [
    textOf(MetadataOptions?.HttpPutResponseHopLimit),
  ],
  'metadata-options.http-tokens': ({ MetadataOptions }) => [MetadataOptions?.HttpTokens],
  'metadata-options.instance-metadata-tags': ({ MetadataOptions }) => [MetadataOptions?.InstanceMetadataTags],
  'metadata-options.state': ({ MetadataOptions }) => [MetadataOptions?.State],
  'monitoring-state': ({ Monitoring }) => [Monitoring?.State],
  'placement-group-name': ({ Placement }) => [Placement?.GroupName],
  'placement-partition-number': ({ Placement }) => [textOf(Placement?.PartitionNumber)],
  platform: ({ Platform }) => [Platform],
  'platform-details': ({ PlatformDetails }) => [PlatformDetails],
  'private-ip-address': ({ PrivateIpAddress }) => [PrivateIpAddress],
  'product-code': ({ ProductCodes = [] }) => ProductCodes.map(({ ProductCodeId }) => ProductCodeId),
  'product-code.type': ({ ProductCodes = [] }) => ProductCodes.map(({ ProductCodeType }) => ProductCodeType),
  'ramdisk-id': ({ RamdiskId }) => [RamdiskId],
  reason: ({ StateTransitionReason }) => [StateTransitionReason],
  'reservation-id': (instance) => [reservationOf(instance)],
  'root-device-name': ({ RootDeviceName }) => [RootDeviceName],
  'root-device-type': ({ RootDeviceType }) => [RootDeviceType],
  'spot-instance-request-id': ({ SpotInstanceRequestId }) => [SpotInstanceRequestId],
  'state-reason-code': ({ StateReason }) => [StateReason?.Code],
  'state-reason-message': ({ StateReason }) => [StateReason?.Message],
  'subnet-id': ({ SubnetId }) => [SubnetId],
  tenancy: ({ Placement }) => [Placement?.Tenancy],
  'tpm-support': ({ TpmSupport }) => [TpmSupport],
  'usage-operation': ({ UsageOperation }) => [UsageOperation],
  'virtualization-type': ({ VirtualizationType }) => [VirtualizationType],
  'vpc-id': ({ VpcId }) => [VpcId],
};

/**
 * What DescribeInstances can filter by, besides tags (EC2 API Reference, DescribeInstances, `Filters`).
 * @param account - that the instances belong to
 */
export function instanceFilters(account: string): FilterValues<Instance> {
  return { ...filterValues, 'owner-id': () => [account] };
}
