import type {
  RestoreImageFromRecycleBinRequest,
  RestoreImageFromRecycleBinResult,
} from '@aws-sdk/client-ec2';
import { forget } from '../dueChanges.ts';
import type { Call } from '../world.ts';
import { binnedImageOf, dropBinnedImage } from './binnedResources.ts';
import { endDryRun } from './commonChecks.ts';
import { setPermissions } from './launchPermissions.ts';
import { insertSorted, removeFrom } from './newResources.ts';
import { withoutBinTag } from './recycleBin.ts';
import { imageKind, isWellFormed, snapshotKind } from './resourceIds.ts';

/**
 * EC2 API Reference, RestoreImageFromRecycleBin; EBS User Guide, "Recover deleted AMIs from the Recycle Bin": its snapshots have
 * to be restored first, and those that it was shared with have it again. AWS documents no code for one whose snapshots are not
 * there; it is that of a snapshot that does not exist.
 */
export function restoreImageFromRecycleBin(
  input: RestoreImageFromRecycleBinRequest,
  { state }: Call,
): RestoreImageFromRecycleBinResult {
  endDryRun(input.DryRun);
  const imageId = input.ImageId ?? '';
  if (!isWellFormed(imageId, imageKind)) throw imageKind.malformed(imageId);
  const binned = binnedImageOf(state, imageId);
  if (binned === undefined) throw imageKind.notFound([imageId]);
  const snapshotIds = (binned.image.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
  const missing = snapshotIds.filter((id) => snapshotKind.find(state, id) === undefined);
  if (missing.length > 0) throw snapshotKind.notFound(missing);
  dropBinnedImage(state, imageId);
  forget(state, imageId);
  removeFrom(state.deregisteredImages, imageId, imageKind.idOf);
  const image = withoutBinTag(binned.image);
  insertSorted(state.images, image, imageKind.idOf);
  setPermissions(state, image, binned.permissions.LaunchPermissions ?? []);
  return { Return: true };
}
