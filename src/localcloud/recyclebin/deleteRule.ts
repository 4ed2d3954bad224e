import { forget } from '../dueChanges.ts';
import { removeFrom } from '../ec2/newResources.ts';
import type { Call } from '../world.ts';
import type { RuleRequest } from './model.ts';
import { identifierOf, ruleOf } from './rules.ts';

/** Recycle Bin API Reference, DeleteRule: what is in the bin already stays there until its time. */
export function deleteRule(input: RuleRequest, { state }: Call): Record<string, never> {
  const identifier = identifierOf(ruleOf(state, input.Identifier));
  removeFrom(state.retentionRules, identifier, identifierOf);
  forget(state, identifier);
  return {};
}
