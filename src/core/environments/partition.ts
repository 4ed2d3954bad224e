/** A region code as EC2's DescribeRegions gives it: `us-east-1`, `us-gov-west-1`. */
export const regionCodePattern = /^[a-z]{2,}(?:-[a-z]+)+-\d+$/u;

/** What stands in a command or a file where a person must write a region code; it is none itself. */
export const regionPlaceholder = 'REGION';

/** A group of regions with accounts, ARNs and a console of its own. */
export interface Partition {
  /** Second part of every ARN: `aws`, `aws-cn`. */
  readonly name: string;
  /** Host of its console; that of one region has the region code and a dot in front of it. */
  readonly consoleHost: string;
}

/**
 * Partitions by the beginning of their regions' codes. Names and regions: `partitions` of the AWS SDK (3.1169.0).
 * Consoles: AWS General Reference and the China, GovCloud and European Sovereign Cloud user guides; those of the
 * isolated partitions have the domain of their sign-in endpoints (endpoint rules of the SDK's client-signin).
 */
const partitionsByPrefix: readonly (readonly [prefix: string, partition: Partition])[] = [
  ['cn-', { name: 'aws-cn', consoleHost: 'console.amazonaws.cn' }],
  ['eusc-', { name: 'aws-eusc', consoleHost: 'console.amazonaws-eusc.eu' }],
  ['us-gov-', { name: 'aws-us-gov', consoleHost: 'console.amazonaws-us-gov.com' }],
  ['us-iso-', { name: 'aws-iso', consoleHost: 'console.c2shome.ic.gov' }],
  ['us-isob-', { name: 'aws-iso-b', consoleHost: 'console.sc2shome.sgov.gov' }],
  ['eu-isoe-', { name: 'aws-iso-e', consoleHost: 'console.csphome.adc-e.uk' }],
  ['us-isof-', { name: 'aws-iso-f', consoleHost: 'console.csphome.hci.ic.gov' }],
];

const standard: Partition = { name: 'aws', consoleHost: 'console.aws.amazon.com' };

/**
 * The partition that a region belongs to. One that no other partition claims is of `aws`, as the SDK has it.
 * @param region - region code
 */
export function partitionOf(region: string): Partition {
  return partitionsByPrefix.find(([prefix]) => region.startsWith(prefix))?.[1] ?? standard;
}

/**
 * The address of a page of a region's console.
 * @param region - region code
 * @param path - of the service, every part of it encoded: `ec2/home`
 * @param page - what stands behind the `#`, values in it encoded
 * @returns undefined when the region is no region code, with which no address can be made safely
 */
export function consoleUrl(region: string, path: string, page?: string): string | undefined {
  if (!regionCodePattern.test(region)) return undefined;
  const address = `https://${region}.${partitionOf(region).consoleHost}/${path}?region=${region}`;
  return page === undefined ? address : `${address}#${page}`;
}
