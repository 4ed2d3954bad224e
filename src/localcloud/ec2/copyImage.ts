import type { BlockDeviceMapping, CopyImageRequest, CopyImageResult, Image, Tag } from '@aws-sdk/client-ec2';
import { regionAt } from '../dueChanges.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { usualKey } from './encryption.ts';
import { idempotent } from './idempotency.ts';
import { permits } from './launchPermissions.ts';
import { addImage, addSnapshot, checkNewImage } from './newImage.ts';
import { newId } from './newResources.ts';
import { imageKind } from './resourceIds.ts';
import { checkTags } from './taggedResources.ts';
import { tagsToCreate } from './tagSpecifications.ts';
import { available, imageToLaunch } from './visibleImages.ts';
import { volumePermissionsOf } from './volumePermissions.ts';

/** EC2 API Reference, CopyImage: called in the region that the copy shall be in. */
export function copyImage(input: CopyImageRequest, call: Call): CopyImageResult {
  endDryRun(input.DryRun);
  return idempotent('CopyImage', input, call, () => copy(input, call));
}

function copy(input: CopyImageRequest, call: Call): CopyImageResult {
  if (input.KmsKeyId !== undefined && input.Encrypted !== true) {
    throw new CloudError(
      'InvalidParameterDependency',
      'The parameter KmsKeyId requires the parameter Encrypted to be set.',
    );
  }
  const source = sourceOf(input, call);
  checkNewImage(call, input.Name, input.Description);
  const tagsOf = tagsToCreate(input.TagSpecifications, ['image', 'snapshot']);
  const tags = tagsOfCopy(input, source, tagsOf('image') ?? []);
  const imageId = newId(call, 'ami-');
  const { Architecture, RootDeviceName, VirtualizationType, EnaSupport, SriovNetSupport } = source;
  const { BootMode, TpmSupport, ImdsSupport, KernelId, RamdiskId, PlatformDetails, UsageOperation } = source;
  const disks = (source.BlockDeviceMappings ?? []).map((disk) =>
    copyOfDisk(disk, input, call, imageId, tagsOf('snapshot')),
  );
  addImage(call, imageId, {
    ...{ Architecture, RootDeviceName, VirtualizationType, EnaSupport, SriovNetSupport },
    ...{ BootMode, TpmSupport, ImdsSupport, KernelId, RamdiskId, PlatformDetails, UsageOperation },
    Name: input.Name,
    Description: input.Description,
    BlockDeviceMappings: disks,
    SourceImageId: input.SourceImageId,
    SourceImageRegion: input.SourceRegion,
    Tags: tags.length === 0 ? undefined : tags,
  });
  return { ImageId: imageId };
}

/**
 * EC2 User Guide, "Copy an Amazon EC2 AMI": who copies an image that is shared needs the permission to read its snapshots
 * as well.
 */
function sourceOf(input: CopyImageRequest, call: Call): Image {
  const { SourceRegion: region = '', SourceImageId: id = '' } = input;
  if (!call.world.regions.includes(region)) {
    throw new CloudError('InvalidRegion', `The region '${region}' is not valid.`);
  }
  const state = regionAt(call.world, call.caller.account, region, call.now);
  const own = imageKind.find(state, id);
  if (own !== undefined) return available(own);
  const shared = imageToLaunch({ ...call, region, state }, id);
  if (isStorageShared(shared, region, call)) return shared;
  throw new CloudError('InvalidRequest', 'You do not have permission to access the storage of this ami');
}

function isStorageShared(
  { OwnerId = '', BlockDeviceMappings = [] }: Image,
  region: string,
  { world, caller, now }: Call,
): boolean {
  const ofOwner = regionAt(world, OwnerId, region, now);
  return BlockDeviceMappings.every(
    ({ Ebs }) =>
      Ebs?.SnapshotId === undefined || permits(volumePermissionsOf(ofOwner, Ebs.SnapshotId), caller.account),
  );
}

/** EC2 API Reference, `CopyImageTags`: tags of AWS itself are not copied; those of the request win. */
function tagsOfCopy(
  { CopyImageTags: copied }: CopyImageRequest,
  source: Image,
  given: readonly Tag[],
): Tag[] {
  const kept = (copied === true ? (source.Tags ?? []) : []).filter(
    ({ Key = '' }) => !Key.startsWith('aws:') && !given.some((tag) => tag.Key === Key),
  );
  const tags = [...kept.map(({ Key, Value }) => ({ Key, Value })), ...given];
  checkTags(tags);
  return tags;
}

/** A copy of something encrypted is encrypted (EC2 API Reference, CopyImage, `Encrypted`). */
function copyOfDisk(
  disk: BlockDeviceMapping,
  input: CopyImageRequest,
  call: Call,
  imageId: string,
  tags: Tag[] | undefined,
): BlockDeviceMapping {
  const { Ebs } = disk;
  if (Ebs?.SnapshotId === undefined) return { ...disk };
  const encrypted = input.Encrypted === true || Ebs.Encrypted === true;
  const snapshotId = addSnapshot(call, {
    VolumeId: 'vol-ffffffff',
    VolumeSize: Ebs.VolumeSize,
    Encrypted: encrypted,
    KmsKeyId: encrypted ? (input.KmsKeyId ?? usualKey) : undefined,
    Description: `Copied for DestinationAmi ${imageId} from SourceAmi ${input.SourceImageId ?? ''} for SourceSnapshot ${Ebs.SnapshotId}.`,
    Tags: tags,
  });
  return { ...disk, Ebs: { ...Ebs, SnapshotId: snapshotId, Encrypted: encrypted } };
}
