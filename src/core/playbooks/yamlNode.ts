import type { TextRange } from '../environments/configuration.ts';

/** One value of a YAML file, at its place. Aliases are followed: a value can be in several places of a tree. */
export type YamlNode = YamlScalar | YamlSequence | YamlMapping;

/** A value that is neither a list nor a mapping. */
export interface YamlScalar {
  readonly kind: 'scalar';
  /** As it is written, quotes and escapes resolved. */
  readonly text: string;
  /** What PyYAML makes of it; a number has no text, `yes` is true or false, `~` and nothing are null. */
  readonly type: 'string' | 'number' | 'boolean' | 'null';
  readonly range: TextRange;
}

/** A list. */
export interface YamlSequence {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
  readonly range: TextRange;
}

/** A mapping. Merge keys (`<<`) are resolved, and of a key that is there twice the last one counts, as in PyYAML. */
export interface YamlMapping {
  readonly kind: 'mapping';
  /** Values by those keys that are texts. */
  readonly entries: ReadonlyMap<string, YamlEntry>;
  /** Where keys are that are not texts, such as `yes`, `5`, or a list. */
  readonly otherKeys: readonly TextRange[];
  readonly range: TextRange;
}

/** A key of a mapping and its value. */
export interface YamlEntry {
  readonly key: TextRange;
  readonly value: YamlNode;
}

/**
 * The value of a key.
 * @param node - anything; what is not a mapping has no keys
 * @param key - as it is written
 */
export function valueOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return node?.kind === 'mapping' ? node.entries.get(key)?.value : undefined;
}

/**
 * The text of a value.
 * @param node - anything
 * @returns undefined for what is no scalar or is null; numbers, `yes` and `no` as they are written
 */
export function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.type !== 'null' ? node.text : undefined;
}

/**
 * Whether Ansible fills in a text when it runs, so that what it will be cannot be known before.
 * @param text - of a name, a path or a tag
 */
export function isTemplate(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}
