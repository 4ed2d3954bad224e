import type { Instance, InstanceAttribute, ModifyInstanceAttributeRequest } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call, RegionState } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { attributesOf, checkedShutdownBehavior } from './instanceAttributes.ts';
import { instanceKind, namedResources } from './resourceIds.ts';
import { securityGroupById } from './securityGroups.ts';

/** EC2 API Reference, ModifyInstanceAttribute: one attribute, in a member of its own or by name and value. */
export function modifyInstanceAttribute(
  input: ModifyInstanceAttributeRequest,
  { state }: Call,
): Record<string, never> {
  endDryRun(input.DryRun);
  const { InstanceId: id, Groups: groups } = input;
  const [instance] = namedResources(state, instanceKind, id === undefined ? [] : [id]) ?? [];
  if (instance === undefined) {
    throw new CloudError('MissingParameter', 'The request must contain the parameter instanceId');
  }
  if (instance.State?.Name === 'terminated') {
    throw new CloudError(
      'IncorrectInstanceState',
      `Instance with instance id '${id ?? ''}' is in an incorrect state: terminated`,
    );
  }
  const attributes = attributesOf(state, instanceKind.idOf(instance));
  const termination = flagOf(input);
  const behavior = behaviorOf(input);
  if ([groups, termination, behavior].filter((each) => each !== undefined).length !== 1) {
    throw new CloudError(
      'InvalidParameterCombination',
      'The local cloud changes one of groupSet, disableApiTermination and instanceInitiatedShutdownBehavior at a time.',
    );
  }
  if (groups !== undefined) setGroups(instance, groups, state);
  else change(attributes, termination, behavior);
  return {};
}

function flagOf({
  Attribute,
  DisableApiTermination,
  Value,
}: ModifyInstanceAttributeRequest): boolean | undefined {
  if (Attribute !== 'disableApiTermination') return DisableApiTermination?.Value;
  if (Value === 'true' || Value === 'false') return Value === 'true';
  throw new CloudError('InvalidParameterValue', `Value (${Value ?? ''}) for parameter value is invalid.`);
}

function behaviorOf(input: ModifyInstanceAttributeRequest): string | undefined {
  const isNamed = input.Attribute === 'instanceInitiatedShutdownBehavior';
  return isNamed ? input.Value : input.InstanceInitiatedShutdownBehavior?.Value;
}

function change(
  attributes: InstanceAttribute,
  termination: boolean | undefined,
  behavior: string | undefined,
): void {
  if (termination !== undefined) attributes.DisableApiTermination = { Value: termination };
  if (behavior !== undefined) {
    attributes.InstanceInitiatedShutdownBehavior = { Value: checkedShutdownBehavior(behavior) };
  }
}

function setGroups(instance: Instance, ids: readonly string[], state: RegionState): void {
  const groups = ids.map((id) => securityGroupById(state, id));
  const other = groups.find(({ VpcId }) => VpcId !== instance.VpcId);
  if (other !== undefined) {
    throw new CloudError(
      'InvalidGroup.NotFound',
      `The security group '${other.GroupId ?? ''}' does not exist in the VPC of the instance`,
    );
  }
  if (groups.length === 0) {
    throw new CloudError('InvalidParameterValue', 'At least one security group must be specified');
  }
  instance.SecurityGroups = groups.map(({ GroupId, GroupName }) => ({ GroupId, GroupName }));
  for (const card of instance.NetworkInterfaces ?? []) card.Groups = instance.SecurityGroups;
}
