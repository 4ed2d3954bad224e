import type {
  EnableImageDeregistrationProtectionRequest,
  EnableImageDeregistrationProtectionResult,
} from '@aws-sdk/client-ec2';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { protectedAtOnce, protectedWithCooldown } from './deregistrationProtection.ts';
import { ownImage } from './visibleImages.ts';

/** EC2 API Reference, EnableImageDeregistrationProtection; the answer is that of the AWS CLI Command Reference. */
export function enableImageDeregistrationProtection(
  input: EnableImageDeregistrationProtectionRequest,
  call: Call,
): EnableImageDeregistrationProtectionResult {
  endDryRun(input.DryRun);
  const image = ownImage(call, input.ImageId ?? '');
  image.DeregistrationProtection = input.WithCooldown === true ? protectedWithCooldown : protectedAtOnce;
  return { Return: image.DeregistrationProtection };
}
