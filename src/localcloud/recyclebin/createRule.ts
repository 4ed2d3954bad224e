import { schedule } from '../dueChanges.ts';
import { durations } from '../ec2/transitions.ts';
import { insertSorted } from '../ec2/newResources.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import type { CreateRuleRequest, ResourceTag, RetentionRule } from './model.ts';
import { identifierOf, invalid } from './rules.ts';

const types: ReadonlySet<string | undefined> = new Set(['EBS_SNAPSHOT', 'EC2_IMAGE']);

/** Recycle Bin API Reference, `RetentionPeriod`: between 1 and 365 days. */
const mostDays = 365;

/** EBS User Guide, "Recycle Bin quotas": tags of one rule, and tags that one excludes. */
const mostTags = 50;
const mostExcluded = 5;

/** Recycle Bin API Reference, CreateRule: the rule is pending for a while, in which it retains nothing. */
export function createRule(input: CreateRuleRequest, call: Call): RetentionRule {
  checkPeriod(input);
  checkTags(input);
  if (input.LockConfiguration !== undefined) {
    throw new CloudError('UnsupportedOperationException', 'The local cloud does not lock rules yet.');
  }
  const Identifier = call.newSecret().slice(0, 11);
  const rule: RetentionRule = {
    Identifier,
    Description: input.Description ?? '',
    ResourceType: input.ResourceType ?? '',
    RetentionPeriod: input.RetentionPeriod ?? {},
    ResourceTags: input.ResourceTags ?? [],
    ExcludeResourceTags: input.ExcludeResourceTags ?? [],
    Status: 'pending',
    LockState: 'unlocked',
    RuleArn: `arn:aws:rbin:${call.region}:${call.caller.account}:rule/${Identifier}`,
  };
  insertSorted(call.state.retentionRules, rule, identifierOf);
  schedule(call.state, call.now + durations.rulePending, Identifier, 'ruleAvailable');
  return rule;
}

function checkPeriod({ ResourceType, RetentionPeriod = {} }: CreateRuleRequest): void {
  const { RetentionPeriodValue: days = 0, RetentionPeriodUnit: unit } = RetentionPeriod;
  if (!types.has(ResourceType)) throw invalid('ResourceType must be EBS_SNAPSHOT or EC2_IMAGE');
  if (unit !== 'DAYS') throw invalid('RetentionPeriodUnit must be DAYS');
  if (days < 1 || days > mostDays || !Number.isInteger(days)) {
    throw invalid(`RetentionPeriodValue must be between 1 and ${mostDays}`);
  }
}

function checkTags({ ResourceTags = [], ExcludeResourceTags = [] }: CreateRuleRequest): void {
  if (ResourceTags.length > mostTags) throw invalid(`A rule can have up to ${mostTags} resource tags`);
  if (ExcludeResourceTags.length > mostExcluded) {
    throw invalid(`A rule can have up to ${mostExcluded} exclusion tags`);
  }
  if (ResourceTags.length > 0 && ExcludeResourceTags.length > 0) {
    throw invalid('Only Region-level rules can have exclusion tags');
  }
  if (![...ResourceTags, ...ExcludeResourceTags].every(hasKey)) throw invalid('ResourceTagKey is required');
}

function hasKey({ ResourceTagKey = '' }: ResourceTag): boolean {
  return ResourceTagKey !== '';
}
