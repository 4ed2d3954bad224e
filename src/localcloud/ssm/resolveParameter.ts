import type { ParameterHistory } from '@aws-sdk/client-ssm';
import { CloudError } from '../wire/cloudError.ts';
import { positionOf, type RegionState } from '../world.ts';

/** What a text refers to. */
export interface ParameterReference {
  /** The name or, for an ARN, the names that it may stand for: an ARN does not tell `/name` from `name`. */
  readonly names: readonly string[];
  /** A version's number or label. */
  readonly selector: string | undefined;
  /** For an ARN: where the parameter is. */
  readonly place: { readonly region: string; readonly account: string } | undefined;
}

const arnPattern = /^arn:aws:ssm:([a-z0-9-]+):(\d{12}):parameter\/(.+)$/u;

/**
 * Reads a reference to a parameter: its name or its ARN, each with `:version` or `:label` or without
 * (SSM API Reference, GetParameter, `Name`).
 * @param text - of a request, or what follows `resolve:ssm:`
 * @throws CloudError `ValidationException` when there is more than one selector
 */
export function readReference(text: string): ParameterReference {
  const [, region, account, path] = arnPattern.exec(text) ?? [];
  const isArn = region !== undefined && account !== undefined && path !== undefined;
  const [name = '', selector, ...others] = (isArn ? path : text).split(':');
  if (others.length > 0) {
    throw new CloudError(
      'ValidationException',
      'Invalid parameter name. Please use correct syntax for referencing a version/label  <name>:<version/label>',
    );
  }
  if (!isArn) return { names: [name], selector, place: undefined };
  const names = name.includes('/') ? [`/${name}`] : [`/${name}`, name];
  return { names, selector, place: { region, account } };
}

/**
 * Every version of a parameter, oldest first.
 * @param state - the region
 * @param names - the first of these that there is
 * @returns nothing when there is none of them
 */
export function versionsOf(state: RegionState, names: readonly string[]): ParameterHistory[] {
  const nameOf = ({ Name = '' }: ParameterHistory): string => Name;
  for (const name of names) {
    const start = positionOf(state.parameters, name, nameOf);
    let end = start;
    while (state.parameters[end]?.Name === name) end += 1;
    if (end > start) return state.parameters.slice(start, end);
  }
  return [];
}

/**
 * The version that a reference means: the one with the number or the label, or the latest.
 * @param state - the region
 * @param text - name or ARN, with `:version` or `:label` or without
 * @returns undefined when there is no such parameter, or no such version of it; its `Value` is in the clear
 * @throws CloudError `ValidationException` when the reference cannot be read
 */
export function resolveParameter(state: RegionState, text: string): ParameterHistory | undefined {
  const { names, selector } = readReference(text);
  const versions = versionsOf(state, names);
  if (selector === undefined) return versions.at(-1);
  return versions.find(
    ({ Version, Labels }) => String(Version) === selector || Labels?.includes(selector) === true,
  );
}
