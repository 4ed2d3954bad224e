import { Language, type Node, Parser } from 'web-tree-sitter';
import type { HclAttribute, HclBlock, HclReading, HclValue } from './hcl.ts';

/** What the parser consists of besides this code: the contents of two files of WebAssembly. */
export interface HclBinaries {
  /** `web-tree-sitter.wasm` */
  readonly runtime: Uint8Array;
  /** `tree-sitter-hcl.wasm` */
  readonly grammar: Uint8Array;
}

/** Reads HCL, without Packer and without running anything. What is wrong in a file takes nothing away of the rest. */
export class HclParser {
  readonly #parser: Parser;

  private constructor(parser: Parser) {
    this.#parser = parser;
  }

  /**
   * Makes one; takes some tens of milliseconds.
   * @param binaries - what it consists of
   */
  static async create({ runtime, grammar }: HclBinaries): Promise<HclParser> {
    await Parser.init({ wasmBinary: runtime });
    const parser = new Parser();
    parser.setLanguage(await Language.load(grammar));
    return new HclParser(parser);
  }

  /**
   * Reads the text of a file.
   * @param text - of the file
   */
  parse(text: string): HclReading {
    const tree = this.#parser.parse(text.replace(/^\uFEFF/u, ' '));
    if (tree === null) return { attributes: [], blocks: [], wrongLines: [] };
    try {
      return { ...bodyOf(tree.rootNode), wrongLines: wrongLinesIn(tree.rootNode) };
    } finally {
      tree.delete();
    }
  }

  /**
   * What a text is that may have expressions in it.
   * @param text - without quotes, as JSON gives it
   */
  parseTemplate(text: string): HclValue {
    if (!/[$%]\{/u.test(text)) return { kind: 'literal', value: text };
    const { attributes, wrongLines } = this.parse(`text = ${quoted(text)}\n`);
    const [only] = attributes;
    return only === undefined || wrongLines.length > 0 ? { kind: 'unknown' } : only.value;
  }
}

/** As it stands between quotes. Quotes in its expressions make it one that only Packer knows. */
function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1);
  return `"${escaped.replaceAll(/\\([bf])/gu, (_, letter: string) => (letter === 'b' ? '\\u0008' : '\\u000c'))}"`;
}

function wrongLinesIn(root: Node): number[] {
  const lines = new Set<number>();
  const look = (node: Node): void => {
    if (!node.hasError) return;
    if (node.isError || node.isMissing) lines.add(lineOf(node));
    else node.children.forEach(look);
  };
  look(root);
  return [...lines].sort((a, b) => a - b);
}

function lineOf(node: Node): number {
  return node.startPosition.row + 1;
}

/** What is in a file or in a block; also what is in a part of it that is no HCL as a whole. */
function bodyOf(node: Node): Pick<HclBlock, 'attributes' | 'blocks'> {
  const inside = node.namedChildren.flatMap(within);
  return {
    attributes: inside.flatMap((child) => (child.type === 'attribute' ? attributeOf(child) : [])),
    blocks: inside.flatMap((child) => (child.type === 'block' ? [blockOf(child)] : [])),
  };
}

function within(node: Node): Node[] {
  return node.type === 'body' || node.isError ? node.namedChildren.flatMap(within) : [node];
}

function blockOf(node: Node): HclBlock {
  const [type, ...labels] = node.namedChildren.filter((child) =>
    ['identifier', 'string_lit'].includes(child.type),
  );
  return {
    type: type?.text ?? '',
    labels: labels.map((label) => (label.type === 'string_lit' ? textIn(label) : label.text)),
    ...bodyOf(node),
    line: lineOf(node),
  };
}

function attributeOf(node: Node): HclAttribute[] {
  const [name, expression] = node.namedChildren.filter(({ type }) => type !== 'comment');
  if (name?.type !== 'identifier' || expression?.type !== 'expression') return [];
  return [{ name: name.text, value: valueOf(expression), text: expression.text, line: lineOf(node) }];
}

