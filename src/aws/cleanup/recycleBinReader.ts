import * as l10n from '@vscode/l10n';
import type { EC2Client } from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import type { RecycleBinReader, RetentionRule, RuleTag } from '../../core/cleanup/recycleBin.ts';
import type { Environment } from '../../core/environments/environment.ts';
import { EnvironmentReadError } from '../../core/environments/readError.ts';
import { day } from '../../core/time/durations.ts';
import type { AwsClients } from '../clients.ts';
import { RegionCalls } from '../regionCalls.ts';
import { callRecycleBin } from './recycleBinCall.ts';

/** Recycle Bin API Reference, ListRules, `MaxResults`. */
const pageSize = 1000;

const periodSchema = z.strictObject({
  RetentionPeriodValue: z.int(),
  RetentionPeriodUnit: z.literal('DAYS'),
});
const tagsSchema = z.nullish(
  z.array(z.strictObject({ ResourceTagKey: z.string(), ResourceTagValue: z.nullish(z.string()) })),
);
const pageSchema = z.object({
  Rules: z.array(z.object({ Identifier: z.string() })),
  NextToken: z.nullish(z.string()),
});

/** Strict: whatever else AWS lets a rule say one day may be that it is not for something. */
const ruleSchema = z.strictObject({
  Identifier: z.string(),
  Description: z.nullish(z.string()),
  ResourceType: z.string(),
  RetentionPeriod: periodSchema,
  ResourceTags: tagsSchema,
  ExcludeResourceTags: tagsSchema,
  Status: z.nullish(z.string()),
  LockConfiguration: z.nullish(z.unknown()),
  LockState: z.nullish(z.string()),
  LockEndTime: z.nullish(z.unknown()),
  RuleArn: z.nullish(z.string()),
});

const kinds = [
  ['EC2_IMAGE', 'image'],
  ['EBS_SNAPSHOT', 'snapshot'],
] as const;

/** Reads the rules of the recycle bin with ListRules, and each with GetRule, which alone says its tags. */
export class AwsRecycleBinReader implements RecycleBinReader {
  readonly #calls: RegionCalls;

  /**
   * Makes no call yet.
   * @param clients - where the SDK clients come from
   */
  constructor(clients: AwsClients) {
    this.#calls = new RegionCalls(clients);
  }

  readRules(
    environment: Environment,
    region: string,
    signal: AbortSignal,
  ): Promise<readonly RetentionRule[]> {
    return this.#calls.read(environment, region, signal, async ({ ec2 }) => {
      const rules: RetentionRule[] = [];
      for (const [type, retains] of kinds) {
        for (const identifier of await identifiersOf(ec2, type, signal)) {
          const path = `/rules/${encodeURIComponent(identifier)}`;
          const answer = await callRecycleBin(ec2, { method: 'GET', path }, signal);
          const rule = parsed(ruleSchema, answer);
          // One that is pending retains nothing yet.
          if (rule.Status === 'available') rules.push(ruleFrom(rule, retains));
        }
      }
      return rules;
    });
  }
}

async function identifiersOf(ec2: EC2Client, type: string, signal: AbortSignal): Promise<string[]> {
  const identifiers: string[] = [];
  const tokens = new Set<string>();
  let token: string | undefined;
  do {
    const body = {
      ResourceType: type,
      MaxResults: pageSize,
      ...(token === undefined ? {} : { NextToken: token }),
    };
    const answer = await callRecycleBin(ec2, { method: 'POST', path: '/list-rules', body }, signal);
    const page = parsed(pageSchema, answer);
    identifiers.push(...page.Rules.map(({ Identifier }) => Identifier));
    token = page.NextToken ?? undefined;
    if (token !== undefined && tokens.has(token)) {
      // Fewer rules than there are only ever keep more.
      return identifiers;
    }
    if (token !== undefined) tokens.add(token);
  } while (token !== undefined);
  return identifiers;
}

function parsed<T extends z.ZodMiniType>(schema: T, answer: unknown): z.infer<T> {
  const reading = schema.safeParse(answer);
  if (reading.success) return reading.data;
  throw new EnvironmentReadError(
    'other',
    l10n.t('A rule of the recycle bin is not understood: {0}', JSON.stringify(answer)),
    { cause: reading.error },
  );
}

function ruleFrom(
  { RetentionPeriod, ResourceTags, ExcludeResourceTags }: z.infer<typeof ruleSchema>,
  retains: RetentionRule['retains'],
): RetentionRule {
  return {
    retains,
    retention: RetentionPeriod.RetentionPeriodValue * day,
    tags: tagsFrom(ResourceTags),
    excludedTags: tagsFrom(ExcludeResourceTags),
  };
}

function tagsFrom(tags: z.infer<typeof tagsSchema>): RuleTag[] {
  return (tags ?? []).map(({ ResourceTagKey: key, ResourceTagValue: value }) => ({
    key,
    value: value ?? undefined,
  }));
}
