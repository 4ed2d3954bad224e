import type {
  AutoScalingGroup,
  InstanceRefresh,
  LaunchConfiguration,
  LaunchTemplateSpecification,
} from '@aws-sdk/client-auto-scaling';
import type { Instance, LaunchTemplateVersion } from '@aws-sdk/client-ec2';
import { sampleInstance } from './instances.ts';
import type { SampleTemplates } from './launchTemplates.ts';
import { daysBefore, imageOf, isHostile, type Scene, uuidFrom } from './scene.ts';

/** Auto Scaling groups of a place, what they launch from, and the instances that they have. */
export interface SampleAutoScaling {
  readonly autoScalingGroups: AutoScalingGroup[];
  readonly launchConfigurations: LaunchConfiguration[];
  readonly instanceRefreshes: InstanceRefresh[];
  readonly instances: Instance[];
}

/**
 * Auto Scaling groups that find their image in every way there is: a version that is pinned, `$Latest`, `$Default`,
 * several templates and an image of its own in one group, a launch configuration. One has no instances, and one launch
 * configuration has no group.
 * @param scene - a place and its images
 * @param templates - of the same place
 */
export function sampleAutoScaling(scene: Scene, templates: SampleTemplates): SampleAutoScaling {
  const { environment } = scene.place;
  const pinned = specification(templates, `web-${environment}`, '2');
  const webInstances = [0, 1].map((number) => groupInstance(scene, templates, 'web', number, pinned));
  const web = group(scene, `web-${environment}`, { LaunchTemplate: pinned });
  return {
    autoScalingGroups: [
      { ...web, DesiredCapacity: 2, Instances: webInstances.map((each) => memberOf(each, pinned)) },
      group(scene, `search-${environment}`, {
        LaunchTemplate: specification(templates, `search/${environment}`, '$Latest'),
      }),
      group(scene, `worker-${environment}`, {
        LaunchTemplate: specification(templates, `worker-${environment}`, '$Default'),
        DesiredCapacity: 0,
        MinSize: 0,
      }),
      mixedGroup(scene, templates),
      group(scene, `payments-${environment}`, { LaunchConfigurationName: 'payments-2026-03' }),
      ...(isHostile(scene.place) ? hostileGroups(scene, templates) : []),
    ],
    launchConfigurations: [
      launchConfiguration(scene, 'payments-2026-03', imageOf(scene, 'payments', 1), 230),
      launchConfiguration(scene, 'legacy-web', imageOf(scene, 'web', 4), 500),
    ],
    instanceRefreshes: [
      {
        InstanceRefreshId: uuidFrom(scene.random),
        AutoScalingGroupName: `web-${environment}`,
        Status: 'Successful',
        StartTime: daysBefore(scene, 20),
        EndTime: daysBefore(scene, 19.95),
        PercentageComplete: 100,
        InstancesToUpdate: 0,
        DesiredConfiguration: { LaunchTemplate: pinned },
      },
    ],
    instances: webInstances,
  };
}

/** A group that mixes types names a template, and may name another template or an image for each type. */
function mixedGroup(scene: Scene, templates: SampleTemplates): AutoScalingGroup {
  return group(scene, `ingest-${scene.place.environment}`, {
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: specification(templates, 'ingest(spot)', '$Default'),
        Overrides: [
          { InstanceType: 't3.large' },
          {
            InstanceType: 't4g.large',
            LaunchTemplateSpecification: specification(templates, 'ingest(arm)', '1'),
          },
          { InstanceType: 'm6i.large', ImageId: imageOf(scene, 'ingest', 2) },
        ],
      },
      InstancesDistribution: {
        OnDemandPercentageAboveBaseCapacity: 0,
        SpotAllocationStrategy: 'price-capacity-optimized',
      },
    },
  });
}

/** Names of groups may hold any printable ASCII character but a colon (Auto Scaling API Reference, CreateAutoScalingGroup). */
function hostileGroups(scene: Scene, templates: SampleTemplates): AutoScalingGroup[] {
  const LaunchTemplate = specification(templates, '../../etc/passwd', '$Latest');
  return [
    '<img/src=x/onerror=alert(1)>',
    '**bold**[click](command)`code`$(warning)',
    "=cmd()|'/C-calc'!A0",
    '../../etc/passwd',
  ].map((name) => group(scene, name, { LaunchTemplate }));
}

function group(scene: Scene, name: string, differences: Partial<AutoScalingGroup>): AutoScalingGroup {
  const { account, environment, region } = scene.place;
  return {
    AutoScalingGroupName: name,
    AutoScalingGroupARN: `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:${uuidFrom(scene.random)}:autoScalingGroupName/${name}`,
    MinSize: 1,
    MaxSize: 4,
    DesiredCapacity: 1,
    DefaultCooldown: 300,
    AvailabilityZones: [`${region}a`],
    HealthCheckType: 'EC2',
    HealthCheckGracePeriod: 300,
    CreatedTime: daysBefore(scene, 400),
    Instances: [],
    Tags: [
      {
        Key: 'Environment',
        Value: environment,
        ResourceId: name,
        ResourceType: 'auto-scaling-group',
        PropagateAtLaunch: true,
      },
    ],
    TerminationPolicies: ['Default'],
    NewInstancesProtectedFromScaleIn: false,
    ...differences,
  };
}

function launchConfiguration(scene: Scene, name: string, imageId: string, days: number): LaunchConfiguration {
  const { account, region } = scene.place;
  return {
    LaunchConfigurationName: name,
    LaunchConfigurationARN: `arn:aws:autoscaling:${region}:${account}:launchConfiguration:${uuidFrom(scene.random)}:launchConfigurationName/${name}`,
    ImageId: imageId,
    InstanceType: 't3.small',
    CreatedTime: daysBefore(scene, days),
    EbsOptimized: false,
  };
}

function groupInstance(
  scene: Scene,
  { launchTemplateVersions }: SampleTemplates,
  service: string,
  number: number,
  { LaunchTemplateId: id, Version: version }: LaunchTemplateSpecification,
): Instance {
  const isNamed = (each: LaunchTemplateVersion): boolean =>
    each.LaunchTemplateId === id && String(each.VersionNumber) === version;
  const imageId = launchTemplateVersions.find(isNamed)?.LaunchTemplateData?.ImageId;
  const instance = sampleInstance(scene, {
    imageId,
    service,
    name: `${service}-group-${number + 1}`,
    state: 'running',
    launchedAt: daysBefore(scene, 19.98).getTime(),
  });
  const group_ = { Key: 'aws:autoscaling:groupName', Value: `${service}-${scene.place.environment}` };
  return { ...instance, Tags: [...(instance.Tags ?? []), group_] };
}

function memberOf(
  instance: Instance,
  launchTemplate: LaunchTemplateSpecification,
): NonNullable<AutoScalingGroup['Instances']>[number] {
  return {
    InstanceId: instance.InstanceId,
    InstanceType: instance.InstanceType,
    AvailabilityZone: instance.Placement?.AvailabilityZone,
    LifecycleState: 'InService',
    HealthStatus: 'Healthy',
    LaunchTemplate: launchTemplate,
    ProtectedFromScaleIn: false,
  };
}

function specification(
  { launchTemplates }: SampleTemplates,
  name: string,
  version: string,
): LaunchTemplateSpecification {
  const template = launchTemplates.find(({ LaunchTemplateName }) => LaunchTemplateName === name);
  return { LaunchTemplateId: template?.LaunchTemplateId, LaunchTemplateName: name, Version: version };
}
