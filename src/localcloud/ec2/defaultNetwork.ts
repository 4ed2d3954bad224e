import { createHash } from 'node:crypto';
import type { SecurityGroupRule, Subnet } from '@aws-sdk/client-ec2';
import type { RegionState } from '../world.ts';
import { usableAddresses } from './cidr.ts';

/** The network of a region, and the key pairs. */
export type Network = Pick<
  RegionState,
  'vpcs' | 'subnets' | 'securityGroups' | 'securityGroupRules' | 'keyPairs'
>;

/** Where a network is. */
export interface NetworkPlace {
  readonly account: string;
  readonly region: string;
}

/**
 * What AWS gives every account in every region: a default VPC with a default subnet in each Availability Zone and a
 * default security group, whose members reach each other and everything else.
 * Source: VPC User Guide, "Default VPCs", "Default security groups".
 * @param place - whose it is and where; the ids follow from it
 */
export function defaultNetwork(place: NetworkPlace): Network {
  const { account, region } = place;
  const VpcId = defaultVpcId(place);
  const CidrBlock = '172.31.0.0/16';
  const GroupId = defaultGroupId(place);
  return {
    vpcs: [
      {
        VpcId,
        CidrBlock,
        CidrBlockAssociationSet: [
          {
            AssociationId: idFrom(place, 'vpc-cidr-assoc-', 'default'),
            CidrBlock,
            CidrBlockState: { State: 'associated' },
          },
        ],
        DhcpOptionsId: idFrom(place, 'dopt-', 'default'),
        InstanceTenancy: 'default',
        IsDefault: true,
        OwnerId: account,
        State: 'available',
      },
    ],
    subnets: sorted(
      ['a', 'b', 'c'].map((zone, index) =>
        subnetOfDefaultVpc(place, zone, zone, 16 * index, { DefaultForAz: true }),
      ),
      ({ SubnetId }) => SubnetId,
    ),
    securityGroups: [
      {
        GroupId,
        GroupName: 'default',
        Description: 'default VPC security group',
        OwnerId: account,
        VpcId,
        SecurityGroupArn: `arn:aws:ec2:${region}:${account}:security-group/${GroupId}`,
      },
    ],
    securityGroupRules: sorted(
      [
        rule(place, 'egress', { IsEgress: true, CidrIpv4: '0.0.0.0/0' }),
        rule(place, 'ingress', { IsEgress: false, ReferencedGroupInfo: { GroupId, UserId: account } }),
      ],
      ({ SecurityGroupRuleId }) => SecurityGroupRuleId,
    ),
    keyPairs: [],
  };
}

/**
 * Id of the default security group.
 * @param place - whose it is and where
 */
export function defaultGroupId(place: NetworkPlace): string {
  return idFrom(place, 'sg-', 'default');
}

/**
 * Id of the default subnet of an Availability Zone.
 * @param place - whose it is and where
 * @param zone - its letter
 */
export function defaultSubnetId(place: NetworkPlace, zone: string): string {
  return idFrom(place, 'subnet-', zone);
}

/**
 * Id of the default VPC.
 * @param place - whose it is and where
 */
export function defaultVpcId(place: NetworkPlace): string {
  return idFrom(place, 'vpc-', 'default');
}

/**
 * A subnet of the default VPC. Each account has other names for the zones than AWS has; here they are the same (EC2 User
 * Guide, "AZ IDs").
 * @param place - whose it is and where
 * @param name - that its id follows from
 * @param zone - letter of its Availability Zone
 * @param thirdByte - of its addresses, a multiple of 16
 * @param differences - from a subnet whose instances get public addresses
 */
export function subnetOfDefaultVpc(
  place: NetworkPlace,
  name: string,
  zone: string,
  thirdByte: number,
  differences: Partial<Subnet>,
): Subnet {
  const { account, region } = place;
  const SubnetId = idFrom(place, 'subnet-', name);
  const CidrBlock = `172.31.${thirdByte}.0/20`;
  return {
    SubnetId,
    VpcId: defaultVpcId(place),
    AvailabilityZone: `${region}${zone}`,
    AvailabilityZoneId: `${shortName(region)}-az${zone.charCodeAt(0) - 96}`,
    CidrBlock,
    AvailableIpAddressCount: usableAddresses(CidrBlock),
    AssignIpv6AddressOnCreation: false,
    DefaultForAz: false,
    EnableDns64: false,
    Ipv6Native: false,
    MapCustomerOwnedIpOnLaunch: false,
    MapPublicIpOnLaunch: true,
    OwnerId: account,
    State: 'available',
    SubnetArn: `arn:aws:ec2:${region}:${account}:subnet/${SubnetId}`,
    ...differences,
  };
}

/** `use1` for `us-east-1`. */
function shortName(region: string): string {
  const [area = '', direction = '', number = ''] = region.split('-');
  return `${area}${direction.charAt(0)}${number}`;
}

function rule(place: NetworkPlace, name: string, differences: SecurityGroupRule): SecurityGroupRule {
  const { account, region } = place;
  const id = idFrom(place, 'sgr-', name);
  return {
    SecurityGroupRuleId: id,
    GroupId: defaultGroupId(place),
    GroupOwnerId: account,
    IpProtocol: '-1',
    FromPort: -1,
    ToPort: -1,
    SecurityGroupRuleArn: `arn:aws:ec2:${region}:${account}:security-group-rule/${id}`,
    ...differences,
  };
}

/**
 * An id that follows from a place and a name.
 * @param place - account and region
 * @param prefix - of the kind of resource
 * @param name - of the resource
 */
export function idFrom(place: NetworkPlace, prefix: string, name: string): string {
  return `${prefix}0${digestOf(place, prefix, name).toString('hex').slice(0, 16)}`;
}

/**
 * 32 bytes that follow from a place and a name.
 * @param place - account and region
 * @param prefix - what the bytes are for
 * @param name - of the resource
 */
export function digestOf({ account, region }: NetworkPlace, prefix: string, name: string): Buffer {
  return createHash('sha256').update(`${account} ${region} ${prefix} ${name}`).digest();
}

/**
 * A list in the order of its ids.
 * @param items - in any order
 * @param idOf - id of an item
 */
export function sorted<T>(items: readonly T[], idOf: (item: T) => string | undefined): T[] {
  return [...items].sort((a, b) => ((idOf(a) ?? '') < (idOf(b) ?? '') ? -1 : 1));
}
