import { type Node, type ParseError, parseTree } from 'jsonc-parser';
import type { HclAttribute, HclBlock, HclReading, HclValue } from './hcl.ts';

/** The blocks of Packer, and how many labels each has (Packer documentation, "HCL Templates"). What else stands in JSON is an attribute. */
const labelCounts: ReadonlyMap<string, number> = new Map([
  ['build', 0],
  ['data', 2],
  ['local', 1],
  ['locals', 0],
  ['packer', 0],
  ['post-processor', 1],
  ['post-processors', 0],
  ['provisioner', 1],
  ['source', 2],
  ['variable', 1],
  ['variables', 0],
]);

/** Of a source in a `build`, which names one that is declared elsewhere. */
const sourceInBuildLabels = 1;

/**
 * Reads HCL that is written as JSON: files that end with `.pkr.json` (HCL JSON Syntax Specification). What is wrong in a file
 * takes nothing away of the rest.
 * @param text - of the file
 * @param templateOf - what a text with `${…}` in it is
 */
export function parseHclJson(text: string, templateOf: (text: string) => HclValue): HclReading {
  return parseWith(text, templateOf, (reader, root) => reader.bodyOf(root, undefined));
}

/**
 * Reads a file of variables that is written as JSON: `*.pkrvars.json`. All of it are attributes, whose texts are what stands
 * there (hcl2template/parser.go and types.variables.go, Packer 1.6.6: `JustAttributes`, evaluated without anything around it).
 * @param text - of the file
 */
export function parseVariablesJson(text: string): HclReading {
  const literally = (value: string): HclValue => ({ kind: 'literal', value });
  return parseWith(text, literally, (reader, root) => ({
    attributes: reader.attributesOf(root),
    blocks: [],
  }));
}

function parseWith(
  text: string,
  templateOf: (text: string) => HclValue,
  read: (reader: Reader, root: Node) => Pick<HclBlock, 'attributes' | 'blocks'>,
): HclReading {
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/u, ' '), errors, { disallowComments: true });
  const reader = new Reader(text, templateOf);
  // What comes after the first is often its consequence.
  const wrongLines = errors.slice(0, 1).map(({ offset }) => reader.lineAt(offset));
  if (root?.type !== 'object') {
    return { attributes: [], blocks: [], wrongLines: wrongLines.length > 0 ? wrongLines : [1] };
  }
  return { ...read(reader, root), wrongLines };
}

class Reader {
  readonly #text: string;
  readonly #templateOf: (text: string) => HclValue;

  constructor(text: string, templateOf: (text: string) => HclValue) {
    this.#text = text;
    this.#templateOf = templateOf;
  }

  lineAt(offset: number): number {
    return this.#text.slice(0, offset).split('\n').length;
  }

  attributesOf(object: Node): HclAttribute[] {
    return propertiesOf(object).map(({ name, value }) => this.#attributeOf(name, value));
  }

  /** Of an object, in a block of this type. */
  bodyOf(object: Node, parent: string | undefined): Pick<HclBlock, 'attributes' | 'blocks'> {
    const attributes: HclAttribute[] = [];
    const blocks: HclBlock[] = [];
    for (const { name, value } of propertiesOf(object)) {
      const labels = parent === 'build' && name === 'source' ? sourceInBuildLabels : labelCounts.get(name);
      if (labels !== undefined && (parent === undefined || parent === 'build')) {
        blocks.push(...this.#blocksOf(name, value, labels, []));
      } else {
        attributes.push(this.#attributeOf(name, value));
      }
    }
    return { attributes, blocks };
  }

  /** An object in each level of labels, or several in a list. */
  #blocksOf(type: string, node: Node, labelCount: number, labels: readonly string[]): HclBlock[] {
    if (node.type === 'array') {
      return (node.children ?? []).flatMap((each) => this.#blocksOf(type, each, labelCount, labels));
    }
    if (node.type !== 'object') return [];
    if (labels.length < labelCount) {
      return propertiesOf(node).flatMap(({ name, value }) =>
        this.#blocksOf(type, value, labelCount, [...labels, name]),
      );
    }
    return [{ type, labels, ...this.bodyOf(node, type), line: this.lineAt(node.offset) }];
  }

  #attributeOf(name: string, node: Node): HclAttribute {
    const value: unknown = node.value;
    return {
      name,
      value: this.#valueOf(node),
      text: typeof value === 'string' ? value : this.#text.slice(node.offset, node.offset + node.length),
      line: this.lineAt(node.offset),
    };
  }

  #valueOf(node: Node): HclValue {
    switch (node.type) {
      case 'string':
        return this.#templateOf(String(node.value));
      case 'number':
        return { kind: 'literal', value: Number(node.value) };
      case 'boolean':
        return { kind: 'literal', value: node.value === true };
      case 'null':
        return { kind: 'literal', value: null };
      case 'array':
        return { kind: 'list', items: (node.children ?? []).map((item) => this.#valueOf(item)) };
      case 'object': {
        const entries = propertiesOf(node).map(({ name, value }) => [name, this.#valueOf(value)] as const);
        return { kind: 'object', entries: new Map(entries) };
      }
      default:
        return { kind: 'unknown' };
    }
  }
}

/** Without comments, whose name is `//`. */
function propertiesOf(object: Node): { readonly name: string; readonly value: Node }[] {
  return (object.children ?? []).flatMap(({ children = [] }) => {
    const [key, value] = children;
    const name: unknown = key?.value;
    return typeof name !== 'string' || name === '//' || value === undefined ? [] : [{ name, value }];
  });
}
