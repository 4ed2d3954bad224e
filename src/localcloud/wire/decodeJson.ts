import type { NormalizedSchema } from '@smithy/core/schema';
import { CloudError } from './cloudError.ts';

/** A value of JSON that is not of the shape that the model has there. */
const unexpectedList = 'Start of list found where not expected';
const unexpectedObject = 'Start of structure or map found where not expected.';

/**
 * Reads the body of a JSON request into the shape that the model gives its operation. As on AWS, null is the same as
 * absent, and members that the model does not have are ignored.
 * @param body - of the request
 * @param schema - input of the operation
 * @throws CloudError `SerializationException`, in the words of AWS's own framework (measured by others on Athena);
 *   without words for what is no JSON object
 */
export function decodeJson(body: string, schema: NormalizedSchema): Record<string, unknown> {
  const value = parse(body);
  if (Array.isArray(value)) throw notOfShape(unexpectedList);
  if (!isObject(value)) throw notOfShape('');
  return decodeStructure(value, schema);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw notOfShape('');
  }
}

function decodeStructure(value: object, schema: NormalizedSchema): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const memberValue: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : null;
    if (memberValue !== null) result[name] = decodeMember(memberValue, member);
  }
  return result;
}

function decodeMember(value: unknown, schema: NormalizedSchema): unknown {
  if (schema.isStructSchema()) return decodeStructure(objectFrom(value), schema);
  if (schema.isMapSchema()) {
    const item = schema.getValueSchema();
    const entries = Object.entries(objectFrom(value)).filter(([, each]) => each !== null);
    return Object.fromEntries(entries.map(([name, each]) => [name, decodeMember(each, item)]));
  }
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    return listFrom(value)
      .filter((each) => each !== null)
      .map((each) => decodeMember(each, item));
  }
  return decodeValue(value, schema);
}

function objectFrom(value: unknown): object {
  if (isObject(value)) return value;
  throw notOfShape(Array.isArray(value) ? unexpectedList : 'Expected null');
}

function listFrom(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw notOfShape(isObject(value) ? unexpectedObject : 'Expected list or null');
}

function decodeValue(value: unknown, schema: NormalizedSchema): unknown {
  if (schema.isBooleanSchema()) {
    if (typeof value === 'boolean') return value;
    throw notConvertible(value, 'a Boolean');
  }
  if (schema.isNumericSchema()) {
    if (typeof value === 'number') return value;
    throw notConvertible(value, 'an Integer');
  }
  if (schema.isTimestampSchema()) return timeFrom(value);
  if (typeof value !== 'string') throw notConvertible(value, 'a String');
  return schema.isBlobSchema() ? new Uint8Array(Buffer.from(value, 'base64')) : value;
}

/** In seconds since 1970, with a fraction. */
function timeFrom(value: unknown): Date {
  const time = new Date(typeof value === 'number' ? Math.round(value * 1000) : Number.NaN);
  if (Number.isNaN(time.getTime())) throw notConvertible(value, 'a Date');
  return time;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notConvertible(value: unknown, target: string): CloudError {
  if (Array.isArray(value)) return notOfShape(unexpectedList);
  if (isObject(value)) return notOfShape(unexpectedObject);
  const kind = typeof value === 'boolean' ? String(value).toUpperCase() : (typeof value).toUpperCase();
  return notOfShape(`${kind}_VALUE can not be converted to ${target}`);
}

function notOfShape(message: string): CloudError {
  return new CloudError('SerializationException', message);
}
