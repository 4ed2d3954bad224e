import type { BlockDeviceMapping, Image, InstanceBlockDeviceMapping, Tag, Volume } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call, RegionState } from '../world.ts';
import { checkDeviceNames, checkVolumeSize } from './blockDevices.ts';
import { insertSorted, newId } from './newResources.ts';
import { snapshotKind, volumeKind } from './resourceIds.ts';

/**
 * The disks of an image as a launch changes them: a mapping of the same name replaces what it says, `NoDevice` leaves a
 * disk out, another name adds one (EC2 User Guide, "Block device mappings").
 * @param image - with the disks it has
 * @param changes - `BlockDeviceMappings` of the launch
 * @param state - the region, with the snapshots that a launch may name
 * @throws CloudError `InvalidBlockDeviceMapping`, `InvalidSnapshot.NotFound`
 */
export function disksFor(
  image: Image,
  changes: readonly BlockDeviceMapping[],
  state: RegionState,
): BlockDeviceMapping[] {
  checkDeviceNames(changes);
  for (const { Ebs } of changes) {
    const id = Ebs?.SnapshotId;
    if (id !== undefined && snapshotKind.find(state, id) === undefined) throw snapshotKind.notFound([id]);
  }
  const disks = new Map((image.BlockDeviceMappings ?? []).map((disk) => [disk.DeviceName ?? '', disk]));
  for (const change of changes) {
    const name = change.DeviceName ?? '';
    const before = disks.get(name);
    if (change.NoDevice !== undefined) disks.delete(name);
    else if (change.Ebs !== undefined) {
      disks.set(name, { DeviceName: name, Ebs: { ...before?.Ebs, ...change.Ebs } });
    }
    checkSize(before, change);
  }
  return [...disks.values()].filter(({ Ebs }) => Ebs !== undefined);
}

function checkSize(before: BlockDeviceMapping | undefined, { DeviceName, Ebs }: BlockDeviceMapping): void {
  const snapshotSize = before?.Ebs?.VolumeSize;
  const isUnknown = Ebs?.VolumeSize === undefined && Ebs?.SnapshotId === undefined;
  if (Ebs !== undefined && isUnknown && snapshotSize === undefined) {
    throw new CloudError(
      'InvalidBlockDeviceMapping',
      `The device '${DeviceName ?? ''}' needs a size or a snapshot.`,
    );
  }
  checkVolumeSize(Ebs?.VolumeSize, before?.Ebs?.SnapshotId, snapshotSize);
}

/**
 * Makes a volume that is attached to an instance.
 * @param disk - what it shall be
 * @param instanceId - of the instance
 * @param zone - Availability Zone of both
 * @param tags - of the volume
 * @param call - who launches, and where
 * @returns how the instance shows it
 */
export function addVolume(
  { DeviceName: deviceName, Ebs: disk = {} }: BlockDeviceMapping,
  instanceId: string,
  zone: string | undefined,
  tags: Tag[] | undefined,
  call: Call,
): InstanceBlockDeviceMapping {
  const { now, state } = call;
  const volumeId = newId(call, 'vol-');
  const attachment = {
    VolumeId: volumeId,
    AttachTime: new Date(now),
    DeleteOnTermination: disk.DeleteOnTermination ?? true,
  };
  const volume: Volume = {
    VolumeId: volumeId,
    Size: disk.VolumeSize ?? snapshotKind.find(state, disk.SnapshotId ?? '')?.VolumeSize,
    VolumeType: disk.VolumeType ?? 'gp2',
    SnapshotId: disk.SnapshotId ?? '',
    AvailabilityZone: zone,
    State: 'in-use',
    CreateTime: new Date(now),
    Encrypted: disk.Encrypted === true,
    KmsKeyId: disk.KmsKeyId,
    MultiAttachEnabled: false,
    Attachments: [{ ...attachment, InstanceId: instanceId, Device: deviceName, State: 'attached' }],
    Tags: tags,
  };
  insertSorted(state.volumes, volume, volumeKind.idOf);
  return { DeviceName: deviceName, Ebs: { ...attachment, Status: 'attached' } };
}
