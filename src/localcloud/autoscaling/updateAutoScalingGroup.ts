import type { UpdateAutoScalingGroupType } from '@aws-sdk/client-auto-scaling';
import type { Call } from '../world.ts';
import { scale } from './groupInstances.ts';
import { groupNamed } from './groups.ts';
import { settingsOf } from './groupSettings.ts';
import { checkSizes, updatedSizes } from './groupSizes.ts';
import { launchSourceFrom } from './launchSource.ts';
import { nameViolations, refuseInvalid } from './validation.ts';

/**
 * Auto Scaling API Reference, UpdateAutoScalingGroup. What a request does not say stays as it was; everything is checked
 * before the first change.
 */
export function updateAutoScalingGroup(input: UpdateAutoScalingGroupType, call: Call): Record<string, never> {
  refuseInvalid(...nameViolations('autoScalingGroupName', input.AutoScalingGroupName));
  checkSizes(input);
  const group = groupNamed(call.state, input.AutoScalingGroupName ?? '');
  const source = launchSourceFrom(input, call, group);
  const sizes = updatedSizes(input, group);
  const isScaled = sizes.DesiredCapacity !== group.DesiredCapacity;
  Object.assign(group, settingsOf(input), sizes, source);
  if (isScaled) scale(group, call);
  return {};
}
