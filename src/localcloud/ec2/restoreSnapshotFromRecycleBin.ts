import type {
  RestoreSnapshotFromRecycleBinRequest,
  RestoreSnapshotFromRecycleBinResult,
} from '@aws-sdk/client-ec2';
import { forget } from '../dueChanges.ts';
import type { Call } from '../world.ts';
import { binnedSnapshotOf, dropBinnedSnapshot } from './binnedResources.ts';
import { endDryRun } from './commonChecks.ts';
import { insertSorted } from './newResources.ts';
import { withoutBinTag } from './recycleBin.ts';
import { isWellFormed, snapshotKind } from './resourceIds.ts';
import { setVolumePermissions } from './volumePermissions.ts';

/** EC2 API Reference, RestoreSnapshotFromRecycleBin: those that it was shared with have it again. */
export function restoreSnapshotFromRecycleBin(
  input: RestoreSnapshotFromRecycleBinRequest,
  { state }: Call,
): RestoreSnapshotFromRecycleBinResult {
  endDryRun(input.DryRun);
  const snapshotId = input.SnapshotId ?? '';
  if (!isWellFormed(snapshotId, snapshotKind)) throw snapshotKind.malformed(snapshotId);
  const binned = binnedSnapshotOf(state, snapshotId);
  if (binned === undefined) throw snapshotKind.notFound([snapshotId]);
  dropBinnedSnapshot(state, snapshotId);
  forget(state, snapshotId);
  const snapshot = withoutBinTag(binned.snapshot);
  insertSorted(state.snapshots, snapshot, snapshotKind.idOf);
  setVolumePermissions(state, snapshotId, binned.permissions.CreateVolumePermissions ?? []);
  const { VolumeId, State, StartTime, Progress, OwnerId, Description, VolumeSize, Encrypted } = snapshot;
  return {
    SnapshotId: snapshotId,
    VolumeId,
    State,
    StartTime,
    Progress,
    OwnerId,
    Description,
    VolumeSize,
    Encrypted,
  };
}
