import type { BlockDeviceMapping, Image, Instance, Tag } from '@aws-sdk/client-ec2';
import { schedule } from '../dueChanges.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { instanceStates } from './instanceStates.ts';
import { addVolume, disksFor } from './launchDisks.ts';
import type { LaunchParameters } from './launchParameters.ts';
import { insertSorted, newId } from './newResources.ts';
import { instanceKind } from './resourceIds.ts';
import { tagsToCreate } from './tagSpecifications.ts';
import { durations } from './transitions.ts';

/** EC2 API Reference, RunInstances: the type of an instance when none is named. */
const usualType = 'm1.small';

/** EC2 User Guide, "Naming conventions": a `g` after the generation stands for AWS Graviton processors, which are arm64. */
const gravitonType = /^(?:a1|[a-z]+\d+g[a-z-]*)\./u;

/**
 * Makes instances of an image, and the volumes of each.
 * @param image - that the caller may launch
 * @param parameters - of the launch
 * @param count - how many instances
 * @param call - who launches, and where
 * @throws CloudError for a type, disks or tags that cannot be; then there is nothing new
 */
export function launch(image: Image, parameters: LaunchParameters, count: number, call: Call): Instance[] {
  const type = checkedType(parameters.InstanceType ?? usualType, image);
  const tagsOf = tagsToCreate(parameters.TagSpecifications, [
    'instance',
    'volume',
    'network-interface',
    'spot-instances-request',
  ]);
  const disks = disksFor(image, parameters.BlockDeviceMappings ?? [], call.state);
  return Array.from({ length: count }, (_, index) =>
    launchOne(image, { ...parameters, InstanceType: type }, index, disks, tagsOf, call),
  );
}

function launchOne(
  image: Image,
  parameters: LaunchParameters,
  index: number,
  disks: readonly BlockDeviceMapping[],
  tagsOf: (kind: 'instance' | 'volume') => Tag[] | undefined,
  call: Call,
): Instance {
  const { now, state, newSecret } = call;
  const instanceId = newId(call, 'i-');
  // EC2 API Reference, DescribeInstances, example 1: the name is empty where there is no placement group.
  const placement = {
    AvailabilityZone: `${call.region}a`,
    GroupName: '',
    Tenancy: 'default' as const,
    ...parameters.Placement,
  };
  const [interface_] = parameters.NetworkInterfaces ?? [];
  const groups = parameters.SecurityGroupIds ?? interface_?.Groups ?? [];
  const instance: Instance = {
    InstanceId: instanceId,
    ImageId: image.ImageId,
    InstanceType: parameters.InstanceType,
    AmiLaunchIndex: index,
    State: instanceStates.pending,
    StateReason: { Code: 'pending', Message: 'pending' },
    StateTransitionReason: '',
    LaunchTime: new Date(now),
    Architecture: image.Architecture,
    RootDeviceName: image.RootDeviceName,
    RootDeviceType: image.RootDeviceType,
    VirtualizationType: image.VirtualizationType,
    Hypervisor: 'xen',
    EnaSupport: image.EnaSupport,
    EbsOptimized: parameters.EbsOptimized ?? false,
    BootMode: image.BootMode,
    KernelId: image.KernelId,
    RamdiskId: image.RamdiskId,
    TpmSupport: image.TpmSupport,
    Platform: image.Platform,
    ProductCodes: image.ProductCodes,
    Placement: placement,
    PrivateIpAddress: parameters.PrivateIpAddress ?? addressFrom(newSecret()),
    SubnetId: parameters.SubnetId ?? interface_?.SubnetId,
    SecurityGroups: groups.map((GroupId) => ({ GroupId })),
    KeyName: parameters.KeyName,
    ClientToken: parameters.ClientToken,
    IamInstanceProfile: profileOf(parameters, call),
    Monitoring: { State: parameters.Monitoring?.Enabled === true ? 'enabled' : 'disabled' },
    MetadataOptions: metadataOptions(image, parameters),
    BlockDeviceMappings: disks.map((disk) =>
      addVolume(disk, instanceId, placement.AvailabilityZone, tagsOf('volume'), call),
    ),
    PlatformDetails: image.PlatformDetails,
    UsageOperation: image.UsageOperation,
    Tags: tagsOf('instance'),
  };
  insertSorted(state.instances, instance, instanceKind.idOf);
  schedule(state, now + durations.instancePending, instanceId, 'instanceRunning');
  return instance;
}

function checkedType(type: NonNullable<LaunchParameters['InstanceType']>, image: Image): typeof type {
  if (!/^[a-z0-9-]+\.[a-z0-9-]+$/u.test(type)) {
    throw new CloudError('InvalidParameterValue', `Invalid value '${type}' for InstanceType.`);
  }
  const architecture = gravitonType.test(type) ? 'arm64' : 'x86_64';
  const wanted = image.Architecture === 'i386' ? 'x86_64' : image.Architecture;
  if (architecture === wanted) return type;
  throw new CloudError(
    'InvalidParameterValue',
    `The architecture '${architecture}' of the specified instance type does not match the architecture '${image.Architecture ?? ''}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.`,
  );
}

/** EC2 API Reference, Image, `ImdsSupport`: `v2.0` makes tokens required and allows two hops, unless a launch says otherwise. */
function metadataOptions(
  image: Image,
  { MetadataOptions: given }: LaunchParameters,
): Instance['MetadataOptions'] {
  const isVersion2 = image.ImdsSupport === 'v2.0';
  return {
    State: 'applied',
    HttpTokens: given?.HttpTokens ?? (isVersion2 ? 'required' : 'optional'),
    HttpPutResponseHopLimit: given?.HttpPutResponseHopLimit ?? (isVersion2 ? 2 : 1),
    HttpEndpoint: given?.HttpEndpoint ?? 'enabled',
    InstanceMetadataTags: given?.InstanceMetadataTags ?? 'disabled',
  };
}

function profileOf(
  { IamInstanceProfile: given }: LaunchParameters,
  { caller }: Call,
): Instance['IamInstanceProfile'] {
  if (given === undefined) return undefined;
  return { Arn: given.Arn ?? `arn:aws:iam::${caller.account}:instance-profile/${given.Name ?? ''}` };
}

function addressFrom(secret: string): string {
  const [second, third, fourth] = [0, 2, 4].map((from) => Number.parseInt(secret.slice(from, from + 2), 16));
  return `10.${second ?? 0}.${third ?? 0}.${((fourth ?? 0) % 250) + 4}`;
}
