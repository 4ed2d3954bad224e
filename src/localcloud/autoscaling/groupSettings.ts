import type {
  AutoScalingGroup,
  CreateAutoScalingGroupType,
  UpdateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import type { Call } from '../world.ts';

/** What both a new group and an update of one may say, and the group shows as it was said. */
const settingNames = [
  'AvailabilityZoneDistribution',
  'AvailabilityZoneIds',
  'AvailabilityZoneImpairmentPolicy',
  'AvailabilityZones',
  'CapacityRebalance',
  'CapacityReservationSpecification',
  'Context',
  'DefaultCooldown',
  'DefaultInstanceWarmup',
  'DeletionProtection',
  'DesiredCapacityType',
  'HealthCheckGracePeriod',
  'HealthCheckType',
  'InstanceLifecyclePolicy',
  'InstanceMaintenancePolicy',
  'MaxInstanceLifetime',
  'NewInstancesProtectedFromScaleIn',
  'PlacementGroup',
  'ServiceLinkedRoleARN',
  'TerminationPolicies',
  'VPCZoneIdentifier',
] as const satisfies readonly (keyof CreateAutoScalingGroupType &
  keyof UpdateAutoScalingGroupType &
  keyof AutoScalingGroup)[];

type SettingName = (typeof settingNames)[number];

/** Settings of a group. */
export type GroupSettings = Partial<Pick<UpdateAutoScalingGroupType, SettingName>>;

/** Settings that every group has. */
export type UsualSettings = GroupSettings &
  Pick<
    AutoScalingGroup,
    'DefaultCooldown' | 'EnabledMetrics' | 'HealthCheckType' | 'Instances' | 'SuspendedProcesses'
  >;

/**
 * The settings that a request names.
 * @param input - of the call
 */
export function settingsOf(input: GroupSettings): GroupSettings {
  const settings: GroupSettings = {};
  for (const name of settingNames) {
    if (input[name] !== undefined) Object.assign(settings, { [name]: input[name] });
  }
  return settings;
}

/**
 * What a new group has that its request says nothing of (Auto Scaling API Reference, CreateAutoScalingGroup, the default
 * of each).
 * @param call - for the account of the role
 */
export function usualSettings({ caller }: Call): UsualSettings {
  return {
    DefaultCooldown: 300,
    EnabledMetrics: [],
    HealthCheckGracePeriod: 0,
    HealthCheckType: 'EC2',
    Instances: [],
    NewInstancesProtectedFromScaleIn: false,
    ServiceLinkedRoleARN: `arn:aws:iam::${caller.account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
    SuspendedProcesses: [],
    TerminationPolicies: ['Default'],
  };
}
