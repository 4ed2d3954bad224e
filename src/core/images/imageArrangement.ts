import type { TagNames } from '../environments/environment.ts';
import { day } from '../time/durations.ts';
import { type EnvironmentImages, imagesOf } from './environmentImages.ts';
import { byNewestFirst, compareText, type Image, imageStates, serviceOf, titleOf } from './image.ts';
import { type ImageFacts, type ImageFilter, matcherOf } from './imageFilter.ts';
import { type ShownState, shownStateOf } from './imageWords.ts';
import { nameFamilyOf } from './nameFamily.ts';

/** What images can be grouped by. */
export const groupings = ['service', 'nameFamily', 'state', 'age', 'none'] as const;

/** What images are grouped by. */
export type Grouping = (typeof groupings)[number];

/** What images can be sorted by. */
export const sortings = ['newest', 'oldest', 'name', 'lastLaunched', 'size'] as const;

/** What images are sorted by. */
export type Sorting = (typeof sortings)[number];

/** How a person wants to see images. */
export interface ArrangementChoice {
  readonly filter: ImageFilter;
  readonly grouping: Grouping;
  readonly sorting: Sorting;
}

/** Periods that images are grouped by when they are grouped by age, the youngest first. */
export const agePeriods = ['day', 'week', 'month', 'quarter', 'year', 'older', 'unknown'] as const;

/** A period since an image was made. */
export type AgePeriod = (typeof agePeriods)[number];

/** What the images of a group have in common; none of it for those that name no service or family. */
export type GroupKey =
  | { readonly kind: 'service'; readonly service: string | undefined }
  | { readonly kind: 'nameFamily'; readonly family: string | undefined }
  | { readonly kind: 'state'; readonly state: ShownState }
  | { readonly kind: 'age'; readonly period: AgePeriod }
  | { readonly kind: 'all' };

/** Images that have something in common. */
export interface ImageGroup {
  readonly key: GroupKey;
  /** How many there are, those that are known only by their number included. */
  readonly count: number;
  /** In the order that was asked for. Sorted when it is first looked at. */
  readonly images: readonly Image[];
}

/**
 * Puts the images of one environment into groups.
 * @param images - what is known of the environment
 * @param choice - filter, grouping, order
 * @param facts - what the filter asks for besides
 */
export function arrange(
  images: EnvironmentImages,
  choice: ArrangementChoice,
  facts: ImageFacts,
): ImageGroup[] {
  const { tagNames } = images.environment;
  const matches = matcherOf(choice.filter, facts);
  const divide = dividerFor(choice.grouping, tagNames, facts.now);
  const groups = new Map<string | undefined, { readonly images: Image[]; older: number }>();
  const groupOf = (value: string | undefined): { readonly images: Image[]; older: number } => {
    let group = groups.get(value);
    if (group === undefined) groups.set(value, (group = { images: [], older: 0 }));
    return group;
  };
  for (const image of imagesOf(images)) {
    if (matches(image)) groupOf(divide.valueOf(image)).images.push(image);
  }
  // What is known only by its number can be neither filtered nor grouped by anything but its service.
  if (choice.filter.terms.length === 0 && choice.grouping === 'service') {
    for (const [service, count] of images.regions.flatMap(({ older }) => [...older])) {
      groupOf(service).older += count;
    }
  }
  const compare = comparison(choice.sorting, tagNames);
  return [...groups]
    .map(([value, { images: members, older }]) => lazilySorted(divide.keyOf(value), members, older, compare))
    .sort((a, b) => compareKeys(a.key, b.key));
}

/**
 * The images that name no service, by the family of their names.
 * @param group - a group of images
 */
export function familiesOf(group: ImageGroup): ImageGroup[] {
  const families = new Map<string | undefined, Image[]>();
  for (const image of group.images) {
    const family = nameFamilyOf(image.name);
    const members = families.get(family);
    if (members === undefined) families.set(family, [image]);
    else members.push(image);
  }
  return [...families]
    .map(([family, members]): ImageGroup => ({
      key: { kind: 'nameFamily', family },
      count: members.length,
      images: members,
    }))
    .sort((a, b) => compareKeys(a.key, b.key));
}

function lazilySorted(
  key: GroupKey,
  members: Image[],
  older: number,
  compare: (a: Image, b: Image) => number,
): ImageGroup {
  let isSorted = false;
  return {
    key,
    count: members.length + older,
    get images() {
      if (!isSorted) members.sort(compare);
      isSorted = true;
      return members;
    },
  };
}

