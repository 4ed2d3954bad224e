import type { NormalizedSchema } from '@smithy/core/schema';

/**
 * Writes a result in the shape that the model gives its operation: members by their names, times in seconds since 1970,
 * blobs in base64. Source: Smithy 2.0 specification, "AWS JSON 1.1 protocol".
 * @param value - result of a handler
 * @param schema - output of the operation
 */
export function encodeJson(value: object, schema: NormalizedSchema): string {
  return JSON.stringify(structureToJson(value, schema));
}

function structureToJson(value: unknown, schema: NormalizedSchema): Record<string, unknown> {
  const members = new Map(entriesOf(value));
  const result: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const memberValue = members.get(name);
    if (memberValue !== undefined) result[name] = toJson(memberValue, member);
  }
  return result;
}

function toJson(value: unknown, schema: NormalizedSchema): unknown {
  if (schema.isStructSchema()) return structureToJson(value, schema);
  if (schema.isListSchema() && Array.isArray(value)) {
    const item = schema.getValueSchema();
    return value.map((each) => toJson(each, item));
  }
  if (schema.isMapSchema()) {
    const item = schema.getValueSchema();
    return Object.fromEntries(entriesOf(value).map(([name, each]) => [name, toJson(each, item)]));
  }
  if (value instanceof Date) return value.getTime() / 1000;
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
