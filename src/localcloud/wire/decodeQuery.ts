import { isDeepStrictEqual } from 'node:util';
import type { NormalizedSchema } from '@smithy/core/schema';
import type { SchemaTraitsObject } from '@smithy/types';
import type { CloudError } from './cloudError.ts';
import { mayBeFraction } from './fractions.ts';

/** How one of AWS's query protocols reads parameters. */
export interface QueryRules {
  /** The name of a member in a request, from its name and traits in the model. */
  readonly nameOf: (memberName: string, traits: SchemaTraitsObject) => string;
  /** Whether the items of a list or map with these traits come right below its name, `Filter.1`, or below `member` or `entry`. */
  readonly isFlat: (traits: SchemaTraitsObject) => boolean;
  /** Whether a member of a structure counts as left out when it has no text. */
  readonly isLeftOutWhenEmpty: (structureName: string | undefined, memberName: string) => boolean;
  /** What a parameter that the operation has not is refused with; undefined when it is ignored. */
  readonly unknown: (path: string) => CloudError | undefined;
  /** What a value that cannot be read is refused with. */
  readonly malformed: (text: string, path: string, expectation: string) => CloudError;
}

/** The parameters of a request as a tree: `Filter.1.Name` is below `Filter`, below `1`. */
interface ParameterNode {
  readonly children: Map<string, ParameterNode>;
  value: string | undefined;
}

/** Parameters that every request has and no operation declares. */
const commonParameters = new Set(['Action', 'Version']);

/**
 * Reads the parameters of a query request into the shape that the model gives its operation. What is absent stays absent.
 * @param parameters - name and value pairs of the request's form
 * @param schema - input of the operation
 * @param rules - of the protocol
 * @throws CloudError as the rules say
 */
export function decodeQuery(
  parameters: Iterable<readonly [string, string]>,
  schema: NormalizedSchema,
  rules: QueryRules,
): Record<string, unknown> {
  const root = emptyNode();
  for (const [name, value] of parameters) {
    if (!commonParameters.has(name)) nodeAt(root, name).value = value;
  }
  return decodeStructure(root, schema, rules, '');
}

function emptyNode(): ParameterNode {
  return { children: new Map(), value: undefined };
}

function nodeAt(root: ParameterNode, path: string): ParameterNode {
  return path.split('.').reduce((node, name) => {
    const child = node.children.get(name) ?? emptyNode();
    node.children.set(name, child);
    return child;
  }, root);
}

function decodeStructure(
  node: ParameterNode,
  schema: NormalizedSchema,
  rules: QueryRules,
  path: string,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const known = new Set<string>();
  for (const [memberName, member] of schema.structIterator()) {
    const name = rules.nameOf(memberName, member.getMergedTraits());
    known.add(name);
    const child = node.children.get(name);
    if (child === undefined) continue;
    if (child.value === '' && rules.isLeftOutWhenEmpty(schema.getName(), memberName)) continue;
    const memberPath = join(path, name);
    const value = mayBeFraction(schema.getName(), memberName)
      ? decodeFraction(child.value ?? '', rules, memberPath)
      : decodeMember(child, member, rules, memberPath);
    if (!saysNothing(member, value)) result[memberName] = value;
  }
  for (const name of node.children.keys()) if (!known.has(name)) refuseUnknown(join(path, name), rules);
  return result;
}

/** A structure of which everything is left out is left out itself. */
function saysNothing(schema: NormalizedSchema, value: unknown): boolean {
  return schema.isStructSchema() && isDeepStrictEqual(value, {});
}

function refuseUnknown(path: string, rules: QueryRules): void {
  const error = rules.unknown(path);
  if (error !== undefined) throw error;
}

function decodeMember(
  node: ParameterNode,
  schema: NormalizedSchema,
  rules: QueryRules,
  path: string,
): unknown {
  if (schema.isStructSchema()) return decodeStructure(node, schema, rules, path);
  if (schema.isListSchema()) return decodeList(node, schema, rules, path);
  if (schema.isMapSchema()) return decodeMap(node, schema, rules, path);
  return decodeValue(node.value ?? '', schema, rules, path);
}

function decodeList(
  node: ParameterNode,
  schema: NormalizedSchema,
  rules: QueryRules,
  path: string,
): unknown[] {
  const item = schema.getValueSchema();
  const below = rules.isFlat(schema.getMergedTraits()) ? '' : (item.getMergedTraits().xmlName ?? 'member');
  return itemsOf(node, below, rules, path).map(([itemPath, child]) =>
    decodeMember(child, item, rules, itemPath),
  );
}

function decodeMap(
  node: ParameterNode,
  schema: NormalizedSchema,
  rules: QueryRules,
  path: string,
): Record<string, unknown> {
  const [key, value] = [schema.getKeySchema(), schema.getValueSchema()];
  const keyName = key.getMergedTraits().xmlName ?? 'key';
  const valueName = value.getMergedTraits().xmlName ?? 'value';
  const below = rules.isFlat(schema.getMergedTraits()) ? '' : 'entry';
  return Object.fromEntries(
    itemsOf(node, below, rules, path).map(([itemPath, { children }]) => [
      children.get(keyName)?.value ?? '',
      decodeMember(children.get(valueName) ?? emptyNode(), value, rules, join(itemPath, valueName)),
    ]),
  );
}

/** The items below a name, or right here when it is empty, in the order of their indexes, which start at 1. */
function itemsOf(
  node: ParameterNode,
  below: string,
  rules: QueryRules,
  path: string,
): [path: string, item: ParameterNode][] {
  const parent = below === '' ? node : (node.children.get(below) ?? emptyNode());
  const items: [string, ParameterNode][] = [];
  for (const [index, child] of [...parent.children].sort(([a], [b]) => Number(a) - Number(b))) {
    const itemPath = join(below === '' ? path : join(path, below), index);
    if (/^[1-9]\d*$/u.test(index)) items.push([itemPath, child]);
    else refuseUnknown(itemPath, rules);
  }
  return items;
}

function decodeValue(text: string, schema: NormalizedSchema, rules: QueryRules, path: string): unknown {
  if (schema.isBooleanSchema()) {
    if (text === 'true' || text === 'false') return text === 'true';
    throw rules.malformed(text, path, 'true or false');
  }
  if (schema.isNumericSchema()) {
    if (/^-?\d+$/u.test(text)) return Number(text);
    throw rules.malformed(text, path, 'an integer');
  }
  if (schema.isTimestampSchema()) {
    const time = new Date(text);
    if (!Number.isNaN(time.getTime())) return time;
    throw rules.malformed(text, path, 'a timestamp');
  }
  return schema.isBlobSchema() ? new Uint8Array(Buffer.from(text, 'base64')) : text;
}

function decodeFraction(text: string, rules: QueryRules, path: string): number {
  if (/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/u.test(text)) return Number(text);
  throw rules.malformed(text, path, 'a number');
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
