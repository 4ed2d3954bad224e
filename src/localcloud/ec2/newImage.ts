import type { Image, Snapshot, Tag } from '@aws-sdk/client-ec2';
import { schedule } from '../dueChanges.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { insertSorted, newId } from './newResources.ts';
import { imageKind, snapshotKind } from './resourceIds.ts';
import { durations } from './transitions.ts';

/** EC2 API Reference, CreateImage, `Name`. */
const namePattern = /^[A-Za-z0-9()[\] ./'@_-]{3,128}$/u;

/** EC2 API Reference, `Description` of an image: at most 255 characters. */
const longestDescription = 255;

/**
 * Refuses a name or a description that a new image cannot have.
 * @param call - where the image would be
 * @param name - as the request has it
 * @param description - as the request has it
 * @throws CloudError `MissingParameter`, `InvalidAMIName.Malformed`, `InvalidAMIName.Duplicate`, `InvalidParameterValue`
 */
export function checkNewImage(
  { state }: Call,
  name: string | undefined,
  description: string | undefined,
): void {
  if (name === undefined || name === '') {
    throw new CloudError('MissingParameter', 'The request must contain the parameter name');
  }
  if (!namePattern.test(name)) {
    throw new CloudError(
      'InvalidAMIName.Malformed',
      "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', '.', '-', '/' and '_'",
    );
  }
  const duplicate = state.images.find((image) => image.Name === name);
  if (duplicate !== undefined) {
    throw new CloudError(
      'InvalidAMIName.Duplicate',
      `AMI name ${name} is already in use by AMI ${imageKind.idOf(duplicate)}`,
    );
  }
  if (description !== undefined && Array.from(description).length > longestDescription) {
    throw new CloudError(
      'InvalidParameterValue',
      `The description must not be longer than ${longestDescription} characters`,
    );
  }
}

/**
 * Makes an image that will be available in a moment.
 * @param call - who makes it, and where
 * @param imageId - its id, which is new
 * @param differences - what is not as with every image here
 */
export function addImage(call: Call, imageId: string, differences: Image): Image {
  const { caller, now, state } = call;
  const image: Image = {
    ImageId: imageId,
    ImageLocation: `${caller.account}/${differences.Name ?? ''}`,
    ImageType: 'machine',
    CreationDate: new Date(now).toISOString(),
    OwnerId: caller.account,
    Public: false,
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    State: 'pending',
    Hypervisor: 'xen',
    RootDeviceType: 'ebs',
    DeregistrationProtection: 'disabled',
    ...differences,
  };
  insertSorted(state.images, image, imageKind.idOf);
  schedule(state, now + durations.imagePending, imageId, 'imageAvailable');
  return image;
}

/**
 * Makes a snapshot that will be complete in a moment.
 * @param call - who makes it, and where
 * @param differences - size, description, volume, encryption and tags
 * @returns its id
 */
export function addSnapshot(
  call: Call,
  differences: Snapshot & { readonly Tags: Tag[] | undefined },
): string {
  const { caller, now, state } = call;
  const snapshotId = newId(call, 'snap-');
  const snapshot: Snapshot = {
    SnapshotId: snapshotId,
    OwnerId: caller.account,
    StartTime: new Date(now),
    State: 'pending',
    Progress: '0%',
    StorageTier: 'standard',
    Encrypted: false,
    // A quarter of its volume is written: nobody writes anything here.
    FullSnapshotSizeInBytes: ((differences.VolumeSize ?? 0) * 2 ** 30) / 4,
    ...differences,
  };
  insertSorted(state.snapshots, snapshot, snapshotKind.idOf);
  schedule(state, now + durations.snapshotPending, snapshotId, 'snapshotCompleted');
  return snapshotId;
}
