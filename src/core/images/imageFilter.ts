import * as l10n from '@vscode/l10n';
import { wildcardMatcher } from '../text/wildcard.ts';
import { day } from '../time/durations.ts';
import { divideTag, piecesOf, termsIn } from './filterTerms.ts';
import { type Image, isDeprecated, isProtected, type ImageState } from './image.ts';

/** What a filter asks of an image besides what the image itself says. */
export interface ImageFacts {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether anything uses the image; undefined while that is not known. */
  readonly isInUse: (image: Image) => boolean | undefined;
  /** Whether a pointer names the image; undefined while that is not known. */
  readonly isCurrent: (image: Image) => boolean | undefined;
}

/** One condition of a filter. The value of a tag is what stands between the stars of what was typed. */
export type ImageCondition =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'state'; readonly state: FilterState }
  | { readonly kind: 'is'; readonly property: FilterProperty }
  | { readonly kind: 'tag'; readonly key: string; readonly value: readonly string[] | undefined }
  | { readonly kind: 'age'; readonly comparison: 'older' | 'newer'; readonly milliseconds: number };

/** A condition, or its opposite. */
export interface ImageTerm {
  readonly condition: ImageCondition;
  readonly isNegated: boolean;
}

/** An image passes when it meets every term; no terms let everything pass. */
export interface ImageFilter {
  /** As a person typed it. */
  readonly text: string;
  readonly terms: readonly ImageTerm[];
}

/** States that a filter can name: those of EC2 as far as they matter, and `deprecated`. */
export const filterStates = ['available', 'deprecated', 'disabled', 'failed', 'pending'] as const;

/** A state that a filter can name. */
export type FilterState = (typeof filterStates)[number];

/** Properties that a filter can ask for with `is:`. */
export const filterProperties = ['in-use', 'unused', 'current', 'protected', 'public', 'shared'] as const;

/** A property that a filter can ask for. */
export type FilterProperty = (typeof filterProperties)[number];

/** What a typed filter means, or what is wrong with it. */
export type FilterReading =
  | { readonly filter: ImageFilter; readonly problem?: undefined }
  | { readonly filter?: undefined; readonly problem: string };

/** The filter that lets everything pass. */
export const noFilter: ImageFilter = { text: '', terms: [] };

const units: Readonly<Record<string, number>> = {
  h: day / 24,
  d: day,
  w: 7 * day,
  m: 30 * day,
  y: 365 * day,
};

/**
 * Reads a filter as a person types it: words that must appear in id, name, description or a tag, and
 * `state:deprecated`, `is:unused`, `tag:Key`, `tag:Key=value` (with `*`), `older:90d`, `newer:2w`; a minus before any
 * of them asks for the opposite; quotes keep spaces together ({@link piecesOf}).
 * @param text - what was typed
 */
export function readImageFilter(text: string): FilterReading {
  const terms: ImageTerm[] = [];
  for (const { text: term } of termsIn(text)) {
    const isNegated = term.startsWith('-') && term.length > 1;
    const condition = readCondition(isNegated ? term.slice(1) : term);
    if (typeof condition === 'string') return { problem: condition };
    terms.push({ condition, isNegated });
  }
  return { filter: { text: text.trim(), terms } };
}

function readCondition(term: string): ImageCondition | string {
  const [, key, rest = ''] = /^(state|is|tag|older|newer):(.*)$/su.exec(term) ?? [];
  const value = unquoted(rest);
  switch (key) {
    case undefined:
      return { kind: 'text', text: unquoted(term).toLowerCase() };
    case 'state': {
      const state = filterStates.find((known) => known === value);
      return state === undefined
        ? l10n.t('state: takes {0}, not “{1}”.', filterStates.join(', '), value)
        : { kind: 'state', state };
    }
    case 'is': {
      const property = filterProperties.find((known) => known === value);
      return property === undefined
        ? l10n.t('is: takes {0}, not “{1}”.', filterProperties.join(', '), value)
        : { kind: 'is', property };
    }
    case 'tag': {
      const tag = divideTag(rest);
      const tagKey = unquoted(tag.key);
      if (tagKey === '') return l10n.t('tag: takes a key, or a key and a value: tag:Service=web.');
      return { kind: 'tag', key: tagKey, value: tag.value === undefined ? undefined : piecesOf(tag.value) };
    }
    default:
      return readAge(key === 'older' ? 'older' : 'newer', value);
  }
}

