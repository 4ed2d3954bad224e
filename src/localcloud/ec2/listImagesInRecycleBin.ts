import type {
  ImageRecycleBinInfo,
  ListImagesInRecycleBinRequest,
  ListImagesInRecycleBinResult,
} from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import type { BinnedImage, Call } from '../world.ts';
import { binnedImageId } from './binnedResources.ts';
import { endDryRun } from './commonChecks.ts';

/** The API Reference gives no range for ListImagesInRecycleBin. */
const bounds = { least: 1, most: 1000 };

/** EC2 API Reference, ListImagesInRecycleBin: an id that is not there is left out. */
export function listImagesInRecycleBin(
  input: ListImagesInRecycleBinRequest,
  call: Call,
): ListImagesInRecycleBinResult {
  endDryRun(input.DryRun);
  const { ImageIds = [] } = input;
  const isWanted = (binned: BinnedImage): boolean =>
    ImageIds.length === 0 || ImageIds.includes(binnedImageId(binned));
  const page = pageOf(call.state.binnedImages, binnedImageId, isWanted, pageRequest(input, call), bounds);
  return { Images: page.items.map(shown), NextToken: page.nextToken };
}

function shown({ image, enteredAt, exitsAt }: BinnedImage): ImageRecycleBinInfo {
  const { ImageId, Name, Description } = image;
  return { ImageId, Name, Description, RecycleBinEnterTime: enteredAt, RecycleBinExitTime: exitsAt };
}
