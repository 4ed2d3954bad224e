import type { CreateVolumePermission, DescribeSnapshotAttributeResult } from '@aws-sdk/client-ec2';
import { positionOf, type RegionState } from '../world.ts';
import { insertSorted, removeFrom } from './newResources.ts';

const idOf = ({ SnapshotId = '' }: DescribeSnapshotAttributeResult): string => SnapshotId;

/**
 * Who may make volumes of a snapshot besides its owner.
 * @param state - region of the snapshot
 * @param snapshotId - its id
 */
export function volumePermissionsOf(
  { volumePermissions }: RegionState,
  snapshotId: string,
): readonly CreateVolumePermission[] {
  const found = volumePermissions[positionOf(volumePermissions, snapshotId, idOf)];
  return found?.SnapshotId === snapshotId ? (found.CreateVolumePermissions ?? []) : [];
}

/**
 * Says who may make volumes of a snapshot besides its owner, in place of what was said before.
 * @param state - region of the snapshot
 * @param snapshotId - its id
 * @param permissions - all of them
 */
export function setVolumePermissions(
  { volumePermissions }: RegionState,
  snapshotId: string,
  permissions: CreateVolumePermission[],
): void {
  removeFrom(volumePermissions, snapshotId, idOf);
  if (permissions.length === 0) return;
  insertSorted(volumePermissions, { SnapshotId: snapshotId, CreateVolumePermissions: permissions }, idOf);
}
