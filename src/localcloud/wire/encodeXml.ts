import type { NormalizedSchema } from '@smithy/core/schema';

/** Writes one value as XML, without the element around it. */
type Encoder = (value: unknown) => string;

const structureEncoders = new WeakMap<object, Encoder>();

/**
 * Writes a result in the shape that the model gives its operation: elements in both query protocols are named alike,
 * by `xmlName`, else by the member's name.
 * Source: Smithy 2.0 specification, "AWS EC2 query protocol".
 * @param value - result of a handler
 * @param schema - output of the operation
 */
export function encodeXml(value: object, schema: NormalizedSchema): string {
  return structureEncoder(schema)(value);
}

/**
 * Text as XML 1.0 can carry it; what it cannot carry at all becomes U+FFFD.
 * @param text - any text
 */
export function escapeXml(text: string): string {
  return text
    .replace(/[&<>"\r]/gu, (character) => `&#${character.codePointAt(0) ?? 0};`)
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}

/** Made once for each shape: answers of a thousand images walk thousands of members. */
function structureEncoder(schema: NormalizedSchema): Encoder {
  const shape = schema.getSchema();
  const known = typeof shape === 'object' ? structureEncoders.get(shape) : undefined;
  if (known !== undefined) return known;
  let members: (readonly [string, string, Encoder])[] | undefined;
  const encoder: Encoder = (value) => {
    // Not before the first use, because shapes may contain themselves.
    members ??= [...schema.structIterator()].map(([memberName, member]) => {
      const { xmlName } = member.getMergedTraits();
      return [memberName, xmlName ?? memberName, encoderOf(member)] as const;
    });
    let xml = '';
    for (const [memberName, elementName, encode] of members) {
      const memberValue = propertyOf(value, memberName);
      if (memberValue !== undefined) xml += `<${elementName}>${encode(memberValue)}</${elementName}>`;
    }
    return xml;
  };
  if (typeof shape === 'object') structureEncoders.set(shape, encoder);
  return encoder;
}

function encoderOf(schema: NormalizedSchema): Encoder {
  if (schema.isStructSchema()) return structureEncoder(schema);
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    const name = item.getMergedTraits().xmlName ?? 'member';
    const encodeItem = encoderOf(item);
    return (value) =>
      Array.isArray(value) ? value.map((each) => `<${name}>${encodeItem(each)}</${name}>`).join('') : '';
  }
  return encodeValue;
}

const encodeValue: Encoder = (value) => {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return escapeXml(String(value));
};

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
