import type { AutoScalingGroup, Instance as Member } from '@aws-sdk/client-auto-scaling';
import { _InstanceType, type Instance, type RunInstancesRequest } from '@aws-sdk/client-ec2';
import { instanceKind } from '../ec2/resourceIds.ts';
import { runInstances } from '../ec2/runInstances.ts';
import { terminateInstances } from '../ec2/terminateInstances.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call, RegionState } from '../world.ts';
import { withNumber } from './templateSpecification.ts';

/**
 * Launches or terminates instances until a group has as many as it wants. When EC2 refuses a launch, the group has fewer,
 * as on AWS, where only a scaling activity would tell.
 * @param group - of the call's region
 * @param call - who changed the group, and when
 */
export function scale(group: AutoScalingGroup, call: Call): void {
  const members = membersOf(group, call.state);
  const serving = members.filter(({ LifecycleState }) => LifecycleState !== 'Terminating');
  const surplus = serving.length - (group.DesiredCapacity ?? 0);
  if (surplus > 0) {
    // The default termination policy prefers the instances of the oldest configuration.
    const ids = serving.slice(0, surplus).flatMap(({ InstanceId }) => InstanceId ?? []);
    terminateInstances({ InstanceIds: ids }, call);
  }
  group.Instances = surplus < 0 ? [...members, ...launched(group, -surplus, call)] : members;
}

/**
 * The instances of a group as they are now: without those that have ended.
 * @param group - of the region
 * @param state - the region
 */
export function membersOf({ Instances = [] }: AutoScalingGroup, state: RegionState): Member[] {
  return Instances.flatMap((member) => {
    const lifecycle = lifecycleOf(member, instanceKind.find(state, member.InstanceId ?? ''));
    return lifecycle === undefined ? [] : [{ ...member, LifecycleState: lifecycle }];
  });
}

function lifecycleOf(member: Member, instance: Instance | undefined): Member['LifecycleState'] {
  switch (instance?.State?.Name) {
    case undefined:
    case 'terminated':
      return undefined;
    case 'shutting-down':
      return 'Terminating';
    case 'running':
      return member.LifecycleState === 'Pending' ? 'InService' : member.LifecycleState;
    default:
      return member.LifecycleState;
  }
}

function launched(group: AutoScalingGroup, count: number, call: Call): Member[] {
  try {
    const { parameters, source } = launchOf(group, call);
    const { Instances = [] } = runInstances({ ...parameters, MinCount: 1, MaxCount: count }, call);
    return Instances.map((instance) => {
      instance.Tags = [...(instance.Tags ?? []), ...tagsFor(group)];
      return {
        InstanceId: instance.InstanceId,
        InstanceType: instance.InstanceType,
        AvailabilityZone: instance.Placement?.AvailabilityZone,
        LifecycleState: 'Pending',
        HealthStatus: 'Healthy',
        ...source,
        ProtectedFromScaleIn: group.NewInstancesProtectedFromScaleIn ?? false,
      };
    });
  } catch (thrown) {
    if (thrown instanceof CloudError) return [];
    throw thrown;
  }
}

/** What a launch asks EC2 for, and what the group says of the instance later. */
interface Launch {
  readonly parameters: Partial<RunInstancesRequest>;
  readonly source: Pick<Member, 'LaunchTemplate' | 'LaunchConfigurationName' | 'ImageId'>;
}

function launchOf(group: AutoScalingGroup, call: Call): Launch {
  const [subnet] = group.VPCZoneIdentifier?.split(',') ?? [];
  const { parameters, source } =
    group.LaunchConfigurationName === undefined
      ? launchOfTemplate(group, call)
      : launchOfConfiguration(group.LaunchConfigurationName, call);
  return { parameters: subnet === undefined ? parameters : { ...parameters, SubnetId: subnet }, source };
}

function launchOfConfiguration(name: string, { state }: Call): Launch {
  const found = state.launchConfigurations.find((each) => each.LaunchConfigurationName === name);
  const { EbsOptimized, ImageId, InstanceType, KeyName, UserData } = found ?? {};
  return {
    parameters: { EbsOptimized, ImageId, InstanceType: typeFrom(InstanceType), KeyName, UserData },
    source: { LaunchConfigurationName: name },
  };
}

/** The first override of a policy has the highest priority. */
function launchOfTemplate({ LaunchTemplate, MixedInstancesPolicy }: AutoScalingGroup, call: Call): Launch {
  const mixed = MixedInstancesPolicy?.LaunchTemplate;
  const { ImageId, InstanceType, LaunchTemplateSpecification } = mixed?.Overrides?.[0] ?? {};
  const specification =
    LaunchTemplateSpecification ?? mixed?.LaunchTemplateSpecification ?? LaunchTemplate ?? {};
  const { LaunchTemplateId, Version } = specification;
  const image = ImageId === undefined ? {} : { ImageId };
  const type = InstanceType === undefined ? {} : { InstanceType: typeFrom(InstanceType) };
  return {
    parameters: { ...image, ...type, LaunchTemplate: { LaunchTemplateId, Version } },
    source: { ...image, LaunchTemplate: withNumber(specification, call) },
  };
}

function typeFrom(text: string | undefined): RunInstancesRequest['InstanceType'] {
  const type = Object.values(_InstanceType).find((each) => each === text);
  if (type !== undefined || text === undefined) return type;
  throw new CloudError('InvalidParameterValue', `Invalid value '${text}' for InstanceType.`);
}

function tagsFor({ AutoScalingGroupName: name, Tags = [] }: AutoScalingGroup): NonNullable<Instance['Tags']> {
  const propagated = Tags.filter(({ PropagateAtLaunch }) => PropagateAtLaunch === true);
  return [
    ...propagated.map(({ Key, Value }) => ({ Key, Value })),
    { Key: 'aws:autoscaling:groupName', Value: name },
  ];
}
