import type { DescribeInstanceAttributeRequest, Instance, InstanceAttribute } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { attributesOf } from './instanceAttributes.ts';
import { instanceKind, namedResources } from './resourceIds.ts';

type Reader = (instance: Instance, more: InstanceAttribute) => InstanceAttribute;

/** The attributes that this cloud knows; the others that EC2 has are refused by name. */
const attributes = new Map<string, Reader>([
  [
    'disableApiTermination',
    (_, { DisableApiTermination }) => ({
      DisableApiTermination: { Value: DisableApiTermination?.Value ?? false },
    }),
  ],
  ['groupSet', ({ SecurityGroups = [] }) => ({ Groups: SecurityGroups })],
  [
    'instanceInitiatedShutdownBehavior',
    (_, { InstanceInitiatedShutdownBehavior: behavior }) => ({
      InstanceInitiatedShutdownBehavior: { Value: behavior?.Value ?? 'stop' },
    }),
  ],
  ['instanceType', ({ InstanceType }) => ({ InstanceType: { Value: InstanceType } })],
  ['userData', (_, { UserData }) => ({ UserData: UserData ?? {} })],
]);

/** EC2 API Reference, DescribeInstanceAttribute. */
export function describeInstanceAttribute(
  input: DescribeInstanceAttributeRequest,
  { state }: Call,
): InstanceAttribute {
  endDryRun(input.DryRun);
  const { Attribute: attribute = '', InstanceId: id } = input;
  const [instance] = namedResources(state, instanceKind, id === undefined ? [] : [id]) ?? [];
  if (instance === undefined) {
    throw new CloudError('MissingParameter', 'The request must contain the parameter instanceId');
  }
  const read = attributes.get(attribute);
  if (read === undefined) {
    throw new CloudError(
      'UnsupportedOperation',
      `The local cloud does not implement the attribute '${attribute}' of instances yet.`,
    );
  }
  return { InstanceId: id, ...read(instance, attributesOf(state, instanceKind.idOf(instance))) };
}
