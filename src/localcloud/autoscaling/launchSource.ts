import type {
  AutoScalingGroup,
  InstancesDistribution,
  LaunchTemplateOverrides,
  MixedInstancesPolicy,
} from '@aws-sdk/client-auto-scaling';
import type { Call } from '../world.ts';
import { checkedSpecification } from './templateSpecification.ts';
import { validationError } from './validation.ts';

/** What a group launches its instances from: exactly one of these. */
export type LaunchSource = Pick<
  AutoScalingGroup,
  'LaunchConfigurationName' | 'LaunchTemplate' | 'MixedInstancesPolicy'
>;

/** What a request says of it. */
export interface NamedSource extends LaunchSource {
  readonly InstanceId?: string | undefined;
}

/**
 * What a group launches from as a request names it, with templates by id and name as AWS shows them.
 * @param named - the request
 * @param call - who asks, and where the template or the launch configuration is
 * @param before - what the group launched from until now
 * @returns undefined when the request names nothing
 * @throws CloudError `ValidationError`
 */
export function launchSourceFrom(
  named: NamedSource,
  call: Call,
  before?: LaunchSource,
): LaunchSource | undefined {
  const { InstanceId, LaunchConfigurationName, LaunchTemplate, MixedInstancesPolicy } = named;
  const sources = [InstanceId, LaunchConfigurationName, LaunchTemplate, MixedInstancesPolicy];
  const count = sources.filter((each) => each !== undefined).length;
  if (count === 0) return undefined;
  if (count > 1) throw notExactlyOne();
  if (InstanceId !== undefined) {
    throw validationError('The local cloud does not make launch configurations of instances yet.');
  }
  return {
    LaunchConfigurationName: LaunchConfigurationName && checkedConfiguration(LaunchConfigurationName, call),
    LaunchTemplate: LaunchTemplate && checkedSpecification(LaunchTemplate, call),
    MixedInstancesPolicy:
      MixedInstancesPolicy && checkedPolicy(MixedInstancesPolicy, call, before?.MixedInstancesPolicy),
  };
}

/** What is said of a new group that launches from nothing, or from several things. */
export function notExactlyOne(): Error {
  return validationError(
    'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.',
  );
}

function checkedConfiguration(name: string, { state }: Call): string {
  if (state.launchConfigurations.some((each) => each.LaunchConfigurationName === name)) return name;
  throw validationError(
    `Launch configuration name not found - A launch configuration with the name: ${name} does not exist`,
  );
}

/** What a request does not say of a policy stays as it was. */
function checkedPolicy(
  { InstancesDistribution: distribution, LaunchTemplate: template }: MixedInstancesPolicy,
  call: Call,
  before: MixedInstancesPolicy | undefined,
): MixedInstancesPolicy {
  const named = template?.LaunchTemplateSpecification;
  const specification =
    named === undefined
      ? before?.LaunchTemplate?.LaunchTemplateSpecification
      : checkedSpecification(named, call);
  if (specification === undefined) throw notExactlyOne();
  const overrides =
    template?.Overrides?.map((override) => checkedOverride(override, call)) ??
    before?.LaunchTemplate?.Overrides ??
    [];
  return {
    LaunchTemplate: { LaunchTemplateSpecification: specification, Overrides: overrides },
    InstancesDistribution: {
      ...usualDistribution(overrides),
      ...before?.InstancesDistribution,
      ...distribution,
    },
  };
}

function checkedOverride(override: LaunchTemplateOverrides, call: Call): LaunchTemplateOverrides {
  const { InstanceRequirements, InstanceType, LaunchTemplateSpecification: specification } = override;
  if (InstanceRequirements !== undefined && InstanceType !== undefined) {
    throw validationError('You cannot specify both InstanceRequirements and InstanceType in an override.');
  }
  return specification === undefined
    ? override
    : { ...override, LaunchTemplateSpecification: checkedSpecification(specification, call) };
}

/** Auto Scaling API Reference, InstancesDistribution: the default of each. */
function usualDistribution(overrides: readonly LaunchTemplateOverrides[]): InstancesDistribution {
  const byRequirements = overrides.some(({ InstanceRequirements }) => InstanceRequirements !== undefined);
  return {
    OnDemandAllocationStrategy: byRequirements ? 'lowest-price' : 'prioritized',
    OnDemandBaseCapacity: 0,
    OnDemandPercentageAboveBaseCapacity: 100,
    SpotAllocationStrategy: 'lowest-price',
    SpotInstancePools: 2,
  };
}
