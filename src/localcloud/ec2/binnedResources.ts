import { type BinnedImage, type BinnedSnapshot, positionOf, type RegionState } from '../world.ts';
import { removeFrom } from './newResources.ts';
import { imageKind, snapshotKind } from './resourceIds.ts';

/**
 * Id of an image in the bin, by which they are sorted.
 * @param binned - the image
 */
export function binnedImageId({ image }: BinnedImage): string {
  return imageKind.idOf(image);
}

/**
 * Id of a snapshot in the bin, by which they are sorted.
 * @param binned - the snapshot
 */
export function binnedSnapshotId({ snapshot }: BinnedSnapshot): string {
  return snapshotKind.idOf(snapshot);
}

/**
 * The image of an id in the bin.
 * @param state - the region
 * @param imageId - its id
 */
export function binnedImageOf({ binnedImages }: RegionState, imageId: string): BinnedImage | undefined {
  const found = binnedImages[positionOf(binnedImages, imageId, binnedImageId)];
  return found !== undefined && binnedImageId(found) === imageId ? found : undefined;
}

/**
 * The snapshot of an id in the bin.
 * @param state - the region
 * @param snapshotId - its id
 */
export function binnedSnapshotOf(
  { binnedSnapshots }: RegionState,
  snapshotId: string,
): BinnedSnapshot | undefined {
  const found = binnedSnapshots[positionOf(binnedSnapshots, snapshotId, binnedSnapshotId)];
  return found !== undefined && binnedSnapshotId(found) === snapshotId ? found : undefined;
}

/**
 * Takes an image out of the bin for good.
 * @param state - the region
 * @param imageId - its id
 */
export function dropBinnedImage(state: RegionState, imageId: string): void {
  removeFrom(state.binnedImages, imageId, binnedImageId);
}

/**
 * Takes a snapshot out of the bin for good.
 * @param state - the region
 * @param snapshotId - its id
 */
export function dropBinnedSnapshot(state: RegionState, snapshotId: string): void {
  removeFrom(state.binnedSnapshots, snapshotId, binnedSnapshotId);
}
