import { pageOf, pageRequest } from '../paging.ts';
import type { Call } from '../world.ts';
import type { ListRulesRequest, ListRulesResult, ResourceTag, RetentionRule } from './model.ts';
import { identifierOf, invalid } from './rules.ts';

/** Recycle Bin API Reference, ListRules, `MaxResults`: between 1 and 1000. */
const bounds = { least: 1, most: 1000 };

/** Recycle Bin API Reference, ListRules: the rules of one kind of resource, without their tags. */
export function listRules(input: ListRulesRequest, call: Call): ListRulesResult {
  const { ResourceType, ResourceTags = [], ExcludeResourceTags = [], LockState } = input;
  if (ResourceType === undefined) throw invalid('ResourceType is required');
  const isWanted = (rule: RetentionRule): boolean =>
    rule.ResourceType === ResourceType &&
    (LockState === undefined || rule.LockState === LockState) &&
    hasAll(rule.ResourceTags, ResourceTags) &&
    hasAll(rule.ExcludeResourceTags, ExcludeResourceTags);
  const page = pageOf(
    call.state.retentionRules,
    identifierOf,
    isWanted,
    pageRequest(input, call, bounds.most),
    bounds,
  );
  return {
    Rules: page.items.map(({ Identifier, Description, RetentionPeriod, LockState: lock, RuleArn }) => ({
      ...(Identifier === undefined ? {} : { Identifier }),
      ...(Description === undefined ? {} : { Description }),
      ...(RetentionPeriod === undefined ? {} : { RetentionPeriod }),
      ...(lock === undefined ? {} : { LockState: lock }),
      ...(RuleArn === undefined ? {} : { RuleArn }),
    })),
    NextToken: page.nextToken,
  };
}

function hasAll(tags: readonly ResourceTag[] = [], wanted: readonly ResourceTag[]): boolean {
  return wanted.every(({ ResourceTagKey, ResourceTagValue }) =>
    tags.some(
      (tag) =>
        tag.ResourceTagKey === ResourceTagKey &&
        (ResourceTagValue === undefined || tag.ResourceTagValue === ResourceTagValue),
    ),
  );
}
