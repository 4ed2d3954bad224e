import type { Environment } from '../environments/environment.ts';
import type { BinRetention } from './imageEvidence.ts';

/** A tag that a rule goes by; without a value whatever the value of the tag is. */
export interface RuleTag {
  readonly key: string;
  readonly value: string | undefined;
}

/** A rule of the recycle bin that is in force (Recycle Bin API Reference, GetRule). */
export interface RetentionRule {
  readonly retains: 'image' | 'snapshot';
  /** In milliseconds. */
  readonly retention: number;
  /** Of a rule at the level of tags: it retains what has one of them. None of a rule for a whole region. */
  readonly tags: readonly RuleTag[];
  /** Of a rule for a whole region: it does not retain what has one of them. */
  readonly excludedTags: readonly RuleTag[];
}

/** Says what the recycle bin would retain. */
export interface RecycleBinReader {
  /**
   * The rules of a region that are in force.
   * @throws EnvironmentReadError in AWS's words, also where a rule says more than is understood
   */
  readRules(environment: Environment, region: string, signal: AbortSignal): Promise<readonly RetentionRule[]>;
}

/** Tag values by key. */
type Tags = ReadonlyMap<string, string>;

/**
 * For how long an image could be brought back: it needs all its snapshots for that (EBS User Guide, "Considerations for Recycle
 * Bin"). Where more than one rule matches, the longest counts.
 * @param rules - of its region
 * @param image - tags of the image
 * @param snapshots - tags of each of its snapshots
 */
export function binRetentionUnder(
  rules: readonly RetentionRule[],
  image: Tags,
  snapshots: readonly Tags[],
): BinRetention {
  const retained = (retains: RetentionRule['retains'], tags: Tags): number =>
    Math.max(
      0,
      ...rules
        .filter((rule) => rule.retains === retains && isFor(rule, tags))
        .map(({ retention }) => retention),
    );
  return Math.min(retained('image', image), ...snapshots.map((tags) => retained('snapshot', tags)));
}

function isFor({ tags: wanted, excludedTags }: RetentionRule, tags: Tags): boolean {
  return wanted.length > 0 ? hasAny(tags, wanted) : !hasAny(tags, excludedTags);
}

function hasAny(tags: Tags, wanted: readonly RuleTag[]): boolean {
  return wanted.some(({ key, value }) => (value === undefined ? tags.has(key) : tags.get(key) === value));
}
