import type { Image } from '@aws-sdk/client-ec2';
import { regionAt } from '../dueChanges.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call, RegionState } from '../world.ts';
import { permits } from './launchPermissions.ts';
import { imageKind, isWellFormed } from './resourceIds.ts';

/**
 * Images of other accounts that the caller may launch in the region of the call, as EC2 shows them to somebody who does
 * not own them.
 * @param call - who asks, and where
 * @returns sorted by id
 */
export function sharedImages(call: Call): Image[] {
  return statesOfOthers(call)
    .flatMap((state) =>
      state.launchPermissions
        .filter(({ LaunchPermissions = [] }) => permits(LaunchPermissions, call.caller.account))
        .flatMap(({ ImageId = '' }) => imageKind.find(state, ImageId) ?? []),
    )
    .map(asSeenByOthers)
    .sort((a, b) => (imageKind.idOf(a) < imageKind.idOf(b) ? -1 : 1));
}

/**
 * Whether an account other than the caller's has an image in the region of the call, whoever may launch it.
 * @param call - who asks, and where
 * @param imageId - id of the image
 */
export function isOfOther(call: Call, imageId: string): boolean {
  return statesOfOthers(call).some((state) => imageKind.find(state, imageId) !== undefined);
}

/**
 * The image of an id that the caller may launch: an own one, or one that is shared with the caller.
 * @param call - who launches, and where
 * @param imageId - id of the image
 * @throws CloudError `InvalidAMIID.Malformed`, `InvalidAMIID.NotFound`, `AuthFailure`, `InvalidAMIID.Unavailable` for
 * one in a state from which nothing can be launched
 */
export function imageToLaunch(call: Call, imageId: string): Image {
  if (!isWellFormed(imageId, imageKind)) throw imageKind.malformed(imageId);
  const image =
    imageKind.find(call.state, imageId) ?? sharedImages(call).find(({ ImageId }) => ImageId === imageId);
  if (image === undefined) {
    if (!isOfOther(call, imageId)) throw gone(call.state, imageId);
    throw new CloudError('AuthFailure', `Not authorized for images: [${imageId}]`);
  }
  return available(image);
}

/**
 * The image of an id, if the caller owns it.
 * @param call - who asks, and where
 * @param imageId - id of the image
 * @throws CloudError `InvalidAMIID.Malformed`, `InvalidAMIID.NotFound`, `InvalidAMIID.Unavailable` for one that was
 * deregistered, `AuthFailure` for one of another account
 */
export function ownImage(call: Call, imageId: string): Image {
  if (!isWellFormed(imageId, imageKind)) throw imageKind.malformed(imageId);
  const image = imageKind.find(call.state, imageId);
  if (image !== undefined) return image;
  if (!isOfOther(call, imageId)) throw gone(call.state, imageId);
  throw new CloudError('AuthFailure', `Not authorized for image:${imageId}`);
}

/** EC2 API Reference, "Error codes": `InvalidAMIID.Unavailable` for one that was deregistered. */
function gone({ deregisteredImages }: RegionState, imageId: string): CloudError {
  if (imageKind.findIn(deregisteredImages, imageId) === undefined) return imageKind.notFound([imageId]);
  return new CloudError('InvalidAMIID.Unavailable', `The image ID '${imageId}' is no longer available`);
}

/**
 * Whether an image was deregistered and an instance still names it (EC2 API Reference, DescribeImages: then it is empty,
 * and an id that cannot be found only after all of them have ended).
 * @param state - the region
 * @param imageId - id of the image
 */
export function isRemembered({ deregisteredImages, instances }: RegionState, imageId: string): boolean {
  return (
    imageKind.findIn(deregisteredImages, imageId) !== undefined &&
    instances.some(({ ImageId, State }) => ImageId === imageId && State?.Name !== 'terminated')
  );
}

/**
 * Refuses an image that is not available (EC2 API Reference, "Error codes": `InvalidAMIID.Unavailable`).
 * @param image - any image
 * @returns the image
 * @throws CloudError `InvalidAMIID.Unavailable`
 */
export function available(image: Image): Image {
  if (image.State === 'available') return image;
  throw new CloudError(
    'InvalidAMIID.Unavailable',
    `The image ID '${imageKind.idOf(image)}' is not available: its state is ${image.State ?? 'unknown'}`,
  );
}

function statesOfOthers({ world, caller, region, now }: Call): RegionState[] {
  return [...world.accounts.keys()]
    .filter((account) => account !== caller.account)
    .map((account) => regionAt(world, account, region, now));
}

/**
 * EC2 User Guide, "Share an AMI": tags are not shared, except those with the prefix `ec2:SharedTag/`. EC2 API Reference,
 * `LastLaunchedTime`: only for the owner.
 */
function asSeenByOthers(image: Image): Image {
  const shared = (image.Tags ?? []).filter(({ Key }) => Key?.startsWith('ec2:SharedTag/') === true);
  return { ...image, LastLaunchedTime: undefined, Tags: shared.length === 0 ? undefined : shared };
}