const shownStates: readonly ShownState[] = [...imageStates, 'deprecated'];

/** How images are divided into groups: by a value that is cheap to compare, and what a group of one value is called. */
interface Divider {
  readonly valueOf: (image: Image) => string | undefined;
  readonly keyOf: (value: string | undefined) => GroupKey;
}

function dividerFor(grouping: Grouping, tagNames: TagNames, now: number): Divider {
  switch (grouping) {
    case 'service':
      return {
        valueOf: (image) => serviceOf(image, tagNames),
        keyOf: (service) => ({ kind: 'service', service }),
      };
    case 'nameFamily':
      return {
        valueOf: ({ name }) => nameFamilyOf(name),
        keyOf: (family) => ({ kind: 'nameFamily', family }),
      };
    case 'state':
      return {
        valueOf: (image) => shownStateOf(image, now),
        keyOf: (value) => ({
          kind: 'state',
          state: shownStates.find((state) => state === value) ?? 'unknown',
        }),
      };
    case 'age':
      return {
        valueOf: ({ createdAt }) => periodOf(createdAt, now),
        keyOf: (value) => ({
          kind: 'age',
          period: agePeriods.find((period) => period === value) ?? 'unknown',
        }),
      };
    case 'none':
      return { valueOf: () => undefined, keyOf: () => ({ kind: 'all' }) };
  }
}

const periods: readonly (readonly [limit: number, AgePeriod])[] = [
  [day, 'day'],
  [7 * day, 'week'],
  [30 * day, 'month'],
  [91 * day, 'quarter'],
  [365 * day, 'year'],
  [Infinity, 'older'],
];

function periodOf(createdAt: number | undefined, now: number): AgePeriod {
  if (createdAt === undefined) return 'unknown';
  return periods.find(([limit]) => now - createdAt <= limit)?.[1] ?? 'unknown';
}

function comparison(sorting: Sorting, tagNames: TagNames): (a: Image, b: Image) => number {
  switch (sorting) {
    case 'newest':
      return byNewestFirst;
    case 'oldest':
      return (a, b) => (a.createdAt ?? Infinity) - (b.createdAt ?? Infinity) || byNewestFirst(a, b);
    case 'name': {
      const { compare } = new Intl.Collator('en', { numeric: true });
      return (a, b) => compare(titleOf(a, tagNames), titleOf(b, tagNames)) || byNewestFirst(a, b);
    }
    case 'lastLaunched':
      return (a, b) =>
        numberOr(b.lastLaunchedAt, -Infinity) - numberOr(a.lastLaunchedAt, -Infinity) || byNewestFirst(a, b);
    case 'size':
      return (a, b) => sizeOf(b) - sizeOf(a) || byNewestFirst(a, b);
  }
}

/** GiB of the volumes that its disks are made for; what is billed is another thing. */
function sizeOf({ disks }: Image): number {
  return disks.reduce((sum, { size = 0 }) => sum + size, 0);
}

function numberOr(value: number | undefined, otherwise: number): number {
  return value ?? otherwise;
}

const stateOrder: readonly string[] = [
  'pending',
  'transient',
  'available',
  'deprecated',
  'disabled',
  'failed',
  'error',
  'invalid',
];

/** By name, those without one last; ages and states in the order of an image's life. */
function compareKeys(a: GroupKey, b: GroupKey): number {
  if (a.kind === 'state' && b.kind === 'state') {
    return rank(stateOrder, a.state) - rank(stateOrder, b.state) || compareText(a.state, b.state);
  }
  if (a.kind === 'age' && b.kind === 'age') return rank(agePeriods, a.period) - rank(agePeriods, b.period);
  return compareNames(nameOf(a), nameOf(b));
}

function rank(order: readonly string[], item: string): number {
  const index = order.indexOf(item);
  return index === -1 ? order.length : index;
}

function nameOf(key: GroupKey): string | undefined {
  if (key.kind === 'service') return key.service;
  return key.kind === 'nameFamily' ? key.family : undefined;
}

function compareNames(a: string | undefined, b: string | undefined): number {
  if (a === undefined) return b === undefined ? 0 : 1;
  return b === undefined ? -1 : a.localeCompare(b, 'en');
}
