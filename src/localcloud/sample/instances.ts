import type { Image, Instance } from '@aws-sdk/client-ec2';
import type { ImagePlace } from './images.ts';
import type { Random } from './random.ts';

/** EC2 API Reference, InstanceState: code and name. */
const instanceStates = [
  [16, 'running'],
  [80, 'stopped'],
  [16, 'running'],
  [0, 'pending'],
  [64, 'stopping'],
  [32, 'shutting-down'],
  [48, 'terminated'],
  [16, 'running'],
] as const;

/**
 * Instances of a place in every state, most of them of its newest images, one of an image that is gone.
 * @param images - of the same place, the oldest first
 * @param place - environment, account and region
 * @param now - milliseconds since 1970
 * @param random - source of ids
 */
export function sampleInstances(
  images: readonly Image[],
  place: ImagePlace,
  now: number,
  random: Random,
): Instance[] {
  return instanceStates.map(([code, name], index) => {
    const image = images.at(-1 - index * 2);
    const imageId = index === instanceStates.length - 1 ? `ami-0${random.hex(16)}` : image?.ImageId;
    const service = image?.Tags?.find(({ Key }) => Key === 'Service')?.Value ?? 'web';
    return {
      InstanceId: `i-0${random.hex(16)}`,
      ...(imageId === undefined ? {} : { ImageId: imageId }),
      InstanceType: 't3.micro',
      Architecture: 'x86_64',
      State: { Code: code, Name: name },
      LaunchTime: new Date(now - (index + 1) * 36 * 60 * 60 * 1000),
      PrivateIpAddress: `10.0.${index}.${10 + random.below(200)}`,
      Placement: { AvailabilityZone: `${place.region}a`, Tenancy: 'default' },
      RootDeviceName: '/dev/sda1',
      RootDeviceType: 'ebs',
      VirtualizationType: 'hvm',
      Tags: [
        { Key: 'Name', Value: `${service}-${index + 1}` },
        { Key: 'Service', Value: service },
        { Key: 'Environment', Value: place.environment },
      ],
    };
  });
}
