import type { BlockDeviceMapping, Image, Instance, InstanceAttribute, Tag } from '@aws-sdk/client-ec2';
import { schedule } from '../dueChanges.ts';
import { authorize } from '../sshHosts/authorizedKeys.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { addressesFor, networkInterface } from './addresses.ts';
import { checkedShutdownBehavior, positionOfAttributes } from './instanceAttributes.ts';
import { instanceStates } from './instanceStates.ts';
import { keyPairOf } from './keyPairs.ts';
import { addVolume, disksFor } from './launchDisks.ts';
import { type LaunchNetwork, launchNetwork } from './launchNetwork.ts';
import type { LaunchParameters } from './launchParameters.ts';
import { insertSorted, newId } from './newResources.ts';
import { instanceKind } from './resourceIds.ts';
import { tagsToCreate } from './tagSpecifications.ts';
import { durations } from './transitions.ts';
import { checkedUserData } from './userData.ts';

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
 * @throws CloudError for a type, disks, a network, a key pair or tags that cannot be; then there is nothing new
 */
export function launch(image: Image, parameters: LaunchParameters, count: number, call: Call): Instance[] {
  const type = checkedType(parameters.InstanceType ?? usualType, image);
  const tagsOf = tagsToCreate(parameters.TagSpecifications, [
    'instance',
    'volume',
    'network-interface',
    'spot-instances-request',
  ]);
  const plan: LaunchPlan = {
    image,
    parameters: { ...parameters, InstanceType: type },
    disks: disksFor(image, parameters.BlockDeviceMappings ?? [], call.state),
    network: launchNetwork(parameters, count, call.state),
    publicKey:
      parameters.KeyName === undefined ? undefined : keyPairOf(call.state, parameters.KeyName).PublicKey,
    attributes: attributesFor(parameters),
    tagsOf,
  };
  return Array.from({ length: count }, (_, index) => launchOne(plan, index, call));
}

/** What is launched, checked. */
interface LaunchPlan {
  readonly image: Image;
  readonly parameters: LaunchParameters;
  readonly disks: readonly BlockDeviceMapping[];
  readonly network: LaunchNetwork;
  /** Of the key pair that the launch names. */
  readonly publicKey: string | undefined;
  readonly attributes: InstanceAttribute;
  readonly tagsOf: (kind: 'instance' | 'volume') => Tag[] | undefined;
}

function attributesFor(parameters: LaunchParameters): InstanceAttribute {
  const { DisableApiTermination = false, InstanceInitiatedShutdownBehavior, UserData } = parameters;
  return {
    DisableApiTermination: { Value: DisableApiTermination },
    InstanceInitiatedShutdownBehavior: { Value: checkedShutdownBehavior(InstanceInitiatedShutdownBehavior) },
    UserData: { Value: checkedUserData(UserData) },
  };
}

function launchOne(plan: LaunchPlan, index: number, call: Call): Instance {
  const { attributes, disks, image, network, parameters, publicKey, tagsOf } = plan;
  const { now, state } = call;
  const instanceId = newId(call, 'i-');
  const addresses = addressesFor(network, call);
  // EC2 API Reference, DescribeInstances, example 1: the name is empty where there is no placement group.
  const placement = {
    GroupName: '',
    Tenancy: 'default' as const,
    ...parameters.Placement,
    AvailabilityZone: network.subnet.AvailabilityZone,
  };
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
    PrivateIpAddress: addresses.privateAddress,
    PublicIpAddress: addresses.publicAddress,
    SubnetId: network.subnet.SubnetId,
    VpcId: network.subnet.VpcId,
    SecurityGroups: network.groups,
    NetworkInterfaces: [networkInterface(network, addresses, call)],
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
  insertSorted(state.instanceAttributes, { InstanceId: instanceId, ...attributes }, positionOfAttributes);
  if (publicKey !== undefined) authorize({ instanceId, publicKey }, call);
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
