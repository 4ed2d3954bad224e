import type { Call } from '../world.ts';
import type { RetentionRule, RuleRequest } from './model.ts';
import { ruleOf } from './rules.ts';

/** Recycle Bin API Reference, GetRule. */
export function getRule({ Identifier }: RuleRequest, { state }: Call): RetentionRule {
  return ruleOf(state, Identifier);
}
