import type { DisableImageDeprecationRequest, DisableImageDeprecationResult } from '@aws-sdk/client-ec2';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { ownImage } from './visibleImages.ts';

/** EC2 API Reference, DisableImageDeprecation: also of an image that is not deprecated. */
export function disableImageDeprecation(
  input: DisableImageDeprecationRequest,
  call: Call,
): DisableImageDeprecationResult {
  endDryRun(input.DryRun);
  delete ownImage(call, input.ImageId ?? '').DeprecationTime;
  return { Return: true };
}
