import type { EnableImageRequest, EnableImageResult } from '@aws-sdk/client-ec2';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { changeImageState } from './imageStateChanges.ts';
import { ownImage } from './visibleImages.ts';

/** EC2 API Reference, EnableImage: the permissions that it had before it was disabled do not come back. */
export function enableImage(input: EnableImageRequest, call: Call): EnableImageResult {
  endDryRun(input.DryRun);
  changeImageState(ownImage(call, input.ImageId ?? ''), 'disabled', 'available');
  return { Return: true };
}