function readAge(comparison: 'older' | 'newer', text: string): ImageCondition | string {
  const [, count, unit = ''] = /^(\d{1,6})([hdwmy])$/u.exec(text) ?? [];
  const milliseconds = Number(count) * (units[unit] ?? Number.NaN);
  return Number.isNaN(milliseconds)
    ? l10n.t('{0}: takes a time such as 12h, 30d, 8w, 6m or 1y, not “{1}”.', comparison, text)
    : { kind: 'age', comparison, milliseconds };
}

function unquoted(text: string): string {
  return piecesOf(text).join('*');
}

/**
 * What decides whether an image passes a filter.
 * @param filter - every term of it must be met
 * @param facts - what the images themselves do not say; where something is not known, neither a term nor its opposite
 * is met
 */
export function matcherOf(filter: ImageFilter, facts: ImageFacts): (image: Image) => boolean {
  const tests = filter.terms.map(({ condition, isNegated }) => {
    const test = testOf(condition, facts);
    return (image: Image): boolean => {
      const isMet = test(image);
      return isMet !== undefined && isMet !== isNegated;
    };
  });
  return (image) => tests.every((test) => test(image));
}

function testOf(condition: ImageCondition, facts: ImageFacts): (image: Image) => boolean | undefined {
  switch (condition.kind) {
    case 'text':
      return (image) => [...textsOf(image)].some((text) => text.toLowerCase().includes(condition.text));
    case 'state':
      return (image) => filterStateOf(image, facts.now) === condition.state;
    case 'is':
      return propertyTest(condition.property, facts);
    case 'tag': {
      const { key, value } = condition;
      if (value === undefined) return ({ tags }) => tags.has(key);
      const isLike = wildcardMatcher(value);
      return ({ tags }) => {
        const found = tags.get(key);
        return found !== undefined && isLike(found);
      };
    }
    case 'age': {
      const limit = facts.now - condition.milliseconds;
      return ({ createdAt }) =>
        createdAt === undefined
          ? undefined
          : condition.comparison === 'older'
            ? createdAt < limit
            : createdAt >= limit;
    }
  }
}

function propertyTest(property: FilterProperty, facts: ImageFacts): (image: Image) => boolean | undefined {
  switch (property) {
    case 'in-use':
      return facts.isInUse;
    case 'unused':
      return (image) => {
        const isInUse = facts.isInUse(image);
        return isInUse === undefined ? undefined : !isInUse;
      };
    case 'current':
      return facts.isCurrent;
    case 'protected':
      return isProtected;
    case 'public':
      return ({ isPublic }) => isPublic;
    case 'shared':
      return ({ isShared }) => isShared;
  }
}

const statesByFilter: Readonly<Record<ImageState, FilterState | undefined>> = {
  available: 'available',
  disabled: 'disabled',
  pending: 'pending',
  transient: 'pending',
  failed: 'failed',
  error: 'failed',
  invalid: 'failed',
  deregistered: undefined,
  unknown: undefined,
};

function filterStateOf(image: Image, now: number): FilterState | undefined {
  const state = statesByFilter[image.state];
  return state === 'available' && isDeprecated(image, now) ? 'deprecated' : state;
}

function* textsOf({ id, name, description, tags }: Image): Generator<string> {
  yield id;
  if (name !== undefined) yield name;
  if (description !== undefined) yield description;
  yield* tags.values();
}
