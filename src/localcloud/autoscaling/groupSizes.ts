import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import { ofSize } from '../constraints.ts';
import { refuseInvalid, validationError } from './validation.ts';

/** How many instances a group has at least, at most, and wants. */
export type GroupSizes = Pick<AutoScalingGroup, 'MinSize' | 'MaxSize' | 'DesiredCapacity'>;

/** The sizes that a request names. */
export type WantedSizes = Partial<GroupSizes>;

/**
 * Refuses sizes that no group can have.
 * @param sizes - of the request
 * @throws CloudError `ValidationError`
 */
export function checkSizes({ MinSize, MaxSize, DesiredCapacity }: WantedSizes): void {
  const range = { least: 0, most: 2 ** 31 - 1 };
  refuseInvalid(
    ofSize('minSize', MinSize, range),
    ofSize('maxSize', MaxSize, range),
    ofSize('desiredCapacity', DesiredCapacity, range),
  );
}

/**
 * The sizes that a group has after an update. A size that the wanted number is not within moves the number along, unless
 * the request names one (Auto Scaling API Reference, UpdateAutoScalingGroup).
 * @param wanted - of the request
 * @param before - sizes of the group
 * @throws CloudError `ValidationError` when they do not fit together
 */
export function updatedSizes(wanted: WantedSizes, before: Required<GroupSizes>): GroupSizes {
  const least = wanted.MinSize ?? before.MinSize ?? 0;
  const most = wanted.MaxSize ?? before.MaxSize ?? 0;
  if (most < least) {
    throw validationError(`Max bound, ${most}, must be greater than or equal to min bound, ${least}`);
  }
  const moved = Math.min(Math.max(before.DesiredCapacity ?? least, least), most);
  const desired = wanted.DesiredCapacity ?? moved;
  if (desired < least || desired > most) {
    throw validationError(
      `Desired capacity:${desired} must be between the specified min size:${least} and max size:${most}`,
    );
  }
  return { MinSize: least, MaxSize: most, DesiredCapacity: desired };
}
