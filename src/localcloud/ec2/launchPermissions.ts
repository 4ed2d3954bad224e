import type { Image, ImageAttribute, LaunchPermission } from '@aws-sdk/client-ec2';
import { positionOf, type RegionState } from '../world.ts';
import { insertSorted, removeFrom } from './newResources.ts';

const idOf = ({ ImageId = '' }: ImageAttribute): string => ImageId;

/**
 * Who may launch an image besides its owner.
 * @param state - region of the image
 * @param imageId - its id
 */
export function permissionsOf(state: RegionState, imageId: string): readonly LaunchPermission[] {
  const found = state.launchPermissions[positionOf(state.launchPermissions, imageId, idOf)];
  return found?.ImageId === imageId ? (found.LaunchPermissions ?? []) : [];
}

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

/**
 * Whether permissions name an account itself. Those of organizations name none: no account of this world is in one.
 * @param permissions - of an image
 * @param account - id of the account
 */
export function namesAccount(permissions: readonly LaunchPermission[], account: string): boolean {
  return permissions.some(({ UserId }) => UserId === account);
}

/**
 * Whether permissions let an account launch an image: by its id, or because everybody may.
 * @param permissions - of an image
 * @param account - id of the account
 */
export function permits(permissions: readonly LaunchPermission[], account: string): boolean {
  return namesAccount(permissions, account) || permissions.some(({ Group }) => Group === 'all');
}
