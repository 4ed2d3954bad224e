import * as l10n from '@vscode/l10n';
import { isoTime } from '../time/age.ts';
import { byNewestFirst, compareText, type Image } from './image.ts';
import { imageArn, imageConsoleUrl } from './imageAddress.ts';
import type { ImageTarget } from './imageTarget.ts';
import { fullTitleOf } from './imageWords.ts';
import type { LaunchPermissionsState } from './launchPermissions.ts';

/**
 * Everything known of an image, for a document: always the same keys in the same order, times as ISO 8601, nothing
 * that changes while the image does not.
 * @param target - which image
 * @param permissions - its launch permissions as far as they are known
 */
export function imageDetails(
  { environment, image }: ImageTarget,
  permissions: LaunchPermissionsState,
): Readonly<Record<string, unknown>> {
  return {
    id: image.id,
    name: image.name,
    description: image.description,
    environment: environment.name,
    region: image.region,
    ownerId: image.ownerId,
    arn: imageArn(image),
    consoleUrl: imageConsoleUrl(image),
    state: image.state,
    stateReason: image.stateReason,
    createdAt: isoTime(image.createdAt),
    deprecatedAt: isoTime(image.deprecatedAt),
    lastLaunchedAt: isoTime(image.lastLaunchedAt),
    deregistrationProtection: image.deregistrationProtection,
    isPublic: image.isPublic,
    isShared: image.isShared,
    architecture: image.architecture,
    bootMode: image.bootMode,
    imdsSupport: image.imdsSupport,
    platform: image.platform,
    virtualizationType: image.virtualizationType,
    rootDeviceName: image.rootDeviceName,
    source: sourceOf(image),
    disks: image.disks.map(({ deviceName, snapshotId, size, volumeType, isEncrypted }) => ({
      deviceName,
      snapshotId,
      sizeGiB: size,
      volumeType,
      isEncrypted,
    })),
    launchPermissions: launchPermissionsOf(permissions),
    tags: sortedTags(image),
  };
}

/**
 * What two images may have in common, for the comparison of both: without ids, times and the snapshots that every
 * image has of its own, lists sorted, so that only real differences show.
 * @param image - one of both
 * @param permissions - its launch permissions as far as they are known
 */
export function imageComparison(
  image: Image,
  permissions: LaunchPermissionsState,
): Readonly<Record<string, unknown>> {
  return {
    name: image.name,
    description: image.description,
    state: image.state,
    stateReason: image.stateReason,
    deregistrationProtection: image.deregistrationProtection,
    boot: {
      architecture: image.architecture,
      platform: image.platform,
      bootMode: image.bootMode,
      imdsSupport: image.imdsSupport,
      virtualizationType: image.virtualizationType,
      rootDeviceName: image.rootDeviceName,
    },
    source: sourceOf(image),
    blockDevices: [...image.disks]
      .sort((a, b) => compareText(a.deviceName, b.deviceName))
      .map(({ deviceName, size, volumeType, isEncrypted }) => ({
        deviceName,
        sizeGiB: size,
        volumeType,
        isEncrypted,
      })),
    launchPermissions: launchPermissionsOf(permissions),
    tags: sortedTags(image),
  };
}

/**
 * Two images in the order in which they are compared.
 * @returns the older one first; one of unknown age counts as older
 */
export function olderFirst(one: ImageTarget, other: ImageTarget): [older: ImageTarget, newer: ImageTarget] {
  return byNewestFirst(one.image, other.image) > 0 ? [one, other] : [other, one];
}

/** Titles of both have to find room in the tab of an editor; UTF-16 code units. */
const longestTitle = 40;

/**
 * What to call the comparison of two images.
 * @param older - the one on the left
 * @param newer - the one on the right
 */
export function comparisonTitle(older: ImageTarget, newer: ImageTarget): string {
  const [left, right] = [older, newer].map(({ environment, image }) => {
    const title = fullTitleOf(image, environment.tagNames);
    // A character that takes two code units is not cut in half.
    const short =
      title.length > longestTitle ? `${title.slice(0, longestTitle).replace(/\p{Cs}$/u, '')}…` : title;
    return `${short} (${environment.name}, ${image.id})`;
  });
  return `${left ?? ''} ↔ ${right ?? ''}`;
}

function sourceOf({ source }: Image): Readonly<Record<string, unknown>> {
  return { imageId: source.imageId, region: source.region, instanceId: source.instanceId };
}

function launchPermissionsOf(state: LaunchPermissionsState): Readonly<Record<string, unknown>> {
  switch (state.kind) {
    case 'reading':
      return { note: l10n.t('Reading…') };
    case 'cancelled':
      return { note: l10n.t('Not read') };
    case 'failed':
      return { error: state.message };
    case 'read': {
      const { isPublic, accounts, organizations, organizationalUnits, unreadable } = state.permissions;
      const known = { isPublic, accounts, organizations, organizationalUnits };
      return unreadable.length === 0 ? known : { ...known, unreadable };
    }
  }
}

function sortedTags({ tags }: Image): Readonly<Record<string, string>> {
  return Object.fromEntries([...tags].sort(([a], [b]) => compareText(a, b)));
}
