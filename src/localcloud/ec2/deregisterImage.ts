import type {
  DeleteSnapshotReturnCode,
  DeregisterImageRequest,
  DeregisterImageResult,
  Image,
} from '@aws-sdk/client-ec2';
import { forget } from '../dueChanges.ts';
import type { Call, RegionState } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { refuseProtected } from './deregistrationProtection.ts';
import { setPermissions } from './launchPermissions.ts';
import { insertSorted, removeFrom } from './newResources.ts';
import { imageKind, snapshotKind } from './resourceIds.ts';
import { imageThatUses, removeSnapshot } from './snapshots.ts';
import { ownImage } from './visibleImages.ts';

/**
 * EC2 API Reference, DeregisterImage: an image in any state, whether anything uses it or not. One that is pending never
 * becomes available then.
 */
export function deregisterImage(input: DeregisterImageRequest, call: Call): DeregisterImageResult {
  endDryRun(input.DryRun);
  const { state } = call;
  const image = ownImage(call, input.ImageId ?? '');
  refuseProtected(image);
  const ImageId = imageKind.idOf(image);
  setPermissions(state, image, []);
  removeFrom(state.images, ImageId, imageKind.idOf);
  forget(state, ImageId);
  insertSorted(state.deregisteredImages, { ImageId }, imageKind.idOf);
  return {
    Return: true,
    DeleteSnapshotResults: input.DeleteAssociatedSnapshots === true ? endSnapshots(state, image) : undefined,
  };
}

/** EC2 API Reference, DeleteSnapshotReturnCode. */
function endSnapshots(state: RegionState, { BlockDeviceMappings = [] }: Image): DeleteSnapshotReturnCode[] {
  const ids = new Set(BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []));
  return [...ids].map((SnapshotId) => {
    if (imageThatUses(state, SnapshotId) !== undefined) return { SnapshotId, ReturnCode: 'skipped' };
    if (snapshotKind.find(state, SnapshotId) === undefined) return { SnapshotId, ReturnCode: 'client-error' };
    removeSnapshot(state, SnapshotId);
    return { SnapshotId, ReturnCode: 'success' };
  });
}
