import type {
  IpPermission,
  RevokeSecurityGroupIngressRequest,
  RevokeSecurityGroupIngressResult,
  SecurityGroup,
  SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call, RegionState } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { isSameRule, type RuleContent, rulesIn } from './ingressRules.ts';
import { securityGroupRuleKind } from './networkKinds.ts';
import { removeFrom } from './newResources.ts';
import { namedResources } from './resourceIds.ts';
import { defaultVpc, rulesOf, securityGroupOf } from './securityGroups.ts';

/**
 * EC2 API Reference, RevokeSecurityGroupIngress: by what a rule lets through, or by its id. In the default VPC what no rule
 * lets through is only told; elsewhere it is an error.
 */
export function revokeSecurityGroupIngress(
  input: RevokeSecurityGroupIngressRequest,
  call: Call,
): RevokeSecurityGroupIngressResult {
  endDryRun(input.DryRun);
  const { state } = call;
  const group = securityGroupOf(state, input);
  const { revoked, unknown } =
    input.SecurityGroupRuleIds === undefined
      ? rulesLike(state, group, rulesIn(state, group, input))
      : { revoked: rulesById(state, group, input.SecurityGroupRuleIds), unknown: [] };
  for (const rule of revoked) {
    removeFrom(state.securityGroupRules, securityGroupRuleKind.idOf(rule), securityGroupRuleKind.idOf);
  }
  return {
    Return: true,
    UnknownIpPermissions: unknown.map(permissionOf),
    RevokedSecurityGroupRules: revoked.map(({ ReferencedGroupInfo: info, ...rule }) => ({
      SecurityGroupRuleId: rule.SecurityGroupRuleId,
      GroupId: rule.GroupId,
      IsEgress: rule.IsEgress,
      IpProtocol: rule.IpProtocol,
      FromPort: rule.FromPort,
      ToPort: rule.ToPort,
      CidrIpv4: rule.CidrIpv4,
      CidrIpv6: rule.CidrIpv6,
      ReferencedGroupId: info?.GroupId,
      Description: rule.Description,
    })),
  };
}

function rulesById(state: RegionState, group: SecurityGroup, ids: readonly string[]): SecurityGroupRule[] {
  const named = namedResources(state, securityGroupRuleKind, ids) ?? [];
  const others = named.filter(({ GroupId, IsEgress }) => GroupId !== group.GroupId || IsEgress === true);
  if (others.length > 0) throw securityGroupRuleKind.notFound(others.map(securityGroupRuleKind.idOf));
  return named;
}

function rulesLike(
  state: RegionState,
  group: SecurityGroup,
  wanted: readonly RuleContent[],
): { revoked: SecurityGroupRule[]; unknown: RuleContent[] } {
  const there = rulesOf(state, group, 'ingress');
  const unknown = wanted.filter((rule) => !there.some((other) => isSameRule(rule, other)));
  if (unknown.length > 0 && group.VpcId !== defaultVpc(state)?.VpcId) {
    throw new CloudError(
      'InvalidPermission.NotFound',
      'The specified rule does not exist in this security group.',
    );
  }
  return { revoked: there.filter((rule) => wanted.some((other) => isSameRule(rule, other))), unknown };
}

function permissionOf(rule: RuleContent): IpPermission {
  const { CidrIpv4, CidrIpv6, FromPort, IpProtocol, ReferencedGroupInfo: info, ToPort } = rule;
  return {
    IpProtocol,
    FromPort,
    ToPort,
    IpRanges: CidrIpv4 === undefined ? [] : [{ CidrIp: CidrIpv4 }],
    Ipv6Ranges: CidrIpv6 === undefined ? [] : [{ CidrIpv6 }],
    UserIdGroupPairs: info === undefined ? [] : [{ GroupId: info.GroupId, UserId: info.UserId }],
  };
}
