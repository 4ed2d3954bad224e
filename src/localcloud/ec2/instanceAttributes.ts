import type { InstanceAttribute } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { RegionState } from '../world.ts';
import { positionOf } from '../world.ts';

/** Where attributes belong among those of all instances. */
export const positionOfAttributes = ({ InstanceId = '' }: InstanceAttribute): string => InstanceId;

/**
 * What DescribeInstances does not show of an instance. One of the sample world has nothing of that.
 * @param state - the region
 * @param instanceId - of one that is there
 */
export function attributesOf(
  { instanceAttributes: all }: RegionState,
  instanceId: string,
): InstanceAttribute {
  const position = positionOf(all, instanceId, positionOfAttributes);
  const found = all[position];
  if (found?.InstanceId === instanceId) return found;
  const none: InstanceAttribute = { InstanceId: instanceId };
  all.splice(position, 0, none);
  return none;
}

/**
 * What becomes of an instance that shuts itself down.
 * @param text - of a request
 * @throws CloudError `InvalidParameterValue`
 */
export function checkedShutdownBehavior(text: string | undefined): string {
  if (text === undefined || text === 'stop' || text === 'terminate') return text ?? 'stop';
  throw new CloudError(
    'InvalidParameterValue',
    `Value (${text}) for parameter instanceInitiatedShutdownBehavior is invalid. Expecting stop or terminate.`,
  );
}
