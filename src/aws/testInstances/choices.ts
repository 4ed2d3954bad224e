import {
  DescribeKeyPairsCommand,
  type EC2Client,
  paginateDescribeSubnets,
  type Subnet as DescribedSubnet,
} from '@aws-sdk/client-ec2';
import { compareText } from '../../core/images/image.ts';
import type { KeyPair, Subnet } from '../../core/testInstances/testInstances.ts';
import { allPages, assertList } from '../allPages.ts';
import { tagMap } from './instances.ts';

/** EC2 API Reference, DescribeSubnets, `MaxResults`. */
const pageSize = 1000;

/**
 * The subnets of a region that can be launched in: the default ones, then the public, then the others, each by zone.
 * @param ec2 - client of the region
 * @param signal - stops the reading
 */
export async function readSubnets(ec2: EC2Client, signal: AbortSignal): Promise<Subnet[]> {
  const filter = { Name: 'state', Values: ['available'] };
  const pages = allPages(
    paginateDescribeSubnets({ client: ec2, pageSize }, { Filters: [filter] }, { abortSignal: signal }),
  );
  const subnets: Subnet[] = [];
  for await (const { Subnets = [] } of pages) subnets.push(...Subnets.flatMap(toSubnet));
  return subnets.sort(
    (a, b) =>
      Number(b.isDefault) - Number(a.isDefault) ||
      Number(b.isPublic) - Number(a.isPublic) ||
      compareText(a.availabilityZone ?? '', b.availabilityZone ?? ''),
  );
}

/** Nothing can be launched in what has no id or no VPC. */
function toSubnet(described: DescribedSubnet): Subnet[] {
  const { SubnetId, VpcId } = described;
  if (SubnetId === undefined || VpcId === undefined) return [];
  return [
    {
      id: SubnetId,
      vpcId: VpcId,
      name: tagMap(described).get('Name'),
      availabilityZone: described.AvailabilityZone,
      cidr: described.CidrBlock,
      isDefault: described.DefaultForAz === true,
      isPublic: described.MapPublicIpOnLaunch === true,
    },
  ];
}

/**
 * The key pairs of a region, by name.
 * @param ec2 - client of the region
 * @param signal - stops the reading
 */
export async function readKeyPairs(ec2: EC2Client, signal: AbortSignal): Promise<KeyPair[]> {
  const answer = await ec2.send(new DescribeKeyPairsCommand({}), { abortSignal: signal });
  assertList(answer);
  return (answer.KeyPairs ?? [])
    .flatMap(({ KeyName, KeyType }) => (KeyName === undefined ? [] : [{ name: KeyName, type: KeyType }]))
    .sort((a, b) => compareText(a.name, b.name));
}
