import type { NormalizedSchema } from '@smithy/core/schema';
import { CloudError } from './cloudError.ts';
import { type Dialect, requestName } from './dialect.ts';

/** The parameters of a request as a tree: `Filter.1.Name` is below `Filter`, below `1`. */
interface ParameterNode {
  readonly children: Map<string, ParameterNode>;
  value: string | undefined;
}

/** Parameters that every request has and no operation declares. */
const commonParameters = new Set(['Action', 'Version']);

/**
 * Reads the parameters of a query request into the shape that the model gives its operation.
 * What is absent stays absent.
 * @param parameters - name and value pairs of the request's form
 * @param schema - input of the operation
 * @param dialect - protocol of the service
 * @throws CloudError `UnknownParameter`, `InvalidParameterValue`, as EC2 answers them
 */
export function decodeQuery(
  parameters: Iterable<readonly [string, string]>,
  schema: NormalizedSchema,
  dialect: Dialect,
): Record<string, unknown> {
  const root = emptyNode();
  for (const [name, value] of parameters) {
    if (!commonParameters.has(name)) nodeAt(root, name).value = value;
  }
  return decodeStructure(root, schema, dialect, '');
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
  dialect: Dialect,
  path: string,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const known = new Set<string>();
  for (const [memberName, member] of schema.structIterator()) {
    const name = requestName(dialect, memberName, member);
    known.add(name);
    const child = node.children.get(name);
    if (child !== undefined) result[memberName] = decodeMember(child, member, dialect, join(path, name));
  }
  const unknown = [...node.children.keys()].find((name) => !known.has(name));
  if (unknown !== undefined && dialect === 'ec2') {
    throw new CloudError('UnknownParameter', `The parameter ${join(path, unknown)} is not recognized`);
  }
  return result;
}

function decodeMember(
  node: ParameterNode,
  schema: NormalizedSchema,
  dialect: Dialect,
  path: string,
): unknown {
  if (schema.isStructSchema()) return decodeStructure(node, schema, dialect, path);
  if (schema.isListSchema()) return decodeList(node, schema, dialect, path);
  return decodeValue(node.value ?? '', schema, path);
}

/** Lists are flattened in EC2's protocol, and below `member` in the other one; indexes start at 1. */
function decodeList(
  node: ParameterNode,
  schema: NormalizedSchema,
  dialect: Dialect,
  path: string,
): unknown[] {
  const items = dialect === 'ec2' ? node : (node.children.get('member') ?? emptyNode());
  return [...items.children]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([index, child]) => {
      if (!/^[1-9]\d*$/u.test(index)) {
        throw new CloudError('UnknownParameter', `The parameter ${join(path, index)} is not recognized`);
      }
      return decodeMember(child, schema.getValueSchema(), dialect, join(path, index));
    });
}

function decodeValue(text: string, schema: NormalizedSchema, path: string): unknown {
  if (schema.isBooleanSchema()) {
    if (text === 'true' || text === 'false') return text === 'true';
    throw invalidValue(text, path, 'Expecting true or false');
  }
  if (schema.isNumericSchema()) {
    if (/^-?\d+(?:\.\d+)?$/u.test(text)) return Number(text);
    throw invalidValue(text, path, 'Expecting a number');
  }
  if (schema.isTimestampSchema()) {
    const time = new Date(text);
    if (!Number.isNaN(time.getTime())) return time;
    throw invalidValue(text, path, 'Expecting a timestamp');
  }
  return schema.isBlobSchema() ? new Uint8Array(Buffer.from(text, 'base64')) : text;
}

function invalidValue(text: string, path: string, expectation: string): CloudError {
  return new CloudError(
    'InvalidParameterValue',
    `Value (${text}) for parameter ${path} is invalid. ${expectation}.`,
  );
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
