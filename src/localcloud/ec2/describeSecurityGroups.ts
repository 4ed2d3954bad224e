import type {
  DescribeSecurityGroupsRequest,
  DescribeSecurityGroupsResult,
  IpPermission,
  SecurityGroup,
} from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import type { Call } from '../world.ts';
import { endDryRun, refuseIdsWithPaging } from './commonChecks.ts';
import { type FilterValues, matcherOf, textOf } from './filters.ts';
import { securityGroupKind } from './networkKinds.ts';
import { namedResources } from './resourceIds.ts';
import { securityGroupByName, withPermissions } from './securityGroups.ts';

/** EC2 API Reference, DescribeSecurityGroups, `MaxResults`: between 5 and 1000. */
const bounds = { least: 5, most: 1000 };

type Permissions = (group: SecurityGroup) => IpPermission[] | undefined;

const filterValues: FilterValues<SecurityGroup> = {
  description: ({ Description }) => [Description],
  'group-id': ({ GroupId }) => [GroupId],
  'group-name': ({ GroupName }) => [GroupName],
  'owner-id': ({ OwnerId }) => [OwnerId],
  'vpc-id': ({ VpcId }) => [VpcId],
  ...ruleFilters('ip-permission', ({ IpPermissions }) => IpPermissions),
  ...ruleFilters('egress.ip-permission', ({ IpPermissionsEgress }) => IpPermissionsEgress),
};

function ruleFilters(prefix: string, permissionsOf: Permissions): FilterValues<SecurityGroup> {
  const values =
    (pick: (permission: IpPermission) => readonly (string | undefined)[]) =>
    (group: SecurityGroup): (string | undefined)[] =>
      (permissionsOf(group) ?? []).flatMap(pick);
  return {
    [`${prefix}.cidr`]: values(({ IpRanges = [] }) => IpRanges.map(({ CidrIp }) => CidrIp)),
    [`${prefix}.from-port`]: values(({ FromPort }) => [textOf(FromPort)]),
    [`${prefix}.group-id`]: values(({ UserIdGroupPairs = [] }) =>
      UserIdGroupPairs.map(({ GroupId }) => GroupId),
    ),
    [`${prefix}.group-name`]: values(({ UserIdGroupPairs = [] }) =>
      UserIdGroupPairs.map(({ GroupName }) => GroupName),
    ),
    [`${prefix}.ipv6-cidr`]: values(({ Ipv6Ranges = [] }) => Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6)),
    [`${prefix}.prefix-list-id`]: values(({ PrefixListIds = [] }) =>
      PrefixListIds.map(({ PrefixListId }) => PrefixListId),
    ),
    [`${prefix}.protocol`]: values(({ IpProtocol }) => [IpProtocol]),
    [`${prefix}.to-port`]: values(({ ToPort }) => [textOf(ToPort)]),
    [`${prefix}.user-id`]: values(({ UserIdGroupPairs = [] }) =>
      UserIdGroupPairs.map(({ UserId }) => UserId),
    ),
  };
}

/** EC2 API Reference, DescribeSecurityGroups. */
export function describeSecurityGroups(
  input: DescribeSecurityGroupsRequest,
  call: Call,
): DescribeSecurityGroupsResult {
  const { state } = call;
  endDryRun(input.DryRun);
  refuseIdsWithPaging(input.GroupIds, input.MaxResults, 'securityGroupIds');
  const matches = matcherOf(input.Filters, filterValues);
  const byName = (input.GroupNames ?? []).map((name) => securityGroupByName(state, name));
  const byId = namedResources(state, securityGroupKind, input.GroupIds);
  const named = byName.length === 0 ? byId : [...new Set([...(byId ?? []), ...byName])].sort(inOrderOfIds);
  const groups = (named ?? state.securityGroups).map((group) => withPermissions(state, group));
  const page = pageOf(groups, securityGroupKind.idOf, matches, pageRequest(input, call), bounds);
  return { SecurityGroups: page.items, NextToken: page.nextToken };
}

function inOrderOfIds(a: SecurityGroup, b: SecurityGroup): number {
  return securityGroupKind.idOf(a) < securityGroupKind.idOf(b) ? -1 : 1;
}
