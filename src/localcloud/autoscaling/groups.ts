import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import { positionOf, type RegionState } from '../world.ts';
import { validationError } from './validation.ts';

/** The name of a group, by which they are sorted. */
export const groupName = ({ AutoScalingGroupName = '' }: AutoScalingGroup): string => AutoScalingGroupName;

/**
 * The group of a name, if there is one.
 * @param state - the region
 * @param name - of the group
 */
export function findGroup(
  { autoScalingGroups: groups }: RegionState,
  name: string,
): AutoScalingGroup | undefined {
  const found = groups[positionOf(groups, name, groupName)];
  return found !== undefined && groupName(found) === name ? found : undefined;
}

/**
 * The group of a name.
 * @param state - the region
 * @param name - of the request
 * @throws CloudError `ValidationError` when there is none
 */
export function groupNamed(state: RegionState, name: string): AutoScalingGroup {
  const found = findGroup(state, name);
  if (found === undefined) throw validationError('AutoScalingGroup name not found - null');
  return found;
}
