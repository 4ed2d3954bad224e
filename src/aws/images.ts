import type { Image as Ec2Image } from '@aws-sdk/client-ec2';
import * as l10n from '@vscode/l10n';
import { type Image, type ImageState, imageStates } from '../core/images/image.ts';
import type { ImagePage } from '../core/images/imageReader.ts';
import { parseTimestamp } from '../core/time/age.ts';

/**
 * The images of one answer of DescribeImages; what has no id is counted as unreadable, never dropped in silence.
 * @param described - `Images` of the answer
 * @param region - where it was asked for
 */
export function toImagePage(described: readonly Ec2Image[], region: string): ImagePage {
  const images: Image[] = [];
  const unreadable: string[] = [];
  for (const entry of described) {
    if (entry.ImageId === undefined) {
      unreadable.push(
        entry.Name === undefined
          ? l10n.t('An image without id and name in {0}', region)
          : l10n.t('An image without id in {0}: {1}', region, entry.Name),
      );
    } else {
      images.push(toImage(entry, entry.ImageId, region));
    }
  }
  return { images, unreadable };
}

function toImage(described: Ec2Image, id: string, region: string): Image {
  return {
    id,
    region,
    name: described.Name,
    description: described.Description,
    ownerId: described.OwnerId,
    state: toState(described.State),
    stateReason: described.StateReason?.Message,
    createdAt: toTime(described.CreationDate),
    deprecatedAt: toTime(described.DeprecationTime),
    lastLaunchedAt: toTime(described.LastLaunchedTime),
    deregistrationProtection: described.DeregistrationProtection,
    isPublic: described.Public === true,
    isShared: false,
    architecture: described.Architecture,
    bootMode: described.BootMode,
    imdsSupport: described.ImdsSupport,
    platform: described.PlatformDetails,
    virtualizationType: described.VirtualizationType,
    rootDeviceName: described.RootDeviceName,
    source: {
      imageId: described.SourceImageId,
      region: described.SourceImageRegion,
      instanceId: described.SourceInstanceId,
    },
    disks: (described.BlockDeviceMappings ?? []).map(({ DeviceName, Ebs }) => ({
      deviceName: DeviceName ?? '',
      snapshotId: Ebs?.SnapshotId,
      size: Ebs?.VolumeSize,
      volumeType: Ebs?.VolumeType,
      isEncrypted: Ebs?.Encrypted,
    })),
    tags: new Map((described.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
  };
}

function toState(state: string | undefined): ImageState {
  return imageStates.find((known) => known === state) ?? 'unknown';
}

function toTime(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseTimestamp(text);
}
