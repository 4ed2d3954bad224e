import type { DescribeSubnetsRequest, DescribeSubnetsResult, Subnet } from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import type { Call, RegionState } from '../world.ts';
import { usableAddresses } from './cidr.ts';
import { endDryRun, refuseIdsWithPaging } from './commonChecks.ts';
import { type FilterValues, matcherOf, textOf } from './filters.ts';
import { subnetKind } from './networkKinds.ts';
import { namedResources } from './resourceIds.ts';
import { unimplementedFilters } from './unimplementedFilters.ts';

/** EC2 API Reference, DescribeSubnets, `MaxResults`: "Minimum value of 5. Maximum value of 1000." */
const bounds = { least: 5, most: 1000 };

const cidr = ({ CidrBlock }: Subnet): [string | undefined] => [CidrBlock];
const zone = ({ AvailabilityZone }: Subnet): [string | undefined] => [AvailabilityZone];
const zoneId = ({ AvailabilityZoneId }: Subnet): [string | undefined] => [AvailabilityZoneId];
const isDefault = ({ DefaultForAz }: Subnet): [string | undefined] => [textOf(DefaultForAz)];

const filterValues: FilterValues<Subnet> = {
  'availability-zone': zone,
  availabilityZone: zone,
  'availability-zone-id': zoneId,
  availabilityZoneId: zoneId,
  'available-ip-address-count': ({ AvailableIpAddressCount }) => [textOf(AvailableIpAddressCount)],
  'cidr-block': cidr,
  cidr,
  cidrBlock: cidr,
  'customer-owned-ipv4-pool': ({ CustomerOwnedIpv4Pool }) => [CustomerOwnedIpv4Pool],
  'default-for-az': isDefault,
  defaultForAz: isDefault,
  'enable-dns64': ({ EnableDns64 }) => [textOf(EnableDns64)],
  'enable-lni-at-device-index': ({ EnableLniAtDeviceIndex }) => [textOf(EnableLniAtDeviceIndex)],
  'ipv6-native': ({ Ipv6Native }) => [textOf(Ipv6Native)],
  'map-customer-owned-ip-on-launch': ({ MapCustomerOwnedIpOnLaunch }) => [textOf(MapCustomerOwnedIpOnLaunch)],
  'map-public-ip-on-launch': ({ MapPublicIpOnLaunch }) => [textOf(MapPublicIpOnLaunch)],
  'outpost-arn': ({ OutpostArn }) => [OutpostArn],
  'owner-id': ({ OwnerId }) => [OwnerId],
  state: ({ State }) => [State],
  'subnet-arn': ({ SubnetArn }) => [SubnetArn],
  'subnet-id': ({ SubnetId }) => [SubnetId],
  'vpc-id': ({ VpcId }) => [VpcId],
};

/** EC2 API Reference, DescribeSubnets. */
export function describeSubnets(input: DescribeSubnetsRequest, call: Call): DescribeSubnetsResult {
  const { state } = call;
  endDryRun(input.DryRun);
  refuseIdsWithPaging(input.SubnetIds, input.MaxResults, 'subnetSet');
  const matches = matcherOf(input.Filters, filterValues, unimplementedFilters.DescribeSubnets);
  const subnets = (namedResources(state, subnetKind, input.SubnetIds) ?? state.subnets).map((subnet) =>
    withFreeAddresses(state, subnet),
  );
  const page = pageOf(subnets, subnetKind.idOf, matches, pageRequest(input, call), bounds);
  return { Subnets: page.items, NextToken: page.nextToken };
}

/** EC2 API Reference, Subnet, `AvailableIpAddressCount`: addresses of stopped instances are not free. */
function withFreeAddresses({ instances }: RegionState, subnet: Subnet): Subnet {
  const taken = instances.filter(({ SubnetId }) => SubnetId === subnet.SubnetId).length;
  return { ...subnet, AvailableIpAddressCount: usableAddresses(subnet.CidrBlock ?? '') - taken };
}