function valueOf(expression: Node): HclValue {
  const [first, ...others] = expression.namedChildren.filter(({ type }) => type !== 'comment');
  switch (first?.type) {
    case 'literal_value':
      return literalOf(first);
    case 'template_expr':
      return templateOf(first);
    case 'collection_value':
      return collectionOf(first);
    case 'variable_expr':
      return others.every(({ type }) => type === 'get_attr')
        ? { kind: 'reference', path: [first.text, ...others.map((part) => part.text.replace(/^\.\s*/u, ''))] }
        : { kind: 'unknown' };
    default:
      return { kind: 'unknown' };
  }
}

function literalOf(node: Node): HclValue {
  const [literal] = node.namedChildren;
  switch (literal?.type) {
    case 'string_lit':
      return { kind: 'literal', value: textIn(literal) };
    case 'numeric_lit':
      return { kind: 'literal', value: Number(literal.text) };
    case 'bool_lit':
      return { kind: 'literal', value: literal.text === 'true' };
    case 'null_lit':
      return { kind: 'literal', value: null };
    default:
      return { kind: 'unknown' };
  }
}

/** A here-document is left to Packer: its lines lose what they are indented by. */
function templateOf(node: Node): HclValue {
  const [template] = node.namedChildren;
  if (template?.type !== 'quoted_template') return { kind: 'unknown' };
  const parts: HclValue[] = [];
  // The grammar drops white space around expressions: what is between them is taken from the file.
  let end = 1;
  const addLiteral = (start: number): void => {
    if (start > end) parts.push({ kind: 'literal', value: unescaped(template.text.slice(end, start)) });
  };
  for (const part of template.namedChildren) {
    if (!['template_interpolation', 'template_directive'].includes(part.type)) continue;
    addLiteral(part.startIndex - template.startIndex);
    parts.push(interpolated(part));
    end = part.endIndex - template.startIndex;
  }
  addLiteral(template.text.length - 1);
  return { kind: 'template', parts };
}

function interpolated(part: Node): HclValue {
  const expression = part.namedChildren.find(({ type }) => type === 'expression');
  return part.type === 'template_interpolation' && expression !== undefined
    ? valueOf(expression)
    : { kind: 'unknown' };
}

function collectionOf(node: Node): HclValue {
  const [collection] = node.namedChildren;
  const children = collection?.namedChildren ?? [];
  if (collection?.type === 'tuple') {
    return { kind: 'list', items: children.filter(({ type }) => type === 'expression').map(valueOf) };
  }
  if (collection?.type !== 'object') return { kind: 'unknown' };
  const entries = children.flatMap((element): [string, HclValue][] => {
    const [key, value] = element.namedChildren.filter(({ type }) => type === 'expression');
    const name = key === undefined ? undefined : keyOf(valueOf(key));
    return name === undefined || value === undefined ? [] : [[name, valueOf(value)]];
  });
  return { kind: 'object', entries: new Map(entries) };
}

/** HCL specification, "Collection Values": a bare name is a text. */
function keyOf(key: HclValue): string | undefined {
  if (key.kind === 'literal') return String(key.value);
  return key.kind === 'reference' && key.path.length === 1 ? key.path[0] : undefined;
}

function textIn(stringLiteral: Node): string {
  return unescaped(stringLiteral.text.slice(1, -1));
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** HCL specification, "Quoted Templates" and "Template Literals". */
function unescaped(text: string): string {
  return text.replaceAll(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|\$(\$\{)|%(%\{)/gu,
    (whole: string, short?: string, long?: string, letter?: string, dollar?: string, percent?: string) => {
      const code = short ?? long;
      if (code !== undefined) return characterOf(Number.parseInt(code, 16)) ?? whole;
      if (letter !== undefined) return escapes[letter] ?? whole;
      if (dollar !== undefined) return '${';
      return percent === undefined ? whole : '%{';
    },
  );
}

function characterOf(code: number): string | undefined {
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
