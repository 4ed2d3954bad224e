import type { IpPermission, SecurityGroup, SecurityGroupRule, Vpc } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { RegionState } from '../world.ts';
import { securityGroupKind } from './networkKinds.ts';
import { isWellFormed } from './resourceIds.ts';

/** How a request names one security group. */
interface GroupName {
  readonly GroupId?: string | undefined;
  readonly GroupName?: string | undefined;
}

/**
 * The default VPC of a region.
 * @param state - the region
 */
export function defaultVpc({ vpcs }: RegionState): Vpc | undefined {
  return vpcs.find(({ IsDefault }) => IsDefault === true);
}

/**
 * The security group that a request names: by its id, or by its name, which is looked for in the default VPC.
 * @param state - the region
 * @param named - the request
 * @throws CloudError `MissingParameter`, `InvalidGroupId.Malformed`, `InvalidGroup.NotFound`
 */
export function securityGroupOf(
  state: RegionState,
  { GroupId: id, GroupName: name }: GroupName,
): SecurityGroup {
  if (id !== undefined) return securityGroupById(state, id);
  if (name !== undefined) return securityGroupByName(state, name);
  throw new CloudError('MissingParameter', 'The request must contain the parameter groupName or groupId');
}

/**
 * The security group of an id.
 * @param state - the region
 * @param id - of the request
 * @throws CloudError `InvalidGroupId.Malformed`, `InvalidGroup.NotFound`
 */
export function securityGroupById(state: RegionState, id: string): SecurityGroup {
  if (!isWellFormed(id, securityGroupKind)) throw securityGroupKind.malformed(id);
  const found = securityGroupKind.find(state, id);
  if (found === undefined) throw securityGroupKind.notFound([id]);
  return found;
}

/**
 * The security group of a name in the default VPC.
 * @param state - the region
 * @param name - of the request
 * @throws CloudError `InvalidGroup.NotFound`
 */
export function securityGroupByName(state: RegionState, name: string): SecurityGroup {
  const vpcId = defaultVpc(state)?.VpcId;
  const found = state.securityGroups.find(({ GroupName, VpcId }) => GroupName === name && VpcId === vpcId);
  if (found !== undefined) return found;
  throw new CloudError(
    'InvalidGroup.NotFound',
    `The security group '${name}' does not exist in default VPC '${vpcId ?? ''}'`,
  );
}

/**
 * The rules of a security group, by id.
 * @param state - the region
 * @param group - one of the region
 * @param direction - of the traffic that they let through
 */
export function rulesOf(
  { securityGroupRules }: RegionState,
  group: SecurityGroup,
  direction: 'ingress' | 'egress',
): SecurityGroupRule[] {
  return securityGroupRules.filter(
    ({ GroupId, IsEgress }) => GroupId === group.GroupId && IsEgress === (direction === 'egress'),
  );
}

/**
 * A security group as DescribeSecurityGroups shows it: with its rules, those of one protocol and range together.
 * @param state - the region
 * @param group - one of the region
 */
export function withPermissions(state: RegionState, group: SecurityGroup): SecurityGroup {
  return {
    ...group,
    IpPermissions: permissionsFrom(rulesOf(state, group, 'ingress')),
    IpPermissionsEgress: permissionsFrom(rulesOf(state, group, 'egress')),
  };
}

function permissionsFrom(rules: readonly SecurityGroupRule[]): IpPermission[] {
  const byRange = new Map<string, SecurityGroupRule[]>();
  for (const rule of rules) {
    const key = [rule.IpProtocol, rule.FromPort, rule.ToPort].join(' ');
    byRange.set(key, [...(byRange.get(key) ?? []), rule]);
  }
  return [...byRange.values()].map(permissionOf);
}

function permissionOf(rules: readonly SecurityGroupRule[]): IpPermission {
  const [first] = rules;
  // EC2 shows no ports where all traffic is meant.
  const ports = first?.IpProtocol === '-1' ? {} : { FromPort: first?.FromPort, ToPort: first?.ToPort };
  return {
    IpProtocol: first?.IpProtocol,
    ...ports,
    IpRanges: rules.flatMap(({ CidrIpv4, Description }) =>
      CidrIpv4 === undefined ? [] : [{ CidrIp: CidrIpv4, Description }],
    ),
    Ipv6Ranges: rules.flatMap(({ CidrIpv6, Description }) =>
      CidrIpv6 === undefined ? [] : [{ CidrIpv6, Description }],
    ),
    PrefixListIds: [],
    UserIdGroupPairs: rules.flatMap(({ ReferencedGroupInfo: info, Description }) =>
      info === undefined ? [] : [{ GroupId: info.GroupId, UserId: info.UserId, Description }],
    ),
  };
}
