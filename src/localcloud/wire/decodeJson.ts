import type { NormalizedSchema } from '@smithy/core/schema';
import { CloudError } from './cloudError.ts';
import { isJsonObject, type JsonExpectation, type JsonRules, structureFromJson } from './json.ts';

/**
 * How AWS reads JSON: null is the same as absent, members that the model does not have are ignored, times are in
 * seconds since 1970. Its words were measured by others on Athena, which the same framework serves.
 */
const rules: JsonRules = {
  skipsNull: true,
  timeOf: (value) => (typeof value === 'number' ? new Date(Math.round(value * 1000)) : undefined),
  onUnknown: () => undefined,
  mismatch: (value, expectation) => notOfShape(wordsFor(value, expectation)),
};

/** What a value shall be converted to, as AWS names it. */
const targets = {
  'a boolean': 'a Boolean',
  'a number': 'an Integer',
  'a string': 'a String',
  'a time': 'a Date',
} as const;

/**
 * Reads the body of a JSON request into the shape that the model gives its operation.
 * @param body - of the request
 * @param schema - input of the operation
 * @throws CloudError `SerializationException`, without words for what is no JSON object
 */
export function decodeJson(body: string, schema: NormalizedSchema): Record<string, unknown> {
  const value = parse(body);
  if (!isJsonObject(value) && !Array.isArray(value)) throw notOfShape('');
  return structureFromJson(value, schema, rules, '');
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw notOfShape('');
  }
}

function wordsFor(value: unknown, expectation: JsonExpectation): string {
  if (Array.isArray(value)) return 'Start of list found where not expected';
  if (isJsonObject(value)) return 'Start of structure or map found where not expected.';
  if (expectation === 'an object') return 'Expected null';
  if (expectation === 'a list') return 'Expected list or null';
  const kind = typeof value === 'boolean' ? String(value) : typeof value;
  return `${kind.toUpperCase()}_VALUE can not be converted to ${targets[expectation]}`;
}

function notOfShape(message: string): CloudError {
  return new CloudError('SerializationException', message);
}
