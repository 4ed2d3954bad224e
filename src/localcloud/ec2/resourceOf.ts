import { CloudError } from '../wire/cloudError.ts';
import type { RegionState, Taggable } from '../world.ts';
import type { ResourceKind } from './resourceKind.ts';
import { isWellFormed } from './resourceIds.ts';

/**
 * The one resource that a call is about.
 * @param state - the region
 * @param kind - what it is
 * @param id - as the request has it
 * @param parameter - name of the id's parameter, for the message
 * @throws CloudError `MissingParameter`, and the kind's own error for an id that is malformed or not there
 */
export function resourceOf<T extends Taggable>(
  state: RegionState,
  kind: ResourceKind<T>,
  id: string | undefined,
  parameter: string,
): T {
  if (id === undefined) {
    throw new CloudError('MissingParameter', `The request must contain the parameter ${parameter}`);
  }
  if (!isWellFormed(id, kind)) throw kind.malformed(id);
  const found = kind.find(state, id);
  if (found === undefined) throw kind.notFound([id]);
  return found;
}
