import type { NormalizedSchema } from '@smithy/core/schema';

/**
 * Reads a structure of a state file into the shape that the model gives it; times are ISO 8601 texts in the file.
 * @param value - parsed JSON
 * @param schema - shape of the SDK's model
 * @param path - where in the file, for the error
 * @throws Error naming the place where the file is not of that shape
 */
export function structureFromJson(
  value: unknown,
  schema: NormalizedSchema,
  path: string,
): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${path} is not an object`);
  const members = new Map(schema.structIterator());
  return Object.fromEntries(
    Object.entries(value).map(([name, memberValue]) => {
      const member = members.get(name);
      if (member === undefined) throw new Error(`${path}.${name} is not known`);
      return [name, fromJson(memberValue, member, `${path}.${name}`)];
    }),
  );
}

function fromJson(value: unknown, schema: NormalizedSchema, path: string): unknown {
  if (schema.isStructSchema()) return structureFromJson(value, schema, path);
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw new Error(`${path} is not a list`);
    return value.map((item, index) => fromJson(item, schema.getValueSchema(), `${path}[${index}]`));
  }
  if (schema.isTimestampSchema()) {
    const time = new Date(typeof value === 'string' ? value : Number.NaN);
    if (Number.isNaN(time.getTime())) throw new Error(`${path} is not a time`);
    return time;
  }
  const expected = schema.isBooleanSchema() ? 'boolean' : schema.isNumericSchema() ? 'number' : 'string';
  if (typeof value !== expected) throw new Error(`${path} is not a ${expected}`);
  return value;
}
