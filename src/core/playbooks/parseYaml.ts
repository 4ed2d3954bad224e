import * as l10n from '@vscode/l10n';
import {
  Composer,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  Parser,
  type CST,
  type Document,
  type Node,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { TextRange } from '../environments/configuration.ts';
import { isKnownTag, scalarType } from './yamlScalarType.ts';
import type { YamlEntry, YamlMapping, YamlNode, YamlScalar } from './yamlNode.ts';

/** Something that keeps a file from being read, at its place. */
export interface YamlProblem {
  readonly message: string;
  readonly range: TextRange;
}

/** What reading a YAML file gave: its value when nothing is wrong, problems otherwise. An empty file has neither. */
export interface YamlReading {
  readonly root: YamlNode | undefined;
  readonly problems: readonly YamlProblem[];
}

/**
 * How deep lists and mappings may be in each other. The composer of `yaml` (2.9) is recursive, and some ten thousand
 * brackets end the whole process, not just its work; playbooks are not 20 deep.
 */
const maximumDepth = 200;

/** In UTF-16 units. A playbook of ten thousand tasks has about a tenth. */
const maximumLength = 10_000_000;

/** How many quoted texts, and lists and mappings in brackets, of a file are put on one line; each needs it to be parsed anew. */
const maximumJoins = 20;

/** How many entries merge keys may add in a file: they can grow with the square of its length. */
const maximumMerged = 100_000;

/**
 * Reads a text as Ansible's parser does: YAML 1.1 in the dialect of PyYAML, one document, with Ansible's own tags.
 * @param text - of a file. Places count from behind a byte order mark, as VS Code does
 */
export function parseYaml(text: string): YamlReading {
  const content = text.startsWith('\u{FEFF}') ? text.slice(1) : text;
  if (content.length > maximumLength) return failed(l10n.t('The file is too large to be a playbook.'));
  try {
    return parseInAttempts(content);
  } catch (error) {
    // A defect of the library must not hide what is in other files.
    return failed(l10n.t('The file cannot be read: {0}', String(error)));
  }
}

function parseInAttempts(content: string): YamlReading {
  const reading = parseContent(content);
  if (reading.problems.length === 0) return reading;
  // What is in quotes or brackets may go on without indentation or behind tabs, for PyYAML but not for `yaml`: it is put on
  // one line.
  let joined = joinLines(content, reading);
  for (let attempt = 0; joined !== undefined && attempt < maximumJoins; attempt += 1) {
    const next = parseContent(joined);
    if (next.problems.length === 0) return next;
    joined = joinLines(joined, next);
  }
  return reading;
}

/** A reading of `yaml`, with the start of a quoted text, or of a list or mapping in brackets, that ends too early for it. */
interface ContentReading extends YamlReading {
  readonly openQuote?: number | undefined;
  readonly openBracket?: number | undefined;
}

function parseContent(content: string): ContentReading {
  const tokens = [...new Parser().parse(content)];
  const deep = firstTooDeep(tokens);
  if (deep !== undefined) {
    return failed(l10n.t('Lists and mappings are nested too deeply.'), { offset: deep, length: 1 });
  }
  // Only texts come from the library: what an unquoted one means, it would say as YAML 1.1 does and not as PyYAML.
  const composer = new Composer({
    schema: 'failsafe',
    version: '1.1',
    merge: false,
    strict: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [document, second] = [...composer.compose(tokens, true, content.length)];
  if (document === undefined) return { root: undefined, problems: [] };
  const { errors } = document;
  const [first] = errors;
  if (first !== undefined) {
    return {
      root: undefined,
      problems: errors.map(({ message, pos: [start, end] }) => ({ message, range: span(start, end) })),
      openQuote: first.code === 'MISSING_CHAR' ? quotedStart(tokens, first.pos[0]) : undefined,
      openBracket: bracketStart(tokens),
    };
  }
  if (second !== undefined) {
    const [offset] = second.range;
    return failed(l10n.t('A second document begins here. Ansible reads one per file.'), {
      offset,
      length: 3,
    });
  }
  return convert(document);
}

/** Where the quoted text begins that ends at a place. */
function quotedStart(tokens: readonly CST.Token[], end: number): number | undefined {
  for (let level = tokens; level.length > 0; level = level.flatMap(childrenOf)) {
    for (const token of level) {
      const isQuoted = token.type === 'single-quoted-scalar' || token.type === 'double-quoted-scalar';
      if (isQuoted && token.offset + token.source.length === end) return token.offset;
    }
  }
  return undefined;
}

/** Where the first list or mapping in brackets begins that ends without its closing bracket. */
function bracketStart(tokens: readonly CST.Token[]): number | undefined {
  const open: number[] = [];
  for (let level = tokens; level.length > 0; level = level.flatMap(childrenOf)) {
    for (const token of level) {
      if (token.type !== 'flow-collection') continue;
      const isClosed = token.end.some(({ type }) => type === 'flow-seq-end' || type === 'flow-map-end');
      if (!isClosed) open.push(token.start.offset);
    }
  }
  return open.length === 0 ? undefined : open.reduce((first, each) => Math.min(first, each));
}

function joinLines(content: string, reading: ContentReading): string | undefined {
  return joinQuotedText(content, reading) ?? joinBrackets(content, reading);
}

/** What counts in brackets: quoted texts, comments, brackets, ends of lines with the indentation behind them. */
const partInBrackets =
  /(?<=[\s,[\]{}:])(?:'[^']*(?:''[^']*)*'|"[^"\\]*(?:\\[^][^"\\]*)*")|(?<=\s)#[^\r\n]*|[[\]{}]|\r?\n[ \t]*/gu;

/** The content with spaces for the line breaks, indentation and comments of a list or mapping in brackets. */
function joinBrackets(content: string, { openBracket }: ContentReading): string | undefined {
  if (openBracket === undefined) return undefined;
  let depth = 0;
  let joined = content.slice(0, openBracket);
  let end = openBracket;
  for (const { 0: part, index } of content.slice(openBracket).matchAll(partInBrackets)) {
    const at = openBracket + index;
    joined += content.slice(end, at) + (/^[#\r\n]/u.test(part) ? ' '.repeat(part.length) : part);
    end = at + part.length;
    if (/^[[{]/u.test(part)) depth += 1;
    else if (/^[\]}]/u.test(part)) depth -= 1;
    if (depth === 0) return end > openBracket + 1 ? joined + content.slice(end) : undefined;
  }
  return undefined;
}

/** The content with spaces for the line breaks, and for the indentation behind them, of a quoted text. */
function joinQuotedText(content: string, { openQuote }: ContentReading): string | undefined {
  if (openQuote === undefined) return undefined;
  const quoted = content[openQuote] === "'" ? /'[^']*(?:''[^']*)*'/uy : /"[^"\\]*(?:\\[^][^"\\]*)*"/uy;
  quoted.lastIndex = openQuote;
  const [text] = quoted.exec(content) ?? [];
  if (text === undefined) return undefined;
  const joined = text.replaceAll(/\r?\n[ \t]*/gu, (gap) => ' '.repeat(gap.length));
  return content.slice(0, openQuote) + joined + content.slice(openQuote + text.length);
}

function failed(message: string, range: TextRange = { offset: 0, length: 0 }): YamlReading {
  return { root: undefined, problems: [{ message, range }] };
}

function span(start: number, end: number): TextRange {
  return { offset: start, length: Math.max(0, end - start) };
}

/** Where the first list or mapping begins that is too deep; does not recurse itself. */
function firstTooDeep(tokens: readonly CST.Token[]): number | undefined {
  let level: readonly CST.Token[] = tokens;
  for (let depth = 0; level.length > 0; depth += 1) {
    const [first] = level;
    if (depth > maximumDepth && first !== undefined && 'offset' in first) return first.offset;
    level = level.flatMap(childrenOf);
  }
  return undefined;
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key ?? [], value ?? []].flat());
}

function convert(document: Document): YamlReading {
  const problems: YamlProblem[] = [];
  const anchors = new Map<string, YamlNode>();
  let merged = 0;
  const report = (message: string, range: TextRange): void => {
    problems.push({ message, range });
  };

  const toNode = (source: unknown, at: number): YamlNode => {
    if (isAlias(source)) {
      const range = rangeOf(source, at);
      const target = anchors.get(source.source);
      if (target === undefined)
        report(l10n.t('Nothing before this has the anchor {0}.', source.source), range);
      return target ?? nothing(range);
    }
    if (!isScalar(source) && !isSeq(source) && !isMap(source)) return nothing({ offset: at, length: 0 });
    const range = rangeOf(source, at);
    if (source.tag !== undefined && !isKnownTag(source.tag)) {
      report(l10n.t('Ansible does not know the tag {0}.', source.tag), range);
    }
    const node: YamlNode = isScalar(source)
      ? toScalar(source, range)
      : isSeq(source)
        ? {
            kind: 'sequence',
            items: source.items.map((item) => toNode(item, range.offset)),
            range,
          }
        : toMapping(source, range);
    if (source.anchor !== undefined) anchors.set(source.anchor, node);
    return node;
  };

  const toMapping = (source: YAMLMap, range: TextRange): YamlMapping => {
    const entries = new Map<string, YamlEntry>();
    const otherKeys: TextRange[] = [];
    const sources: YamlNode[] = [];
    for (const pair of source.items) {
      const key = toNode(pair.key, range.offset);
      const value = toNode(pair.value, key.range.offset + key.range.length);
      if (key.kind !== 'scalar') {
        report(l10n.t('A list or a mapping cannot be a key. A template must be in quotes.'), key.range);
      } else if (key.type !== 'string') otherKeys.push(key.range);
      else if (key.text === '<<' && isScalar(pair.key) && isPlain(pair.key)) sources.push(value);
      else entries.set(key.text, { key: key.range, value });
    }
    for (const merge of sources.flatMap((node) => (node.kind === 'sequence' ? node.items : [node]))) {
      if (merge.kind !== 'mapping') {
        report(l10n.t('Only mappings can be merged.'), merge.range);
        continue;
      }
      merged += merge.entries.size;
      if (merged > maximumMerged) {
        report(l10n.t('The merge keys of this file add too much.'), merge.range);
        break;
      }
      for (const [key, entry] of merge.entries) if (!entries.has(key)) entries.set(key, entry);
    }
    return { kind: 'mapping', entries, otherKeys, range };
  };

  const root = document.contents === null ? undefined : toNode(document.contents, 0);
  return problems.length > 0 ? { root: undefined, problems } : { root, problems };
}

function isPlain({ type }: Scalar): boolean {
  return type === undefined || type === 'PLAIN';
}

function toScalar(source: Scalar, range: TextRange): YamlScalar {
  const text = typeof source.value === 'string' ? source.value : '';
  return { kind: 'scalar', text, type: scalarType(text, isPlain(source), source.tag), range };
}

function nothing(range: TextRange): YamlScalar {
  return { kind: 'scalar', text: '', type: 'null', range };
}

function rangeOf(node: Node, at: number): TextRange {
  const [start = at, end = start] = node.range ?? [];
  return span(start, isCollection(node) && node.flow !== true ? lastEndIn(node, start) : end);
}

/** Where the last value in a list or mapping ends that is written by indentation: its own end has what follows as well. */
function lastEndIn(collection: YAMLMap | YAMLSeq, start: number): number {
  const last: unknown = collection.items.at(-1);
  const node = isPair(last) ? (last.value ?? last.key) : last;
  if (!isNode(node)) return start;
  const [, end = start] = node.range ?? [];
  return isCollection(node) && node.flow !== true ? lastEndIn(node, start) : end;
}
