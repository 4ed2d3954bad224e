import type { Image, Snapshot } from '@aws-sdk/client-ec2';
import { forget } from '../dueChanges.ts';
import type { RegionState } from '../world.ts';
import { removeFrom } from './newResources.ts';
import { retainSnapshot } from './recycleBin.ts';
import { snapshotKind } from './resourceIds.ts';
import { resourceOf } from './resourceOf.ts';
import { setVolumePermissions } from './volumePermissions.ts';

/**
 * The snapshot of an id.
 * @param state - the region
 * @param id - as the request has it
 * @throws CloudError `MissingParameter`, `InvalidParameterValue`, `InvalidSnapshot.NotFound`
 */
export function snapshotOf(state: RegionState, id: string | undefined): Snapshot {
  return resourceOf(state, snapshotKind, id, 'snapshotId');
}

/**
 * An image that starts from a snapshot, if there is one.
 * @param state - the region
 * @param snapshotId - id of the snapshot
 */
export function imageThatUses({ images }: RegionState, snapshotId: string): Image | undefined {
  return images.find(({ BlockDeviceMappings = [] }) =>
    BlockDeviceMappings.some(({ Ebs }) => Ebs?.SnapshotId === snapshotId),
  );
}

/**
 * Ends a snapshot, which goes into the recycle bin where a rule matches. One that is pending never becomes complete then.
 * @param state - the region
 * @param snapshot - one that no image uses
 * @param now - milliseconds since 1970
 */
export function removeSnapshot(state: RegionState, snapshot: Snapshot, now: number): void {
  const snapshotId = snapshotKind.idOf(snapshot);
  forget(state, snapshotId);
  retainSnapshot(state, snapshot, now);
  removeFrom(state.snapshots, snapshotId, snapshotKind.idOf);
  setVolumePermissions(state, snapshotId, []);
}
