import type {
  AuthorizeSecurityGroupIngressRequest,
  AuthorizeSecurityGroupIngressResult,
} from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { isSameRule, peerOf, rulesIn } from './ingressRules.ts';
import { addRule } from './newRules.ts';
import { rulesOf, securityGroupOf } from './securityGroups.ts';
import { tagsToCreate } from './tagSpecifications.ts';

/** Amazon VPC quotas: "Inbound or outbound rules per security group". */
const mostRules = 60;

/** EC2 API Reference, AuthorizeSecurityGroupIngress: all rules of the request, or none. */
export function authorizeSecurityGroupIngress(
  input: AuthorizeSecurityGroupIngressRequest,
  call: Call,
): AuthorizeSecurityGroupIngressResult {
  endDryRun(input.DryRun);
  const { state } = call;
  const group = securityGroupOf(state, input);
  const wanted = rulesIn(state, group, input);
  const there = rulesOf(state, group, 'ingress');
  const known = wanted.find((rule, index) => {
    return [...there, ...wanted.slice(0, index)].some((other) => isSameRule(rule, other));
  });
  if (known !== undefined) {
    throw new CloudError(
      'InvalidPermission.Duplicate',
      `the specified rule "${peerOf(known)}" already exists`,
    );
  }
  if (there.length + wanted.length > mostRules) {
    throw new CloudError(
      'RulesPerSecurityGroupLimitExceeded',
      'The maximum number of rules per security group has been reached.',
    );
  }
  const tagsOf = tagsToCreate(input.TagSpecifications, ['security-group-rule']);
  const rules = wanted.map((rule) => addRule(group, rule, 'ingress', tagsOf('security-group-rule'), call));
  return { Return: true, SecurityGroupRules: rules };
}
