import type { GroupIdentifier, SecurityGroup, Subnet } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { RegionState } from '../world.ts';
import { isIn } from './cidr.ts';
import type { LaunchParameters } from './launchParameters.ts';
import { subnetKind } from './networkKinds.ts';
import { isWellFormed } from './resourceIds.ts';
import { defaultVpc, securityGroupById, securityGroupByName } from './securityGroups.ts';

/** Where in the network an instance is launched. */
export interface LaunchNetwork {
  readonly subnet: Subnet;
  readonly groups: GroupIdentifier[];
  /** Whether it gets a public address. */
  readonly isPublic: boolean;
  /** The private address that the launch names, if it does. */
  readonly privateAddress: string | undefined;
}

/** Amazon VPC quotas: "Security groups per network interface". */
const mostGroups = 5;

/**
 * The subnet and the security groups of a launch: those it names, else the default subnet and the default group.
 * Source: EC2 API Reference, RunInstances.
 * @param parameters - of the launch
 * @param count - how many instances
 * @param state - the region
 * @throws CloudError `InvalidParameterCombination`, `InvalidSubnetID.NotFound`, `InvalidGroup.NotFound` and their like
 */
export function launchNetwork(
  parameters: LaunchParameters,
  count: number,
  state: RegionState,
): LaunchNetwork {
  const [card, ...others] = parameters.NetworkInterfaces ?? [];
  if (others.length > 0 || card?.NetworkInterfaceId !== undefined) {
    throw new CloudError(
      'UnsupportedOperation',
      'The local cloud launches instances with one new network interface only.',
    );
  }
  if (card !== undefined) refuseBoth(parameters);
  const subnet = subnetFor(card?.SubnetId ?? parameters.SubnetId, parameters, state);
  const groups = groupsFor(card?.Groups ?? parameters.SecurityGroupIds, parameters, subnet, state);
  return {
    subnet,
    groups: groups.map(({ GroupId, GroupName }) => ({ GroupId, GroupName })),
    isPublic: card?.AssociatePublicIpAddress ?? subnet.MapPublicIpOnLaunch ?? false,
    privateAddress: checkedAddress(
      card?.PrivateIpAddress ?? parameters.PrivateIpAddress,
      subnet,
      count,
      state,
    ),
  };
}

function refuseBoth({ SecurityGroupIds, SecurityGroups, SubnetId }: LaunchParameters): void {
  const what =
    SubnetId === undefined
      ? (SecurityGroupIds ?? SecurityGroups) === undefined
        ? undefined
        : 'security groups'
      : 'subnet ID';
  if (what === undefined) return;
  throw new CloudError(
    'InvalidParameterCombination',
    `Network interfaces and an instance-level ${what} may not be specified on the same request`,
  );
}

function subnetFor(id: string | undefined, { Placement }: LaunchParameters, state: RegionState): Subnet {
  const zone = Placement?.AvailabilityZone;
  if (id === undefined) return defaultSubnet(zone, state);
  if (!isWellFormed(id, subnetKind)) throw subnetKind.malformed(id);
  const subnet = subnetKind.find(state, id);
  if (subnet === undefined) throw subnetKind.notFound([id]);
  if (zone !== undefined && zone !== subnet.AvailabilityZone) {
    throw new CloudError(
      'InvalidParameterValue',
      `The availability zone '${zone}' of the placement is not the one of the subnet '${id}'.`,
    );
  }
  return subnet;
}

function defaultSubnet(zone: string | undefined, state: RegionState): Subnet {
  const inDefaultVpc = state.subnets
    .filter(({ DefaultForAz }) => DefaultForAz === true)
    .sort((a, b) => ((a.AvailabilityZone ?? '') < (b.AvailabilityZone ?? '') ? -1 : 1));
  const found = inDefaultVpc.find(({ AvailabilityZone }) => (zone ?? AvailabilityZone) === AvailabilityZone);
  if (found !== undefined) return found;
  if (defaultVpc(state) === undefined) {
    throw new CloudError('VPCIdNotSpecified', 'No default VPC for this user');
  }
  if (zone !== undefined) {
    throw new CloudError('InvalidParameterValue', `Invalid availability zone: [${zone}]`);
  }
  throw new CloudError('MissingInput', 'No subnets found for the default VPC. Please specify a subnet.');
}

function groupsFor(
  ids: readonly string[] | undefined,
  { SecurityGroups: names, SubnetId }: LaunchParameters,
  subnet: Subnet,
  state: RegionState,
): SecurityGroup[] {
  if (names !== undefined && SubnetId !== undefined) {
    throw new CloudError(
      'InvalidParameterCombination',
      'The parameter groupName cannot be used with the parameter subnet',
    );
  }
  const named = [
    ...(ids ?? []).map((id) => securityGroupById(state, id)),
    ...(names ?? []).map((name) => securityGroupByName(state, name)),
  ];
  if (named.length > mostGroups) {
    throw new CloudError(
      'SecurityGroupsPerInterfaceLimitExceeded',
      'The maximum number of security groups per interface has been reached.',
    );
  }
  for (const { GroupId, VpcId } of named) {
    if (VpcId === subnet.VpcId) continue;
    throw new CloudError(
      'InvalidParameter',
      `Security group ${GroupId ?? ''} and subnet ${subnet.SubnetId ?? ''} belong to different networks.`,
    );
  }
  return named.length > 0 ? [...new Set(named)] : defaultGroups(state, subnet);
}

function defaultGroups({ securityGroups }: RegionState, subnet: Subnet): SecurityGroup[] {
  return securityGroups.filter(({ GroupName, VpcId }) => GroupName === 'default' && VpcId === subnet.VpcId);
}

function checkedAddress(
  address: string | undefined,
  { CidrBlock = '' }: Subnet,
  count: number,
  state: RegionState,
): string | undefined {
  if (address === undefined) return undefined;
  if (count > 1) {
    throw new CloudError(
      'InvalidParameterCombination',
      'A private IP address can only be specified when one instance is launched',
    );
  }
  if (!isIn(address, CidrBlock)) {
    throw new CloudError(
      'InvalidParameterValue',
      `Address ${address} does not fall within the subnet's address range`,
    );
  }
  if (state.instances.some(({ PrivateIpAddress }) => PrivateIpAddress === address)) {
    throw new CloudError('InvalidIPAddress.InUse', `Address ${address} is in use.`);
  }
  return address;
}
