import type { NormalizedSchema } from '@smithy/core/schema';

/** What stands where a secret was. */
const redacted = '[redacted]';

/** Secrets that the model does not mark: user data of a launch configuration, the code of an MFA device. */
const secretNames = new Set(['UserData', 'TokenCode']);

/**
 * What a call asks for, as the request log shows it: JSON in the names of the SDK, without what the model marks as
 * sensitive (Smithy 2.0 specification, `sensitive` trait), user data and parameter values for instance.
 * @param value - decoded input of the call
 * @param schema - its shape
 */
export function loggedParameters(value: unknown, schema: NormalizedSchema): unknown {
  if (schema.getMergedTraits().sensitive !== undefined) return redacted;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map((item) => loggedParameters(item, schema.getValueSchema()));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      secretNames.has(name) ? redacted : loggedParameters(member, memberOf(schema, name)),
    ]),
  );
}

function memberOf(schema: NormalizedSchema, name: string): NormalizedSchema {
  return schema.isMapSchema() ? schema.getValueSchema() : schema.getMemberSchema(name);
}
