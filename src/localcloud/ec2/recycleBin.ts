import type { Image, Snapshot } from '@aws-sdk/client-ec2';
import { schedule } from '../dueChanges.ts';
import { retentionOf } from '../recyclebin/rules.ts';
import type { RegionState } from '../world.ts';
import { binnedImageId, binnedSnapshotId } from './binnedResources.ts';
import { permissionsOf } from './launchPermissions.ts';
import { insertSorted } from './newResources.ts';
import { imageKind, snapshotKind } from './resourceIds.ts';
import { volumePermissionsOf } from './volumePermissions.ts';

/** EBS User Guide, "Considerations for Recycle Bin": what is in the bin has this tag of AWS, and loses it when it is restored. */
const inBin = { Key: 'aws:recycle-bin:resource-in-bin', Value: 'true' };

/**
 * Puts an image that is deregistered into the bin, where a rule retains it; it is still in its list.
 * @param state - the region
 * @param image - the image
 * @param now - milliseconds since 1970
 */
export function retainImage(state: RegionState, image: Image, now: number): void {
  const retention = retentionOf(state, 'EC2_IMAGE', image.Tags);
  if (retention === undefined) return;
  const ImageId = imageKind.idOf(image);
  const permissions = { ImageId, LaunchPermissions: [...permissionsOf(state, ImageId)] };
  const binned = { image: { ...image, Tags: [...(image.Tags ?? []), inBin] }, permissions };
  insertSorted(state.binnedImages, { ...binned, ...times(now, retention) }, binnedImageId);
  schedule(state, now + retention, ImageId, 'binnedImageGone');
}

/**
 * Puts a snapshot that is deleted into the bin, where a rule retains it; it is still in its list.
 * @param state - the region
 * @param snapshot - the snapshot
 * @param now - milliseconds since 1970
 */
export function retainSnapshot(state: RegionState, snapshot: Snapshot, now: number): void {
  const retention = retentionOf(state, 'EBS_SNAPSHOT', snapshot.Tags);
  if (retention === undefined) return;
  const SnapshotId = snapshotKind.idOf(snapshot);
  const permissions = {
    SnapshotId,
    CreateVolumePermissions: [...volumePermissionsOf(state, SnapshotId)],
  };
  const binned = { snapshot: { ...snapshot, Tags: [...(snapshot.Tags ?? []), inBin] }, permissions };
  insertSorted(state.binnedSnapshots, { ...binned, ...times(now, retention) }, binnedSnapshotId);
  schedule(state, now + retention, SnapshotId, 'binnedSnapshotGone');
}

/**
 * What was in the bin, as it was before.
 * @param resource - with the tag of the bin
 */
export function withoutBinTag<T extends Image | Snapshot>(resource: T): T {
  return { ...resource, Tags: (resource.Tags ?? []).filter(({ Key }) => Key !== inBin.Key) };
}

function times(now: number, retention: number): { enteredAt: Date; exitsAt: Date } {
  return { enteredAt: new Date(now), exitsAt: new Date(now + retention) };
}
