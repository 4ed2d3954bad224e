import type { _InstanceType } from '@aws-sdk/client-ec2';

/**
 * Instance types that every zone of this world offers: those of the sample world, and others that images are baked and
 * tested on. What is launched may have any type that looks like one.
 */
export const instanceTypes = [
  'm1.small',
  ...['t3.nano', 't3.micro', 't3.small', 't3.medium', 't3.large', 't3.xlarge'],
  ...['t4g.micro', 't4g.small', 't4g.medium', 't4g.large'],
  ...['c5.large', 'c7g.large', 'm5.large', 'm6i.large', 'm7g.large', 'r5.large'],
] as const satisfies readonly _InstanceType[];
