import type { Tag } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import { positionOf, type RegionState } from '../world.ts';
import type { ResourceTag, RetainedType, RetentionRule } from './model.ts';

const day = 24 * 60 * 60 * 1000;

/**
 * Identifier of a rule, by which they are sorted.
 * @param rule - any
 */
export function identifierOf({ Identifier = '' }: RetentionRule): string {
  return Identifier;
}

/**
 * The rule of an identifier.
 * @param state - the region
 * @param identifier - as the request has it
 * @throws CloudError `ResourceNotFoundException`
 */
export function ruleOf({ retentionRules }: RegionState, identifier: string | undefined): RetentionRule {
  const found = retentionRules[positionOf(retentionRules, identifier ?? '', identifierOf)];
  if (found !== undefined && found.Identifier === identifier) return found;
  throw new CloudError('ResourceNotFoundException', `Rule ${identifier ?? ''} was not found`, 404);
}

/**
 * A request that breaks a rule of the API Reference.
 * @param message - in words
 */
export function invalid(message: string): CloudError {
  return new CloudError('ValidationException', message);
}

/**
 * For how long the bin retains something that is deleted now. EBS User Guide, "Considerations for Recycle Bin": where more than
 * one rule matches, the longest counts; a rule for a region is not for what has one of the tags that it excludes.
 * @param state - the region
 * @param type - of what is deleted
 * @param tags - that it has
 * @returns milliseconds; undefined where no rule matches
 */
export function retentionOf(
  { retentionRules }: RegionState,
  type: RetainedType,
  tags: readonly Tag[] = [],
): number | undefined {
  const periods = retentionRules
    .filter((rule) => rule.ResourceType === type && rule.Status === 'available' && matches(rule, tags))
    .map(({ RetentionPeriod }) => (RetentionPeriod?.RetentionPeriodValue ?? 0) * day);
  return periods.length === 0 ? undefined : Math.max(...periods);
}

function matches(
  { ResourceTags = [], ExcludeResourceTags = [] }: RetentionRule,
  tags: readonly Tag[],
): boolean {
  if (ResourceTags.length > 0) return hasAny(tags, ResourceTags);
  return !hasAny(tags, ExcludeResourceTags);
}

function hasAny(tags: readonly Tag[], wanted: readonly ResourceTag[]): boolean {
  return wanted.some(({ ResourceTagKey, ResourceTagValue }) =>
    tags.some(
      ({ Key, Value }) =>
        Key === ResourceTagKey && (ResourceTagValue === undefined || Value === ResourceTagValue),
    ),
  );
}
