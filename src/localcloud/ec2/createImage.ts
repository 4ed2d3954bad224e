import type {
  BlockDeviceMapping,
  CreateImageRequest,
  CreateImageResult,
  Instance,
  Volume,
} from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { addImage, addSnapshot, checkNewImage } from './newImage.ts';
import { newId } from './newResources.ts';
import { imageKind, instanceKind, namedResources, volumeKind } from './resourceIds.ts';
import { tagsToCreate } from './tagSpecifications.ts';

/** A disk of an instance: where it is attached, and what is attached there. */
interface Disk {
  readonly deviceName: string | undefined;
  readonly deleteOnTermination: boolean;
  readonly volume: Volume;
}

/** EC2 API Reference, CreateImage: an image of an instance, with a snapshot of each of its volumes. */
export function createImage(input: CreateImageRequest, call: Call): CreateImageResult {
  endDryRun(input.DryRun);
  const instance = instanceOf(input, call);
  checkNewImage(call, input.Name, input.Description);
  const tagsOf = tagsToCreate(input.TagSpecifications, ['image', 'snapshot']);
  const disks = disksOf(instance, input.BlockDeviceMappings ?? [], call);
  const source = imageKind.find(call.state, instance.ImageId ?? '');
  const imageId = newId(call, 'ami-');
  const mappings = disks.map(({ deviceName, deleteOnTermination, volume }): BlockDeviceMapping => {
    const snapshotId = addSnapshot(call, {
      VolumeId: volume.VolumeId,
      VolumeSize: volume.Size,
      Encrypted: volume.Encrypted ?? false,
      KmsKeyId: volume.KmsKeyId,
      Description: `Created by CreateImage(${instanceKind.idOf(instance)}) for ${imageId}`,
      Tags: tagsOf('snapshot'),
    });
    return {
      DeviceName: deviceName,
      Ebs: {
        SnapshotId: snapshotId,
        VolumeSize: volume.Size,
        VolumeType: volume.VolumeType,
        DeleteOnTermination: deleteOnTermination,
        Encrypted: volume.Encrypted ?? false,
      },
    };
  });
  addImage(call, imageId, {
    Name: input.Name,
    Description: input.Description,
    Architecture: instance.Architecture,
    RootDeviceName: instance.RootDeviceName,
    VirtualizationType: instance.VirtualizationType,
    BlockDeviceMappings: mappings,
    EnaSupport: instance.EnaSupport ?? source?.EnaSupport ?? true,
    SriovNetSupport: source?.SriovNetSupport,
    BootMode: source?.BootMode,
    TpmSupport: source?.TpmSupport,
    ImdsSupport: source?.ImdsSupport,
    SourceInstanceId: instance.InstanceId,
    SourceImageId: instance.ImageId,
    SourceImageRegion: call.region,
    Tags: tagsOf('image'),
  });
  return { ImageId: imageId };
}

/** EC2 User Guide, "Create an Amazon EBS-backed AMI": from an instance that is running or stopped. */
function instanceOf({ InstanceId: id = '' }: CreateImageRequest, { state }: Call): Instance {
  const [instance] = namedResources(state, instanceKind, [id]) ?? [];
  const name = instance?.State?.Name;
  if (instance !== undefined && (name === 'running' || name === 'stopped')) return instance;
  throw new CloudError('IncorrectState', `Instance '${id}' is not in the 'running' or 'stopped' states.`);
}

/**
 * EC2 API Reference, CreateImage, `BlockDeviceMappings`: of a disk that is there only `DeleteOnTermination` can be
 * changed; `NoDevice` leaves one out.
 */
function disksOf(instance: Instance, changes: readonly BlockDeviceMapping[], { state }: Call): Disk[] {
  return (instance.BlockDeviceMappings ?? []).flatMap(({ DeviceName: deviceName, Ebs }) => {
    const volume = volumeKind.find(state, Ebs?.VolumeId ?? '');
    const change = changes.find((each) => each.DeviceName === deviceName);
    if (volume === undefined || change?.NoDevice !== undefined) return [];
    checkUnchangedSize(volume, change);
    const changed = change?.Ebs?.DeleteOnTermination;
    return [{ deviceName, deleteOnTermination: changed ?? Ebs?.DeleteOnTermination === true, volume }];
  });
}

function checkUnchangedSize({ Size }: Volume, change: BlockDeviceMapping | undefined): void {
  const size = change?.Ebs?.VolumeSize;
  if (size === undefined || size === Size) return;
  throw new CloudError(
    'InvalidBlockDeviceMapping',
    `The size of the volume at ${change?.DeviceName ?? ''} cannot be changed when an image is created.`,
  );
}
