import { consoleUrl } from '../environments/partition.ts';
import type { Reference } from './reference.ts';

/**
 * Where the AWS console shows what refers to an image: its own page, or the list that it is in where it has none.
 * @param reference - of the image
 * @returns undefined when the region is no region code, with which no address can be made safely
 */
export function referenceConsoleUrl({ referrer, region }: Reference): string | undefined {
  const ec2 = (page: string): string | undefined => consoleUrl(region, 'ec2/home', page);
  switch (referrer.kind) {
    case 'instance':
    case 'rootVolumeReplacement':
      return ec2(`InstanceDetails:instanceId=${encodeURIComponent(referrer.instanceId)}`);
    case 'launchTemplate':
      return ec2(`LaunchTemplateDetails:launchTemplateId=${encodeURIComponent(referrer.templateId)}`);
    case 'autoScalingGroup':
      return ec2(`AutoScalingGroupDetails:id=${encodeURIComponent(referrer.name)}`);
    case 'instanceRefresh':
      return ec2(`AutoScalingGroupDetails:id=${encodeURIComponent(referrer.groupName)};view=instanceRefresh`);
    case 'launchConfiguration':
      return ec2('LaunchConfigurations:');
    case 'fleet':
    case 'spotFleet':
      return ec2('SpotInstances:');
    case 'parameter': {
      // The console takes the slashes of a name encoded twice.
      const name = encodeURIComponent(encodeURIComponent(referrer.name));
      return consoleUrl(region, `systems-manager/parameters/${name}/description`);
    }
  }
}

/**
 * Where the EC2 console shows a snapshot.
 * @param region - region code
 * @param snapshotId - id of the snapshot
 * @returns undefined when the region is no region code
 */
export function snapshotConsoleUrl(region: string, snapshotId: string): string | undefined {
  return consoleUrl(region, 'ec2/home', `SnapshotDetails:snapshotId=${encodeURIComponent(snapshotId)}`);
}
