import type { DescribeImagesRequest, DescribeImagesResult, Image } from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import type { Call } from '../world.ts';
import { endDryRun, refuseIdsWithPaging } from './commonChecks.ts';
import { matcherOf } from './filters.ts';
import { imageFilters } from './imageFilters.ts';
import { namesAccount, permissionsOf } from './launchPermissions.ts';
import { insertSorted } from './newResources.ts';
import { imageKind, namedIn } from './resourceIds.ts';
import { unimplementedFilters } from './unimplementedFilters.ts';
import { isOfOther, isRemembered, sharedImages } from './visibleImages.ts';

/** The API Reference gives no range for DescribeImages; its pagination example uses 1000. */
const bounds = { least: 1, most: 1000 };

/**
 * EC2 API Reference, DescribeImages: the images that the caller may launch. Their owner sees deprecated ones whatever
 * `IncludeDeprecated` says, and disabled ones only with `IncludeDisabled`.
 */
export function describeImages(input: DescribeImagesRequest, call: Call): DescribeImagesResult {
  endDryRun(input.DryRun);
  refuseIdsWithPaging(input.ImageIds, input.MaxResults, 'imagesSet');
  const matchesFilters = matcherOf(input.Filters, imageFilters, unimplementedFilters.DescribeImages);
  const images = visibleImages(input, call);
  const named = namedImages(images, input.ImageIds, call);
  const isWanted = (image: Image): boolean =>
    (input.IncludeDisabled === true || image.State !== 'disabled') &&
    isOwnedBy(image, input.Owners, call.caller.account) &&
    isShownToOthers(image, input, call) &&
    mayBeLaunchedBy(image, input.ExecutableUsers, call) &&
    matchesFilters(image);
  const page = pageOf(named ?? images, imageKind.idOf, isWanted, pageRequest(input, call), bounds);
  return { Images: page.items, NextToken: page.nextToken };
}

/** Sorted by id. The caller's own images are not copied unless there are others to put between them. */
function visibleImages({ Owners = [] }: DescribeImagesRequest, call: Call): readonly Image[] {
  const onlyOwn =
    Owners.length > 0 && Owners.every((owner) => owner === 'self' || owner === call.caller.account);
  const shared = onlyOwn ? [] : sharedImages(call);
  if (shared.length === 0) return call.state.images;
  const images = call.state.images.slice();
  for (const image of shared) insertSorted(images, image, imageKind.idOf);
  return images;
}

/** Of an image that exists but that the caller may not launch, EC2 gives nothing, and does not say that it exists. */
function namedImages(
  images: readonly Image[],
  ids: readonly string[] | undefined,
  call: Call,
): Image[] | undefined {
  if (ids === undefined || ids.length === 0) return undefined;
  const visible = ids.filter(
    (id) =>
      imageKind.findIn(images, id) !== undefined || !(isOfOther(call, id) || isRemembered(call.state, id)),
  );
  return namedIn(images, imageKind, visible) ?? [];
}

function isOwnedBy(image: Image, owners: readonly string[] | undefined, self: string): boolean {
  if (owners === undefined || owners.length === 0) return true;
  return owners.some(
    (owner) => (owner === 'self' ? self : owner) === image.OwnerId || owner === image.ImageOwnerAlias,
  );
}

/**
 * EC2 User Guide, "Deprecate an AMI": to others than the owner a deprecated image does not appear unless its id is given
 * or deprecated ones are asked for.
 */
function isShownToOthers(image: Image, input: DescribeImagesRequest, { caller, now }: Call): boolean {
  if (image.OwnerId === caller.account || input.IncludeDeprecated === true) return true;
  if (image.DeprecationTime === undefined || Date.parse(image.DeprecationTime) > now) return true;
  return input.ImageIds?.includes(imageKind.idOf(image)) === true;
}

/**
 * EC2 API Reference, `ExecutableUsers`: `all` means public images; an account, or `self`, those that are shared with it
 * by name. Who has shared an image of another account with whom, besides with the caller, the caller does not learn.
 */
function mayBeLaunchedBy(image: Image, users: readonly string[] | undefined, call: Call): boolean {
  if (users === undefined || users.length === 0) return true;
  const { account } = call.caller;
  const isOwn = image.OwnerId === account;
  return users.some((user) => {
    if (user === 'all') return image.Public === true;
    const wanted = user === 'self' ? account : user;
    if (isOwn) return namesAccount(permissionsOf(call.state, imageKind.idOf(image)), wanted);
    return wanted === account && isNamedByOwner(image, call);
  });
}

function isNamedByOwner(image: Image, { world, region, caller }: Call): boolean {
  const state = world.accounts.get(image.OwnerId ?? '')?.get(region);
  return state !== undefined && namesAccount(permissionsOf(state, imageKind.idOf(image)), caller.account);
}
