import type { Instance, Volume } from '@aws-sdk/client-ec2';
import { defaultGroupId, defaultSubnetId, defaultVpcId } from '../ec2/defaultNetwork.ts';
import { instanceStates } from '../ec2/instanceStates.ts';
import { daysBefore, type Scene, tagOf } from './scene.ts';

/** States of the instances that no group has. */
const stateNames = [
  'running',
  'stopped',
  'running',
  'pending',
  'stopping',
  'shutting-down',
  'terminated',
  'running',
] as const;

/** What one instance of the sample world differs in from another. */
export interface InstancePlan {
  readonly imageId: string | undefined;
  readonly service: string;
  readonly name: string;
  readonly state: keyof typeof instanceStates;
  /** Milliseconds since 1970. */
  readonly launchedAt: number;
}

/**
 * Instances of a place in every state, most of them of its newest images, one of an image that is gone.
 * @param scene - a place and its images, which may be none
 */
export function sampleInstances(scene: Scene): Instance[] {
  const launchable = scene.images.filter(({ State }) => State !== 'pending' && State !== 'failed');
  return stateNames.map((state, index) => {
    const image = launchable.at(-1 - index * 2);
    const isOfGone = index === stateNames.length - 1;
    const service = (image === undefined ? undefined : tagOf(image, 'Service')) ?? 'web';
    return sampleInstance(scene, {
      imageId: isOfGone ? `ami-0${scene.random.hex(16)}` : image?.ImageId,
      service,
      name: `${service}-${index + 1}`,
      state,
      launchedAt: daysBefore(scene, (index + 1) * 1.5).getTime(),
    });
  });
}

/**
 * One instance of the sample world.
 * @param scene - a place
 * @param plan - what it differs in
 */
export function sampleInstance(scene: Scene, plan: InstancePlan): Instance {
  const { place, random } = scene;
  const instanceId = `i-0${random.hex(16)}`;
  const network = {
    PrivateIpAddress: `172.31.${random.below(8)}.${10 + random.below(200)}`,
    SubnetId: defaultSubnetId(place, 'a'),
    VpcId: defaultVpcId(place),
    SecurityGroups: [{ GroupId: defaultGroupId(place), GroupName: 'default' }],
  };
  return {
    InstanceId: instanceId,
    ...(plan.imageId === undefined ? {} : { ImageId: plan.imageId }),
    InstanceType: 't3.micro',
    Architecture: 'x86_64',
    State: instanceStates[plan.state],
    LaunchTime: new Date(plan.launchedAt),
    // A terminated one has no network any more.
    ...(plan.state === 'terminated' ? {} : network),
    Placement: { AvailabilityZone: `${place.region}a`, GroupName: '', Tenancy: 'default' },
    RootDeviceName: '/dev/sda1',
    RootDeviceType: 'ebs',
    VirtualizationType: 'hvm',
    Tags: [
      { Key: 'Name', Value: plan.name },
      { Key: 'Service', Value: plan.service },
      { Key: 'Environment', Value: place.environment },
    ],
  };
}

/**
 * Gives each instance that has not ended its volume, and one volume more that is attached to nothing.
 * @param scene - a place and its images
 * @param instances - of the same place
 */
export function addVolumes(scene: Scene, instances: readonly Instance[]): Volume[] {
  const { place, random, images } = scene;
  const volumes = instances
    .filter(({ State }) => State?.Name !== 'terminated')
    .map((instance): Volume => {
      const image = images.find(({ ImageId }) => ImageId === instance.ImageId);
      const attachment = {
        VolumeId: `vol-0${random.hex(16)}`,
        AttachTime: instance.LaunchTime,
        DeleteOnTermination: true,
      };
      instance.BlockDeviceMappings = [
        { DeviceName: '/dev/sda1', Ebs: { ...attachment, Status: 'attached' } },
      ];
      return {
        ...volume(attachment.VolumeId, instance.LaunchTime ?? new Date(scene.now)),
        AvailabilityZone: `${place.region}a`,
        SnapshotId: image?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? '',
        State: 'in-use',
        Attachments: [
          { ...attachment, InstanceId: instance.InstanceId, Device: '/dev/sda1', State: 'attached' },
        ],
      };
    });
  const spare: Volume = {
    ...volume(`vol-0${random.hex(16)}`, daysBefore(scene, 200)),
    AvailabilityZone: `${place.region}a`,
    SnapshotId: '',
    State: 'available',
    Attachments: [],
    Tags: [{ Key: 'Name', Value: 'left over' }],
  };
  return [...volumes, spare];
}

function volume(id: string, createdAt: Date): Volume {
  return {
    VolumeId: id,
    Size: 8,
    VolumeType: 'gp3',
    CreateTime: createdAt,
    Encrypted: false,
    MultiAttachEnabled: false,
  };
}
