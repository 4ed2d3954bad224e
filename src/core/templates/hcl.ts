/** What an expression of HCL is, as far as it can be known without Packer. */
export type HclValue =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** `var.region`: its names. */
  | { readonly kind: 'reference'; readonly path: readonly string[] }
  /** Text with expressions in it. */
  | { readonly kind: 'template'; readonly parts: readonly HclValue[] }
  | { readonly kind: 'list'; readonly items: readonly HclValue[] }
  | { readonly kind: 'object'; readonly entries: ReadonlyMap<string, HclValue> }
  /** Calls, conditions, operations: Packer knows. */
  | { readonly kind: 'unknown' };

/** `name = value` in a block. */
export interface HclAttribute {
  readonly name: string;
  readonly value: HclValue;
  /** The value as it stands in the file. */
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
}

/** `type "label" { … }` */
export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
  /** Counted from 1. */
  readonly line: number;
}

/** What is in a file of HCL. What is wrong takes nothing else away. */
export interface HclReading {
  /** Outside of blocks: what a file of variables consists of. */
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
  /** Lines, counted from 1, that are no HCL. */
  readonly wrongLines: readonly number[];
}

/**
 * The value of an attribute.
 * @param block - that it is in
 * @param name - of the attribute
 */
export function valueIn(block: HclBlock, name: string): HclValue | undefined {
  return block.attributes.find((attribute) => attribute.name === name)?.value;
}

/** What references stand for. */
export type HclScope = (path: readonly string[]) => HclValue | undefined;

/** How deeply references may lead to others before they are taken for a circle. */
const deepest = 20;

/**
 * The text that a value has whatever a bake is given.
 * @param value - of an attribute
 * @param scope - what references stand for
 * @returns undefined where only Packer knows
 */
export function textOf(value: HclValue | undefined, scope: HclScope): string | undefined {
  return resolved(value, scope, 0);
}

/**
 * The texts of a list.
 * @param value - of an attribute
 * @param scope - what references stand for
 * @returns those that are known; none for what is no list
 */
export function textsOf(value: HclValue | undefined, scope: HclScope): string[] {
  if (value?.kind !== 'list') return [];
  return value.items.flatMap((item) => textOf(item, scope) ?? []);
}

function resolved(value: HclValue | undefined, scope: HclScope, depth: number): string | undefined {
  if (value === undefined || depth > deepest) return undefined;
  switch (value.kind) {
    case 'literal':
      return value.value === null ? undefined : String(value.value);
    case 'reference':
      return resolved(scope(value.path), scope, depth + 1);
    case 'template': {
      const parts = value.parts.map((part) => resolved(part, scope, depth + 1));
      return parts.every((part) => part !== undefined) ? parts.join('') : undefined;
    }
    default:
      return undefined;
  }
}
