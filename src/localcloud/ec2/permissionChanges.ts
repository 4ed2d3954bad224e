import type { OperationType } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';

/** A change of who is permitted something. */
export interface PermissionChange<Permission> {
  readonly add: readonly Permission[];
  readonly remove: readonly Permission[];
}

/**
 * The change that a request asks for, by a structure of its own or by lists of names and what shall be done with them.
 * @param structure - of the request; it counts where there are both, as Packer sends them
 * @param named - what the lists name
 * @param operation - `OperationType` of the request
 * @returns undefined when the request asks for none
 * @throws CloudError `MissingParameter` for lists without an operation
 */
export function permissionChange<Permission>(
  structure:
    { readonly Add?: Permission[] | undefined; readonly Remove?: Permission[] | undefined } | undefined,
  named: readonly Permission[],
  operation: OperationType | undefined,
): PermissionChange<Permission> | undefined {
  if (structure !== undefined) return { add: structure.Add ?? [], remove: structure.Remove ?? [] };
  if (named.length === 0) return undefined;
  if (operation === 'add') return { add: named, remove: [] };
  if (operation === 'remove') return { add: [], remove: named };
  throw new CloudError('MissingParameter', 'The request must contain the parameter operationType');
}

/**
 * Who is permitted after a change. A permission that is there already, or that is taken away and was not there, changes
 * nothing.
 * @param before - who was permitted
 * @param change - of it
 * @param keyOf - the same for permissions that are the same
 */
export function permissionsAfter<Permission>(
  before: readonly Permission[],
  { add, remove }: PermissionChange<Permission>,
  keyOf: (permission: Permission) => string,
): Permission[] {
  const after = new Map([...before, ...add].map((each) => [keyOf(each), each]));
  for (const each of remove) after.delete(keyOf(each));
  return [...after.values()];
}
