import type { Image, ImageAttribute, LaunchPermission } from '@aws-sdk/client-ec2';
import type { RegionState } from '../world.ts';
import { insertSorted, removeFrom } from './newResources.ts';

const idOf = ({ ImageId = '' }: ImageAttribute): string => ImageId;

/**
 * Says who may launch an image besides its owner, in place of what was said before. An image that everybody may launch
 * is public (EC2 API Reference, Image, `Public`).
 * @param state - region of the image
 * @param image - one of the region
 * @param permissions - all of them
 */
export function setPermissions(state: RegionState, image: Image, permissions: LaunchPermission[]): void {
  const { ImageId = '' } = image;
  removeFrom(state.launchPermissions, ImageId, idOf);
  if (permissions.length > 0) {
    insertSorted(state.launchPermissions, { ImageId, LaunchPermissions: permissions }, idOf);
  }
  image.Public = permissions.some(({ Group }) => Group === 'all');
}
