import type { DeleteSnapshotRequest } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { imageKind, snapshotKind } from './resourceIds.ts';
import { imageThatUses, removeSnapshot, snapshotOf } from './snapshots.ts';

/** EC2 API Reference, DeleteSnapshot: not while an image uses it, a disabled one included. */
export function deleteSnapshot(input: DeleteSnapshotRequest, { state, now }: Call): Record<string, never> {
  endDryRun(input.DryRun);
  const snapshot = snapshotOf(state, input.SnapshotId);
  const id = snapshotKind.idOf(snapshot);
  const user = imageThatUses(state, id);
  if (user !== undefined) {
    throw new CloudError(
      'InvalidSnapshot.InUse',
      `The snapshot ${id} is currently in use by ${imageKind.idOf(user)}`,
    );
  }
  removeSnapshot(state, snapshot, now);
  return {};
}
