import type {
  DisableImageDeregistrationProtectionRequest,
  DisableImageDeregistrationProtectionResult,
} from '@aws-sdk/client-ec2';
import { schedule } from '../dueChanges.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import {
  protectedAtOnce,
  protectedUntil,
  protectedWithCooldown,
  unprotected,
} from './deregistrationProtection.ts';
import { imageKind } from './resourceIds.ts';
import { durations } from './transitions.ts';
import { ownImage } from './visibleImages.ts';

/** EC2 API Reference, DisableImageDeregistrationProtection: at once, or 24 hours later if there is a cooldown. */
export function disableImageDeregistrationProtection(
  input: DisableImageDeregistrationProtectionRequest,
  call: Call,
): DisableImageDeregistrationProtectionResult {
  endDryRun(input.DryRun);
  const image = ownImage(call, input.ImageId ?? '');
  const { DeregistrationProtection: before } = image;
  if (before === protectedAtOnce) image.DeregistrationProtection = unprotected;
  if (before === protectedWithCooldown) {
    const end = call.now + durations.deregistrationCooldown;
    image.DeregistrationProtection = protectedUntil(new Date(end));
    schedule(call.state, end, imageKind.idOf(image), 'deregistrationCooldownOver');
  }
  return { Return: image.DeregistrationProtection ?? unprotected };
}
