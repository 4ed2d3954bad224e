import type {
  DeleteSnapshotReturnCode,
  DeregisterImageRequest,
  DeregisterImageResult,
  Image,
} from '@aws-sdk/client-ec2';
import { forget } from '../dueChanges.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { refuseProtected } from './deregistrationProtection.ts';
import { setPermissions } from './launchPermissions.ts';
import { insertSorted, removeFrom } from './newResources.ts';
import { retainImage } from './recycleBin.ts';
import { imageKind, snapshotKind } from './resourceIds.ts';
import { imageThatUses, removeSnapshot } from './snapshots.ts';
import { ownImage } from './visibleImages.ts';

/**
 * EC2 API Reference, DeregisterImage: an image in any state, whether anything uses it or not. One that is pending never
 * becomes available then. Where a rule of the recycle bin matches it goes there.
 */
export function deregisterImage(input: DeregisterImageRequest, call: Call): DeregisterImageResult {
  endDryRun(input.DryRun);
  const { state, now } = call;
  const image = ownImage(call, input.ImageId ?? '');
  refuseProtected(image);
  const ImageId = imageKind.idOf(image);
  forget(state, ImageId);
  retainImage(state, image, now);
  setPermissions(state, image, []);
  removeFrom(state.images, ImageId, imageKind.idOf);
  insertSorted(state.deregisteredImages, { ImageId }, imageKind.idOf);
  return {
    Return: true,
    DeleteSnapshotResults: input.DeleteAssociatedSnapshots === true ? endSnapshots(call, image) : undefined,
  };
}

/** EC2 API Reference, DeleteSnapshotReturnCode. */
function endSnapshots({ state, now }: Call, { BlockDeviceMappings = [] }: Image): DeleteSnapshotReturnCode[] {
  const ids = new Set(BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []));
  return [...ids].map((SnapshotId) => {
    if (imageThatUses(state, SnapshotId) !== undefined) return { SnapshotId, ReturnCode: 'skipped' };
    const snapshot = snapshotKind.find(state, SnapshotId);
    if (snapshot === undefined) return { SnapshotId, ReturnCode: 'client-error' };
    removeSnapshot(state, snapshot, now);
    return { SnapshotId, ReturnCode: 'success' };
  });
}
