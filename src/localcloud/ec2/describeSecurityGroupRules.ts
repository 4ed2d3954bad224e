import type {
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupRulesResult,
  SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import type { Call } from '../world.ts';
import { endDryRun, refuseIdsWithPaging } from './commonChecks.ts';
import { type FilterValues, matcherOf } from './filters.ts';
import { securityGroupRuleKind } from './networkKinds.ts';
import { namedResources } from './resourceIds.ts';

/** EC2 API Reference, DescribeSecurityGroupRules, `MaxResults`: between 5 and 1000. */
const bounds = { least: 5, most: 1000 };

const filterValues: FilterValues<SecurityGroupRule> = {
  'group-id': ({ GroupId }) => [GroupId],
  'security-group-rule-id': ({ SecurityGroupRuleId }) => [SecurityGroupRuleId],
};

/** EC2 API Reference, DescribeSecurityGroupRules. */
export function describeSecurityGroupRules(
  input: DescribeSecurityGroupRulesRequest,
  call: Call,
): DescribeSecurityGroupRulesResult {
  const { state } = call;
  endDryRun(input.DryRun);
  refuseIdsWithPaging(input.SecurityGroupRuleIds, input.MaxResults, 'securityGroupRuleIds');
  const matches = matcherOf(input.Filters, filterValues);
  const named = namedResources(state, securityGroupRuleKind, input.SecurityGroupRuleIds);
  const page = pageOf(
    named ?? state.securityGroupRules,
    securityGroupRuleKind.idOf,
    matches,
    pageRequest(input, call),
    bounds,
  );
  return { SecurityGroupRules: page.items, NextToken: page.nextToken };
}
