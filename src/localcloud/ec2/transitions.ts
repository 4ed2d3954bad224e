import type { Instance } from '@aws-sdk/client-ec2';
import type { RegionState } from '../world.ts';
import { dropBinnedImage, dropBinnedSnapshot } from './binnedResources.ts';
import { protectedUntil, unprotected } from './deregistrationProtection.ts';
import { positionOfAttributes } from './instanceAttributes.ts';
import { instanceStates } from './instanceStates.ts';
import { removeFrom } from './newResources.ts';
import { imageKind, instanceKind, snapshotKind, volumeKind } from './resourceIds.ts';

const second = 1000;
const hour = 60 * 60 * second;

/**
 * How long a resource is in a passing state, in milliseconds. In EC2 that takes from seconds to minutes; here it is long
 * enough to be seen and short enough to wait for.
 */
export const durations = {
  snapshotPending: 8 * second,
  imagePending: 10 * second,
  instancePending: 5 * second,
  /** From when an instance runs until its status checks have passed. */
  statusChecks: 5 * second,
  instanceStopping: 5 * second,
  instanceShuttingDown: 5 * second,
  /** EC2 User Guide, "Terminate Amazon EC2 instances": a terminated instance remains visible for a short while. */
  instanceTerminated: hour,
  /** EC2 API Reference, DeleteVolume: up to several minutes. */
  volumeDeleting: 5 * second,
  /** EC2 API Reference, EnableImageDeregistrationProtection, `WithCooldown`. */
  deregistrationCooldown: 24 * hour,
  /** EC2 API Reference, `LastLaunchedTime`: a launch is reported 24 hours later. */
  launchReport: 24 * hour,
  /** EBS User Guide, "Considerations for Recycle Bin": almost immediately, of the first rule of a region up to 30 minutes. */
  rulePending: 5 * second,
} as const;

/** What happens by itself to resources of EC2, by name. Each leaves alone what is not in the state that it ends. */
export const transitions = {
  snapshotCompleted(state: RegionState, snapshotId: string): void {
    const snapshot = snapshotKind.find(state, snapshotId);
    if (snapshot?.State !== 'pending') return;
    snapshot.State = 'completed';
    snapshot.Progress = '100%';
  },
  imageAvailable(state: RegionState, imageId: string): void {
    const image = imageKind.find(state, imageId);
    if (image?.State === 'pending') image.State = 'available';
  },
  launchReported(state: RegionState, imageId: string, at: Date): void {
    const image = imageKind.find(state, imageId);
    if (image === undefined) return;
    const launchedAt = new Date(at.getTime() - durations.launchReport);
    image.LastLaunchedTime = `${launchedAt.toISOString().slice(0, 19)}Z`;
  },
  /** Not if the protection was enabled again meanwhile. */
  deregistrationCooldownOver(state: RegionState, imageId: string, at: Date): void {
    const image = imageKind.find(state, imageId);
    if (image?.DeregistrationProtection === protectedUntil(at)) image.DeregistrationProtection = unprotected;
  },
  ruleAvailable({ retentionRules }: RegionState, identifier: string): void {
    const rule = retentionRules.find(({ Identifier }) => Identifier === identifier);
    if (rule !== undefined) rule.Status = 'available';
  },
  binnedImageGone: dropBinnedImage,
  binnedSnapshotGone: dropBinnedSnapshot,
  volumeDeleted(state: RegionState, volumeId: string): void {
    removeFrom(state.volumes, volumeId, volumeKind.idOf);
  },
  instanceRunning(state: RegionState, instanceId: string): void {
    const instance = instanceKind.find(state, instanceId);
    if (instance?.State?.Name !== 'pending') return;
    instance.State = instanceStates.running;
    delete instance.StateReason;
  },
  instanceStopped(state: RegionState, instanceId: string): void {
    const instance = instanceKind.find(state, instanceId);
    if (instance?.State?.Name === 'stopping') instance.State = instanceStates.stopped;
  },
  instanceTerminated(state: RegionState, instanceId: string): void {
    const instance = instanceKind.find(state, instanceId);
    if (instance?.State?.Name !== 'shutting-down') return;
    instance.State = instanceStates.terminated;
    releaseVolumes(state, instance);
    releaseNetwork(instance);
    forgetKeys(state, instanceId);
  },
  instanceGone(state: RegionState, instanceId: string): void {
    removeFrom(state.instances, instanceId, instanceKind.idOf);
    removeFrom(state.instanceAttributes, instanceId, positionOfAttributes);
  },
} as const;

/** The network interface of a launch goes with its instance, and with it the addresses and security groups. */
function releaseNetwork(instance: Instance): void {
  instance.NetworkInterfaces = [];
  instance.SecurityGroups = [];
  delete instance.PrivateIpAddress;
  delete instance.PublicIpAddress;
  delete instance.SubnetId;
  delete instance.VpcId;
}

function forgetKeys({ authorizedKeys: keys }: RegionState, instanceId: string): void {
  const others = keys.filter((key) => key.instanceId !== instanceId);
  keys.splice(0, keys.length, ...others);
}

/** EC2 User Guide, "Terminate Amazon EC2 instances": volumes are deleted or kept, as each attachment says. */
function releaseVolumes(state: RegionState, instance: Instance): void {
  for (const { Ebs } of instance.BlockDeviceMappings ?? []) {
    const volume = volumeKind.find(state, Ebs?.VolumeId ?? '');
    if (volume === undefined) continue;
    if (Ebs?.DeleteOnTermination === true) {
      removeFrom(state.volumes, volumeKind.idOf(volume), volumeKind.idOf);
    } else {
      volume.State = 'available';
      volume.Attachments = [];
    }
  }
  delete instance.BlockDeviceMappings;
}
