import type {
  AutoScalingGroup,
  CreateAutoScalingGroupType,
  Tag,
  TagDescription,
} from '@aws-sdk/client-auto-scaling';
import { eachOfLength, present } from '../constraints.ts';
import { insertSorted } from '../ec2/newResources.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { scale } from './groupInstances.ts';
import { findGroup, groupName } from './groups.ts';
import { checkSizes, updatedSizes } from './groupSizes.ts';
import { settingsOf, usualSettings } from './groupSettings.ts';
import { launchSourceFrom, notExactlyOne } from './launchSource.ts';
import { nameViolations, refuseInvalid, validationError } from './validation.ts';

/** Auto Scaling API Reference, CreateAutoScalingGroup. */
export function createAutoScalingGroup(input: CreateAutoScalingGroupType, call: Call): Record<string, never> {
  checkInput(input);
  const { region, state } = call;
  const name = input.AutoScalingGroupName ?? '';
  if (findGroup(state, name) !== undefined) {
    throw new CloudError(
      'AlreadyExists',
      `AutoScalingGroup by this name already exists - A group with the name ${name} already exists`,
    );
  }
  const source = launchSourceFrom(input, call);
  if (source === undefined) throw notExactlyOne();
  const {
    AvailabilityZoneIds: zoneIds = [],
    AvailabilityZones: zones = [],
    VPCZoneIdentifier: subnets,
  } = input;
  if (zones.length === 0 && zoneIds.length === 0 && subnets === undefined) {
    throw validationError('At least one Availability Zone or VPC Subnet is required.');
  }
  const group: AutoScalingGroup = {
    ...usualSettings(call),
    ...settingsOf(input),
    LoadBalancerNames: input.LoadBalancerNames ?? [],
    TargetGroupARNs: input.TargetGroupARNs ?? [],
    TrafficSources: input.TrafficSources ?? [],
    ...updatedSizes(input, {
      MinSize: input.MinSize,
      MaxSize: input.MaxSize,
      DesiredCapacity: input.MinSize,
    }),
    ...source,
    AutoScalingGroupName: name,
    AutoScalingGroupARN: arnOf(name, call),
    // The subnets of this world are not described; all of them are in the first zone.
    AvailabilityZones: zones.length > 0 ? zones : [`${region}a`],
    CreatedTime: new Date(call.now),
    Tags: (input.Tags ?? []).map((tag) => tagOf(name, tag)),
  };
  insertSorted(state.autoScalingGroups, group, groupName);
  scale(group, call);
  return {};
}

function checkInput(input: CreateAutoScalingGroupType): void {
  const { AutoScalingGroupName: name = '', MaxSize, MinSize, Tags } = input;
  refuseInvalid(
    ...nameViolations('autoScalingGroupName', input.AutoScalingGroupName),
    present('minSize', MinSize),
    present('maxSize', MaxSize),
    eachOfLength(
      'tags',
      Tags?.map(({ Key = '' }) => Key),
      { least: 1, most: 128 },
    ),
  );
  // "The name can contain any ASCII character 33 to 126 [...]. You cannot use a colon (:) in the name."
  if (!/^[!-9;-~]+$/u.test(name)) {
    throw validationError(
      'The name of an Auto Scaling group can contain any ASCII character 33 to 126 except for a colon.',
    );
  }
  checkSizes(input);
}

function arnOf(name: string, { caller, newSecret, region }: Call): string {
  const uuid = newSecret().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/u, '$1-$2-$3-$4-$5');
  return `arn:aws:autoscaling:${region}:${caller.account}:autoScalingGroup:${uuid}:autoScalingGroupName/${name}`;
}

function tagOf(group: string, { Key, PropagateAtLaunch = false, Value = '' }: Tag): TagDescription {
  return { ResourceId: group, ResourceType: 'auto-scaling-group', Key, Value, PropagateAtLaunch };
}
