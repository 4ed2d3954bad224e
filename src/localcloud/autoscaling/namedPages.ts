import { eachOfLength, ofSize } from '../constraints.ts';
import { type Page, pageOf, type PagedInput, pageRequest } from '../paging.ts';
import type { Call } from '../world.ts';
import { refuseInvalid, validationError } from './validation.ts';

/** Auto Scaling API Reference, `MaxRecords`: 50 unless it is said, at most 100. */
const bounds = { least: 1, most: 100 };
const usualPage = 50;

/** Names that a request asks for. */
export interface WantedNames {
  /** Of their member: `autoScalingGroupNames`. */
  readonly path: string;
  readonly names: readonly string[] | undefined;
  /** As many may be asked for. */
  readonly most: number;
}

/**
 * One page of a list of Auto Scaling.
 * @param items - everything there is, sorted by position
 * @param positionOf - where an item is, as a text that no other has
 * @param matches - whether an item is wanted
 * @param input - of the call
 * @param call - who makes it, and where
 * @throws CloudError `ValidationError`, `InvalidNextToken`
 */
export function recordPage<T>(
  items: readonly T[],
  positionOf: (item: T) => string,
  matches: (item: T) => boolean,
  input: PagedInput,
  call: Call,
): Page<T> {
  refuseInvalid(ofSize('maxRecords', input.MaxRecords, bounds));
  return pageOf(items, positionOf, matches, pageRequest(input, call, usualPage), bounds);
}

/**
 * Whether something has one of the names that were asked for; all have when there are none. A name that nothing has is
 * no error.
 * @param wanted - of the request
 * @throws CloudError `ValidationError` when there are too many
 */
export function hasName({ path, names, most }: WantedNames): (name: string | undefined) => boolean {
  if (names === undefined || names.length === 0) return () => true;
  refuseInvalid(eachOfLength(path, names, { least: 1, most: 255 }));
  if (names.length > most) {
    throw validationError(`The number of names in ${path} must not be more than ${most}.`);
  }
  const set = new Set<string | undefined>(names);
  return (name) => set.has(name);
}
