import type {
  StaticListSchema,
  StaticOperationSchema,
  StaticSchema,
  StaticStructureSchema,
} from '@smithy/types';

/** Kinds of resources that a retention rule may be for (Recycle Bin API Reference, CreateRule, `ResourceType`). */
export type RetainedType = 'EBS_SNAPSHOT' | 'EC2_IMAGE';

/** A tag that a rule goes by; without a value whatever the tag's value is. */
export interface ResourceTag {
  ResourceTagKey?: string;
  ResourceTagValue?: string;
}

/** For how long a rule retains what it matches. */
export interface RetentionPeriod {
  RetentionPeriodValue?: number;
  RetentionPeriodUnit?: string;
}

/** A rule, as GetRule shows it. */
export interface RetentionRule {
  Identifier?: string;
  Description?: string;
  ResourceType?: string;
  RetentionPeriod?: RetentionPeriod;
  /** Of a rule at the level of tags; none of one that is for a whole region. */
  ResourceTags?: ResourceTag[];
  /** Of a rule for a whole region: what it is not for. */
  ExcludeResourceTags?: ResourceTag[];
  Status?: string;
  LockState?: string;
  RuleArn?: string;
}

/** What CreateRule takes, as far as this cloud has it. */
export interface CreateRuleRequest extends Pick<
  RetentionRule,
  'Description' | 'ResourceType' | 'RetentionPeriod' | 'ResourceTags' | 'ExcludeResourceTags'
> {
  LockConfiguration?: object;
}

/** What names a rule. */
export interface RuleRequest {
  Identifier?: string;
}

/** What ListRules takes. */
export interface ListRulesRequest extends Pick<
  RetentionRule,
  'ResourceType' | 'ResourceTags' | 'ExcludeResourceTags' | 'LockState'
> {
  MaxResults?: number;
  NextToken?: string;
}

/** What ListRules answers. */
export interface ListRulesResult {
  Rules: Pick<RetentionRule, 'Identifier' | 'Description' | 'RetentionPeriod' | 'LockState' | 'RuleArn'>[];
  NextToken?: string | undefined;
}

const namespace = 'com.amazonaws.rbin';
const text = 0;
const whole = 1;

function structure(
  name: string,
  members: Readonly<Record<string, StaticSchema | 0 | 1>>,
): StaticStructureSchema {
  return [3, namespace, name, 0, Object.keys(members), Object.values(members)];
}

function listOf(name: string, member: StaticSchema): StaticListSchema {
  return [1, namespace, name, 0, member];
}

const period = structure('RetentionPeriod', { RetentionPeriodValue: whole, RetentionPeriodUnit: text });
const resourceTags = listOf(
  'ResourceTags',
  structure('ResourceTag', { ResourceTagKey: text, ResourceTagValue: text }),
);
const tags = listOf('TagList', structure('Tag', { Key: text, Value: text }));
const delay = structure('UnlockDelay', { UnlockDelayValue: whole, UnlockDelayUnit: text });
const lock = structure('LockConfiguration', { UnlockDelay: delay });
const nothing = structure('Unit', {});

/** What is named by the path alone. */
function inPath(name: string, member: string): StaticStructureSchema {
  return [3, namespace, name, 0, [member], [[text, { httpLabel: 1 }]]];
}

const named = inPath('GetRuleRequest', 'Identifier');
const tagged = inPath('ListTagsForResourceRequest', 'ResourceArn');

/** What a rule is in a file and on the wire. */
export const RetentionRule$ = structure('GetRuleResponse', {
  Identifier: text,
  Description: text,
  ResourceType: text,
  RetentionPeriod: period,
  ResourceTags: resourceTags,
  ExcludeResourceTags: resourceTags,
  Status: text,
  LockState: text,
  RuleArn: text,
});

const summary = structure('RuleSummary', {
  Identifier: text,
  Description: text,
  RetentionPeriod: period,
  LockState: text,
  RuleArn: text,
});

function operation(
  name: string,
  method: string,
  path: string,
  input: StaticStructureSchema = nothing,
  output: StaticStructureSchema = nothing,
): StaticOperationSchema {
  return [9, namespace, name, { http: [method, path, 200] }, input, output];
}

/**
 * The operations of Recycle Bin in the form of the SDK's schemas. Its JavaScript package is not used: the last one that this
 * project can get is older than rules that exclude tags. Source: Recycle Bin API Reference.
 */
export const model = {
  CreateRule$: operation(
    'CreateRule',
    'POST',
    '/rules',
    structure('CreateRuleRequest', {
      RetentionPeriod: period,
      Description: text,
      Tags: tags,
      ResourceType: text,
      ResourceTags: resourceTags,
      LockConfiguration: lock,
      ExcludeResourceTags: resourceTags,
    }),
    RetentionRule$,
  ),
  DeleteRule$: operation('DeleteRule', 'DELETE', '/rules/{Identifier}', named),
  GetRule$: operation('GetRule', 'GET', '/rules/{Identifier}', named, RetentionRule$),
  ListRules$: operation(
    'ListRules',
    'POST',
    '/list-rules',
    structure('ListRulesRequest', {
      MaxResults: whole,
      NextToken: text,
      ResourceType: text,
      ResourceTags: resourceTags,
      LockState: text,
      ExcludeResourceTags: resourceTags,
    }),
    structure('ListRulesResponse', { Rules: listOf('RuleSummaryList', summary), NextToken: text }),
  ),
  ListTagsForResource$: operation('ListTagsForResource', 'GET', '/tags/{ResourceArn}', tagged),
  LockRule$: operation('LockRule', 'PATCH', '/rules/{Identifier}/lock', named),
  TagResource$: operation('TagResource', 'POST', '/tags/{ResourceArn}', tagged),
  UnlockRule$: operation('UnlockRule', 'PATCH', '/rules/{Identifier}/unlock', named),
  UntagResource$: operation('UntagResource', 'DELETE', '/tags/{ResourceArn}', tagged),
  UpdateRule$: operation('UpdateRule', 'PATCH', '/rules/{Identifier}', named),
};
