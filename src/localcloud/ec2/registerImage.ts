import type { BlockDeviceMapping, RegisterImageRequest, RegisterImageResult } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { checkDeviceNames, checkVolumeSize } from './blockDevices.ts';
import { endDryRun } from './commonChecks.ts';
import { addImage, checkNewImage } from './newImage.ts';
import { newId } from './newResources.ts';
import { isWellFormed, snapshotKind } from './resourceIds.ts';
import { tagsToCreate } from './tagSpecifications.ts';

/** EC2 API Reference, RegisterImage: an image whose disks start from snapshots that are there already. */
export function registerImage(input: RegisterImageRequest, call: Call): RegisterImageResult {
  endDryRun(input.DryRun);
  checkNewImage(call, input.Name, input.Description);
  if (input.ImageLocation !== undefined) {
    throw new CloudError('UnsupportedOperation', 'The local cloud has no images in Amazon S3.');
  }
  const tagsOf = tagsToCreate(input.TagSpecifications, ['image']);
  const rootDeviceName = input.RootDeviceName ?? '/dev/sda1';
  const disks = (input.BlockDeviceMappings ?? []).map((mapping) => diskOf(mapping, call));
  checkDeviceNames(disks);
  if (!disks.some(({ DeviceName, Ebs }) => DeviceName === rootDeviceName && Ebs?.SnapshotId !== undefined)) {
    throw new CloudError(
      'InvalidBlockDeviceMapping',
      `The root device '${rootDeviceName}' must be mapped to a snapshot`,
    );
  }
  const imageId = newId(call, 'ami-');
  addImage(call, imageId, {
    Name: input.Name,
    Description: input.Description,
    Architecture: input.Architecture ?? 'i386',
    VirtualizationType: input.VirtualizationType === 'hvm' ? 'hvm' : 'paravirtual',
    RootDeviceName: rootDeviceName,
    BlockDeviceMappings: disks,
    EnaSupport: input.EnaSupport ?? false,
    SriovNetSupport: input.SriovNetSupport,
    KernelId: input.KernelId,
    RamdiskId: input.RamdiskId,
    BootMode: input.BootMode,
    TpmSupport: input.TpmSupport,
    ImdsSupport: input.ImdsSupport,
    Tags: tagsOf('image'),
  });
  return { ImageId: imageId };
}

function diskOf({ DeviceName, VirtualName, Ebs }: BlockDeviceMapping, call: Call): BlockDeviceMapping {
  if (Ebs === undefined) return { DeviceName, VirtualName };
  const size = Ebs.SnapshotId === undefined ? undefined : sizeOfSnapshot(call, Ebs.SnapshotId);
  if (size !== undefined && Ebs.Encrypted !== undefined) {
    throw new CloudError(
      'InvalidBlockDeviceMapping',
      `the encrypted flag cannot be specified since device ${DeviceName ?? ''} has a snapshot specified.`,
    );
  }
  const volumeSize = Ebs.VolumeSize ?? size;
  if (volumeSize === undefined) {
    throw new CloudError('MissingParameter', 'The request must contain the parameter size or snapshotId');
  }
  checkVolumeSize(volumeSize, Ebs.SnapshotId, size);
  return {
    DeviceName,
    Ebs: {
      ...Ebs,
      VolumeSize: volumeSize,
      VolumeType: Ebs.VolumeType ?? 'gp2',
      DeleteOnTermination: Ebs.DeleteOnTermination ?? true,
      Encrypted: Ebs.Encrypted ?? false,
    },
  };
}

function sizeOfSnapshot({ state }: Call, snapshotId: string): number | undefined {
  if (!isWellFormed(snapshotId, snapshotKind)) throw snapshotKind.malformed(snapshotId);
  const snapshot = snapshotKind.find(state, snapshotId);
  if (snapshot === undefined) throw snapshotKind.notFound([snapshotId]);
  if (snapshot.State !== 'completed') {
    throw new CloudError('IncorrectState', `Snapshot is in invalid state - ${snapshot.State ?? 'unknown'}`);
  }
  return snapshot.VolumeSize;
}
