import type { ResponseLaunchTemplateData, RunInstancesRequest, TagSpecification } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { templateOf, versionOf } from './launchTemplates.ts';

/** Parameters of a launch whose effect can be seen here, or that a request may always have. */
const understood = [
  'BlockDeviceMappings',
  'ClientToken',
  'DisableApiTermination',
  'DryRun',
  'EbsOptimized',
  'IamInstanceProfile',
  'ImageId',
  'InstanceInitiatedShutdownBehavior',
  'InstanceType',
  'KeyName',
  'LaunchTemplate',
  'MaxCount',
  'MetadataOptions',
  'MinCount',
  'Monitoring',
  'NetworkInterfaces',
  'Placement',
  'PrivateIpAddress',
  'SecurityGroupIds',
  'SecurityGroups',
  'SubnetId',
  'TagSpecifications',
  'UserData',
  'CreditSpecification',
  'MaintenanceOptions',
] as const satisfies readonly (keyof RunInstancesRequest)[];

/** What shall be launched: what a request says, over what its launch template says. */
export type LaunchParameters = Pick<RunInstancesRequest, (typeof understood)[number]>;

/**
 * Puts a request together with the launch template that it names: what the request says replaces what the template says
 * (EC2 API Reference, RunInstances, `LaunchTemplate`). The version is the default one unless it is said.
 * @param input - of the call
 * @param call - where the template is
 * @throws CloudError as for templates and versions that are not there; `UnsupportedOperation` for a parameter whose
 * effect this cloud has not
 */
export function launchParameters(input: RunInstancesRequest, call: Call): LaunchParameters {
  const { LaunchTemplate: named } = input;
  const names: readonly string[] = understood;
  const other = Object.keys(input).find((name) => !names.includes(name));
  if (other !== undefined) {
    throw new CloudError(
      'UnsupportedOperation',
      `The local cloud does not implement ${other} of RunInstances yet.`,
    );
  }
  if (named === undefined) return input;
  const template = templateOf(call.state, named);
  const version = versionOf(call.state, template, named.Version ?? '$Default');
  return {
    ...fromTemplate(version.LaunchTemplateData ?? {}),
    ...input,
    TagSpecifications: tagsOf(input, version),
  };
}

function fromTemplate(data: ResponseLaunchTemplateData): Omit<LaunchParameters, 'MinCount' | 'MaxCount'> {
  const { BlockDeviceMappings, EbsOptimized, IamInstanceProfile, ImageId, InstanceType, KeyName } = data;
  const { MetadataOptions, Monitoring, Placement, SecurityGroupIds, SecurityGroups, UserData } = data;
  const { DisableApiTermination, InstanceInitiatedShutdownBehavior, NetworkInterfaces } = data;
  return {
    ...{ BlockDeviceMappings, EbsOptimized, IamInstanceProfile, ImageId, InstanceType, KeyName },
    ...{ MetadataOptions, Placement, SecurityGroupIds, SecurityGroups, UserData },
    ...{ DisableApiTermination, InstanceInitiatedShutdownBehavior },
    NetworkInterfaces: NetworkInterfaces?.map((card) => ({
      AssociatePublicIpAddress: card.AssociatePublicIpAddress,
      DeviceIndex: card.DeviceIndex,
      Groups: card.Groups,
      NetworkInterfaceId: card.NetworkInterfaceId,
      PrivateIpAddress: card.PrivateIpAddress,
      SubnetId: card.SubnetId,
    })),
    Monitoring: Monitoring === undefined ? undefined : { Enabled: Monitoring.Enabled },
  };
}

function tagsOf(
  input: RunInstancesRequest,
  version: { readonly LaunchTemplateData?: ResponseLaunchTemplateData | undefined },
): TagSpecification[] {
  const given = input.TagSpecifications ?? [];
  const kinds = new Set(given.map(({ ResourceType }) => ResourceType));
  const inherited = version.LaunchTemplateData?.TagSpecifications ?? [];
  return [...inherited.filter(({ ResourceType }) => !kinds.has(ResourceType)), ...given];
}
