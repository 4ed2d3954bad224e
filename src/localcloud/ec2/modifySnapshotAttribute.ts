import type { CreateVolumePermission, ModifySnapshotAttributeRequest, Snapshot } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { usualKey } from './encryption.ts';
import { type PermissionChange, permissionChange, permissionsAfter } from './permissionChanges.ts';
import { snapshotKind } from './resourceIds.ts';
import { snapshotOf } from './snapshots.ts';
import { setVolumePermissions, volumePermissionsOf } from './volumePermissions.ts';

/** EC2 API Reference, ModifySnapshotAttribute: modifications in one operation. */
const mostModifications = 500;

/** EC2 API Reference, ModifySnapshotAttribute: who may make volumes of a snapshot that the caller owns. */
export function modifySnapshotAttribute(
  input: ModifySnapshotAttributeRequest,
  { state }: Call,
): Record<string, never> {
  endDryRun(input.DryRun);
  const snapshot = snapshotOf(state, input.SnapshotId);
  const id = snapshotKind.idOf(snapshot);
  const change = changeOf(input);
  change.add.forEach((permission) => {
    refuseEncrypted(snapshot, permission);
  });
  setVolumePermissions(state, id, permissionsAfter(volumePermissionsOf(state, id), change, keyOf));
  return {};
}

function changeOf(input: ModifySnapshotAttributeRequest): PermissionChange<CreateVolumePermission> {
  const { Attribute: attribute = 'createVolumePermission' } = input;
  if (attribute !== 'createVolumePermission') {
    throw new CloudError('InvalidParameterValue', `Value (${attribute}) for parameter attribute is invalid.`);
  }
  const named = [
    ...(input.UserIds ?? []).map((UserId) => ({ UserId })),
    ...(input.GroupNames ?? []).map((name) => ({ Group: groupNamed(name) })),
  ];
  const change = permissionChange(input.CreateVolumePermission, named, input.OperationType);
  if (change === undefined) {
    throw new CloudError('InvalidParameterCombination', 'No attributes specified.');
  }
  const add = change.add.flatMap(onesOf);
  const remove = change.remove.flatMap(onesOf);
  if (add.length > 0 && remove.length > 0) {
    throw new CloudError(
      'InvalidParameterCombination',
      'Permissions cannot be added and removed in the same operation.',
    );
  }
  if (add.length + remove.length > mostModifications) {
    throw new CloudError(
      'InvalidParameterValue',
      `At most ${mostModifications} modifications can be made in one operation.`,
    );
  }
  return { add, remove };
}

/** EC2 API Reference, ModifySnapshotAttribute, example 1: one item may name an account and the group. */
function onesOf({ UserId, Group }: CreateVolumePermission): CreateVolumePermission[] {
  if (UserId !== undefined && !/^\d{12}$/u.test(UserId)) throw invalidItem(UserId, 'userId');
  return [
    ...(UserId === undefined ? [] : [{ UserId }]),
    ...(Group === undefined ? [] : [{ Group: groupNamed(Group) }]),
  ];
}

function groupNamed(name: string): 'all' {
  if (name !== 'all') throw invalidItem(name, 'group');
  return name;
}

/** The code is that of launch permissions; AWS documents none for snapshots. */
function invalidItem(value: string, kind: string): CloudError {
  return new CloudError(
    'InvalidAMIAttributeItemValue',
    `Invalid attribute item value "${value}" for ${kind} item type.`,
  );
}

/**
 * EC2 API Reference, ModifySnapshotAttribute: encrypted snapshots cannot be made public; those that are encrypted with
 * the usual key cannot be shared at all. The second is worded as in hashicorp/packer#7499.
 */
function refuseEncrypted(
  { Encrypted, KmsKeyId = usualKey }: Snapshot,
  { Group }: CreateVolumePermission,
): void {
  if (Encrypted !== true) return;
  if (KmsKeyId === usualKey) {
    throw new CloudError(
      'OperationNotPermitted',
      'Encrypted snapshots with EBS default key cannot be shared',
    );
  }
  if (Group !== undefined) {
    throw new CloudError('OperationNotPermitted', 'Encrypted snapshots cannot be shared publicly');
  }
}

function keyOf({ UserId, Group }: CreateVolumePermission): string {
  return JSON.stringify([UserId, Group]);
}
