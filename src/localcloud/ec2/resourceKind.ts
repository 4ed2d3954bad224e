import type { ResourceType, Tag } from '@aws-sdk/client-ec2';
import type { CloudError } from '../wire/cloudError.ts';
import { positionOf, type RegionState, type Taggable } from '../world.ts';

/** A kind of resource: how its ids look, where it is, and how EC2 says that an id is wrong. */
export interface ResourceKind<T extends Taggable> {
  /** As DescribeTags names it. */
  readonly type: ResourceType;
  readonly prefix: string;
  /** What comes after the prefix; 8 or 17 hexadecimal digits unless it is said. */
  readonly pattern?: RegExp;
  readonly listOf: (state: RegionState) => readonly T[];
  readonly idOf: (resource: T) => string;
  readonly malformed: (id: string) => CloudError;
  readonly notFound: (ids: readonly string[]) => CloudError;
  /** The resource of an id, if a list that is sorted by id has it. */
  readonly findIn: (items: readonly T[], id: string) => T | undefined;
  /** The resource of an id, if a region has it. */
  readonly find: (state: RegionState, id: string) => T | undefined;
  /** Id and tags of every resource of a region. */
  readonly tagged: (state: RegionState) => { readonly id: string; readonly tags: readonly Tag[] }[];
}

/**
 * A kind of resource, with what follows from its list and its ids.
 * @param definition - what differs from kind to kind
 */
export function kind<T extends Taggable>(
  definition: Omit<ResourceKind<T>, 'find' | 'findIn' | 'tagged'>,
): ResourceKind<T> {
  const { idOf, listOf } = definition;
  const findIn = (items: readonly T[], id: string): T | undefined => {
    const found = items[positionOf(items, id, idOf)];
    return found !== undefined && idOf(found) === id ? found : undefined;
  };
  return {
    ...definition,
    findIn,
    find: (state, id) => findIn(listOf(state), id),
    tagged: (state) => listOf(state).map((resource) => ({ id: idOf(resource), tags: resource.Tags ?? [] })),
  };
}
