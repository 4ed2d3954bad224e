import type { NormalizedSchema } from '@smithy/core/schema';

/** Writes one value as XML, without the element around it. */
type Encoder = (value: unknown) => string;

/** What needs no escaping, which is nearly everything that is in an answer: printable ASCII but `"`, `&`, `<` and `>`. */
const plainText = /^[ !#-%'-;=?-~]*$/u;

const structureEncoders = new WeakMap<object, Encoder>();

/**
 * Writes a result in the shape that the model gives its operation: elements in both query protocols are named alike,
 * by `xmlName`, else by the member's name.
 * Source: Smithy 2.0 specification, "AWS EC2 query protocol" and "AWS query protocol".
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
  if (plainText.test(text)) return text;
  return text
    .replace(/[&<>"\r]/gu, (character) => `&#${character.codePointAt(0) ?? 0};`)
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}

/** Made once for each shape: answers of a thousand images walk thousands of members. */
function structureEncoder(schema: NormalizedSchema): Encoder {
  const shape = schema.getSchema();
  const known = typeof shape === 'object' ? structureEncoders.get(shape) : undefined;
  if (known !== undefined) return known;
  let members: (readonly [string, Encoder])[] | undefined;
  const encoder: Encoder = (value) => {
    // Not before the first use, because shapes may contain themselves.
    members ??= [...schema.structIterator()].map(([memberName, member]) => [
      memberName,
      elementEncoder(member.getMergedTraits().xmlName ?? memberName, member),
    ]);
    let xml = '';
    for (const [memberName, encode] of members) {
      const memberValue = propertyOf(value, memberName);
      if (memberValue !== undefined) xml += encode(memberValue);
    }
    return xml;
  };
  if (typeof shape === 'object') structureEncoders.set(shape, encoder);
  return encoder;
}

/** Writes one value with the element around it; a flattened list or map is one element for each of its items. */
function elementEncoder(name: string, schema: NormalizedSchema): Encoder {
  const around = (content: string): string => `<${name}>${content}</${name}>`;
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    if (schema.getMergedTraits().xmlFlattened === 1) {
      const encodeItem = elementEncoder(name, item);
      return (value) => itemsOf(value).map(encodeItem).join('');
    }
    const encodeItem = elementEncoder(item.getMergedTraits().xmlName ?? 'member', item);
    return (value) => around(itemsOf(value).map(encodeItem).join(''));
  }
  if (schema.isMapSchema()) {
    const encodeEntry = entryEncoder(schema);
    if (schema.getMergedTraits().xmlFlattened === 1) {
      return (value) =>
        entriesOf(value)
          .map((entry) => around(encodeEntry(entry)))
          .join('');
    }
    return (value) =>
      around(
        entriesOf(value)
          .map((entry) => `<entry>${encodeEntry(entry)}</entry>`)
          .join(''),
      );
  }
  const encode = schema.isStructSchema() ? structureEncoder(schema) : encodeValue;
  return (value) => around(encode(value));
}

function entryEncoder(schema: NormalizedSchema): (entry: readonly [string, unknown]) => string {
  const [key, value] = [schema.getKeySchema(), schema.getValueSchema()];
  const encodeKey = elementEncoder(key.getMergedTraits().xmlName ?? 'key', key);
  const encodeItem = elementEncoder(value.getMergedTraits().xmlName ?? 'value', value);
  return ([name, item]) => encodeKey(name) + encodeItem(item);
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

const encodeValue: Encoder = (value) => {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return escapeXml(String(value));
};

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
