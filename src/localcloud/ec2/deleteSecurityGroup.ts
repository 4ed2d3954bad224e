import type {
  DeleteSecurityGroupRequest,
  DeleteSecurityGroupResult,
  SecurityGroup,
} from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call, RegionState } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { securityGroupKind, securityGroupRuleKind } from './networkKinds.ts';
import { removeFrom } from './newResources.ts';
import { securityGroupOf } from './securityGroups.ts';

/** EC2 API Reference, DeleteSecurityGroup: not while an instance has it or a rule of another group names it. */
export function deleteSecurityGroup(
  input: DeleteSecurityGroupRequest,
  call: Call,
): DeleteSecurityGroupResult {
  endDryRun(input.DryRun);
  const { state } = call;
  const group = securityGroupOf(state, input);
  const GroupId = securityGroupKind.idOf(group);
  if (group.GroupName === 'default') {
    throw new CloudError(
      'CannotDelete',
      `the specified group: "${GroupId}" name: "default" cannot be deleted by a user`,
    );
  }
  if (isInUse(state, group)) {
    throw new CloudError('DependencyViolation', `resource ${GroupId} has a dependent object`);
  }
  const rules = state.securityGroupRules.filter((rule) => rule.GroupId === GroupId);
  for (const rule of rules) {
    removeFrom(state.securityGroupRules, securityGroupRuleKind.idOf(rule), securityGroupRuleKind.idOf);
  }
  removeFrom(state.securityGroups, GroupId, securityGroupKind.idOf);
  return { Return: true, GroupId };
}

function isInUse({ instances, securityGroupRules }: RegionState, { GroupId }: SecurityGroup): boolean {
  const hasInstance = instances.some(({ SecurityGroups = [] }) =>
    SecurityGroups.some((group) => group.GroupId === GroupId),
  );
  return (
    hasInstance ||
    securityGroupRules.some(
      (rule) => rule.GroupId !== GroupId && rule.ReferencedGroupInfo?.GroupId === GroupId,
    )
  );
}
