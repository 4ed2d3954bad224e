import type { SecurityGroup, SecurityGroupRule, Tag } from '@aws-sdk/client-ec2';
import type { Call } from '../world.ts';
import type { RuleContent } from './ingressRules.ts';
import { securityGroupRuleKind } from './networkKinds.ts';
import { insertSorted, newId } from './newResources.ts';

/**
 * Adds a rule to a security group.
 * @param group - one of the call's region
 * @param content - what the rule lets through
 * @param direction - of the traffic
 * @param tags - of the rule
 * @param call - who adds it, and where
 */
export function addRule(
  { GroupId, OwnerId }: SecurityGroup,
  content: RuleContent,
  direction: 'ingress' | 'egress',
  tags: Tag[] | undefined,
  call: Call,
): SecurityGroupRule {
  const id = newId(call, securityGroupRuleKind.prefix);
  const rule: SecurityGroupRule = {
    SecurityGroupRuleId: id,
    GroupId,
    GroupOwnerId: OwnerId,
    IsEgress: direction === 'egress',
    ...content,
    SecurityGroupRuleArn: `arn:aws:ec2:${call.region}:${call.caller.account}:security-group-rule/${id}`,
    Tags: tags,
  };
  insertSorted(call.state.securityGroupRules, rule, securityGroupRuleKind.idOf);
  return rule;
}
