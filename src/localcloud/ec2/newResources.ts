import { type Call, positionOf } from '../world.ts';

/**
 * An id that no resource has yet.
 * @param call - where chance comes from
 * @param prefix - of the kind of resource: `ami-`
 */
export function newId({ newSecret }: Pick<Call, 'newSecret'>, prefix: string): string {
  return `${prefix}0${newSecret().slice(0, 16)}`;
}

/**
 * Puts something where it belongs in a list.
 * @param items - sorted by id
 * @param item - whose id is not in the list
 * @param idOf - id of an item
 */
export function insertSorted<T>(items: T[], item: T, idOf: (item: T) => string): void {
  items.splice(positionOf(items, idOf(item), idOf), 0, item);
}

/**
 * Takes something out of a list, if it is there.
 * @param items - sorted by id
 * @param id - of what goes
 * @param idOf - id of an item
 */
export function removeFrom<T>(items: T[], id: string, idOf: (item: T) => string): void {
  const position = positionOf(items, id, idOf);
  const found = items[position];
  if (found !== undefined && idOf(found) === id) items.splice(position, 1);
}
