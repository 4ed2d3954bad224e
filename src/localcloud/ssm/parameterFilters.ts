import type { ParameterHistory, ParameterStringFilter } from '@aws-sdk/client-ssm';
import { eachOfLength, ofForm, ofLength, present, type Violation } from '../constraints.ts';
import { CloudError } from '../wire/cloudError.ts';
import { checkPath, invalid, isBelow, refuseInvalid } from './parameterNames.ts';

/** What a call can filter by, and how it says so when it is asked for something else. */
export interface FilterKeys {
  /** `tag:` stands for every key that begins with it. */
  readonly keys: readonly string[];
  /** As AWS lists them. */
  readonly listed: string;
}

const keyPattern = 'tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType';

/** SSM API Reference, ParameterStringFilter: values that there are, for filters of a few. */
const knownValues: Readonly<Record<string, readonly string[]>> = {
  Tier: ['Standard', 'Advanced', 'Intelligent-Tiering'],
  Type: ['String', 'StringList', 'SecureString'],
};

/** Options of a filter, the usual one first. */
const options: Readonly<Record<string, readonly string[]>> = {
  Path: ['OneLevel', 'Recursive'],
  Name: ['Equals', 'BeginsWith', 'Contains'],
  Label: ['Equals'],
};
const usualOptions = ['Equals', 'BeginsWith'] as const;

/**
 * Whether a parameter passes all filters of a request (SSM API Reference, ParameterStringFilter): each must match by
 * any of its values.
 * @param filters - of the request
 * @param allowed - what the call can filter by
 * @throws CloudError `ValidationException`, `InvalidFilterKey`, `InvalidFilterOption`, `InvalidFilterValue`
 */
export function matcherOf(
  filters: readonly ParameterStringFilter[] | undefined,
  allowed: FilterKeys,
): (parameter: ParameterHistory) => boolean {
  const list = filters ?? [];
  refuseInvalid(...list.flatMap(violationsOf));
  list.forEach((filter, index) => {
    checkFilter(filter, allowed);
    if (list.slice(0, index).some(({ Key }) => Key === filter.Key)) {
      throw new CloudError(
        'InvalidFilterKey',
        `The following filter is duplicated in the request: ${filter.Key ?? ''}. A request can contain only one occurrence of a specific filter.`,
      );
    }
  });
  return (parameter) => list.every((filter) => matches(filter, parameter));
}

function violationsOf(
  { Key, Option, Values }: ParameterStringFilter,
  index: number,
): (Violation | undefined)[] {
  const path = `parameterFilters.${index + 1}.member`;
  return [
    present(`${path}.key`, Key),
    ofForm(`${path}.key`, Key, keyPattern),
    ofLength(`${path}.key`, Key, { least: 1, most: 132 }),
    ofLength(`${path}.option`, Option, { least: 1, most: 10 }),
    ofLength(`${path}.values`, Values, { least: 1, most: 50 }),
    eachOfLength(`${path}.values`, Values, { least: 1, most: 1024 }),
  ];
}

function checkFilter(
  { Key = '', Option, Values }: ParameterStringFilter,
  { keys, listed }: FilterKeys,
): void {
  const isTag = Key.startsWith('tag:');
  if (!keys.includes(isTag ? 'tag:' : Key)) {
    throw new CloudError(
      'InvalidFilterKey',
      `The following filter key is not valid: ${Key}. Valid filter keys include: [${listed}].`,
    );
  }
  if (Values === undefined && !isTag) {
    throw new CloudError(
      'InvalidFilterValue',
      `The following filter values are missing : null for filter key ${Key}`,
    );
  }
  const known = optionsOf(Key);
  if (Option !== undefined && !known.includes(Option)) {
    throw new CloudError(
      'InvalidFilterOption',
      `The following filter option is not valid: ${Option}. Valid options include: [${[...known].sort().join(', ')}].`,
    );
  }
  for (const value of Values ?? []) checkValue(Key, value);
}

function checkValue(key: string, value: string): void {
  const known = knownValues[key];
  if (known?.includes(value) === false) {
    throw new CloudError(
      'InvalidFilterValue',
      `The following filter value is not valid: ${value}. Valid values include: [${known.join(', ')}].`,
    );
  }
  if (key !== 'Path') return;
  checkPath(value);
  if (/^\/(?:aws|ssm)/iu.test(value)) {
    throw invalid(
      'Filters for common parameters can\'t be prefixed with "aws" or "ssm" (case-insensitive). When using global parameters, please specify within a global namespace.',
    );
  }
}

function optionsOf(key: string): readonly string[] {
  return options[key] ?? usualOptions;
}

function matches(
  { Key = '', Option, Values = [] }: ParameterStringFilter,
  parameter: ParameterHistory,
): boolean {
  const option = Option ?? optionsOf(Key)[0];
  return textsOf(Key, parameter).some((text) =>
    Values.some((value) => {
      if (option === 'Equals') return text === value;
      if (option === 'BeginsWith') return text.startsWith(value);
      if (option === 'Contains') return text.includes(value);
      return isBelow(text, value, option === 'Recursive');
    }),
  );
}

/** What a filter looks at. Parameters have no tags here. */
function textsOf(key: string, { DataType, KeyId, Labels, Name, Tier, Type }: ParameterHistory): string[] {
  const texts: Readonly<Record<string, readonly (string | undefined)[] | undefined>> = {
    DataType: [DataType],
    KeyId: [KeyId],
    Label: Labels,
    Name: [Name],
    Path: [Name],
    Tier: [Tier],
    Type: [Type],
  };
  return (texts[key] ?? []).filter((text) => text !== undefined);
}
