import type { BlockDeviceMapping } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';

/**
 * Refuses two disks of the same name.
 * @param mappings - of the request
 * @throws CloudError `InvalidBlockDeviceMapping`
 */
export function checkDeviceNames(mappings: readonly BlockDeviceMapping[]): void {
  const names = mappings.map(({ DeviceName = '' }) => DeviceName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new CloudError(
    'InvalidBlockDeviceMapping',
    `The device '${twice}' is used in more than one block-device mapping`,
  );
}

/**
 * Refuses a volume that is smaller than the snapshot it starts from (EC2 API Reference, EbsBlockDevice, `VolumeSize`).
 * @param size - of the volume in GiB, if the request says it
 * @param snapshotId - where its content is from
 * @param snapshotSize - size of the snapshot in GiB, if it starts from one
 * @throws CloudError `InvalidBlockDeviceMapping`
 */
export function checkVolumeSize(
  size: number | undefined,
  snapshotId: string | undefined,
  snapshotSize: number | undefined,
): void {
  if (size === undefined || snapshotSize === undefined || size >= snapshotSize) return;
  throw new CloudError(
    'InvalidBlockDeviceMapping',
    `Volume of size ${size}GB is smaller than snapshot '${snapshotId ?? ''}', expect size >= ${snapshotSize}GB`,
  );
}
