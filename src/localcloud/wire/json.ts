import type { NormalizedSchema } from '@smithy/core/schema';

/** What the model has where a value of JSON is something else. */
export type JsonExpectation = 'an object' | 'a list' | 'a time' | 'a boolean' | 'a number' | 'a string';

/** How JSON stands for the values of the model, and what is said of JSON that does not. */
export interface JsonRules {
  /** Whether null is the same as absent. */
  readonly skipsNull: boolean;
  /** The time that a value stands for; undefined when it stands for none. */
  readonly timeOf: (value: unknown) => Date | undefined;
  /** Called for a member that the model does not have; throws unless such members are ignored. */
  readonly onUnknown: (path: string) => void;
  /** The error for a value that is not what the model has there. */
  readonly mismatch: (value: unknown, expectation: JsonExpectation, path: string) => Error;
}

/**
 * Reads a structure in the shape that the model gives it; blobs are in base64.
 * @param value - parsed JSON
 * @param schema - shape of the SDK's model
 * @param rules - how JSON stands for it
 * @param path - where it is, for errors
 * @throws Error as the rules say
 */
export function structureFromJson(
  value: unknown,
  schema: NormalizedSchema,
  rules: JsonRules,
  path: string,
): Record<string, unknown> {
  const members = membersOf(schema);
  const result: Record<string, unknown> = {};
  for (const [name, memberValue] of entriesOf(value, rules, path)) {
    const member = members.get(name);
    const memberPath = `${path}.${name}`;
    if (member === undefined) rules.onUnknown(memberPath);
    else result[name] = fromJson(memberValue, member, rules, memberPath);
  }
  return result;
}

/**
 * Whether a value of JSON is an object.
 * @param value - parsed JSON
 */
export function isJsonObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fromJson(value: unknown, schema: NormalizedSchema, rules: JsonRules, path: string): unknown {
  if (schema.isStructSchema()) return structureFromJson(value, schema, rules, path);
  if (schema.isMapSchema()) {
    const item = schema.getValueSchema();
    return Object.fromEntries(
      entriesOf(value, rules, path).map(([name, each]) => [
        name,
        fromJson(each, item, rules, `${path}.${name}`),
      ]),
    );
  }
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    return itemsOf(value, rules, path).map((each, index) => fromJson(each, item, rules, `${path}[${index}]`));
  }
  return valueFromJson(value, schema, rules, path);
}

function entriesOf(value: unknown, rules: JsonRules, path: string): [string, unknown][] {
  if (!isJsonObject(value)) throw rules.mismatch(value, 'an object', path);
  const entries: [string, unknown][] = Object.entries(value);
  return rules.skipsNull ? entries.filter(([, each]) => each !== null) : entries;
}

function itemsOf(value: unknown, rules: JsonRules, path: string): unknown[] {
  if (!Array.isArray(value)) throw rules.mismatch(value, 'a list', path);
  return rules.skipsNull ? value.filter((each) => each !== null) : value;
}

function valueFromJson(value: unknown, schema: NormalizedSchema, rules: JsonRules, path: string): unknown {
  if (schema.isTimestampSchema()) {
    const time = rules.timeOf(value);
    if (time === undefined || Number.isNaN(time.getTime())) throw rules.mismatch(value, 'a time', path);
    return time;
  }
  const expected = schema.isBooleanSchema() ? 'boolean' : schema.isNumericSchema() ? 'number' : 'string';
  if (typeof value !== expected) throw rules.mismatch(value, `a ${expected}`, path);
  return schema.isBlobSchema() ? new Uint8Array(Buffer.from(String(value), 'base64')) : value;
}

const knownMembers = new WeakMap<object, ReadonlyMap<string, NormalizedSchema>>();

/** Looked up once for each shape: a file has thousands of structures of a few shapes. */
function membersOf(schema: NormalizedSchema): ReadonlyMap<string, NormalizedSchema> {
  const shape = schema.getSchema();
  const known = typeof shape === 'object' ? knownMembers.get(shape) : undefined;
  if (known !== undefined) return known;
  const members = new Map(schema.structIterator());
  if (typeof shape === 'object') knownMembers.set(shape, members);
  return members;
}
