import type { DisableImageRequest, DisableImageResult } from '@aws-sdk/client-ec2';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { changeImageState } from './imageStateChanges.ts';
import { setPermissions } from './launchPermissions.ts';
import { ownImage } from './visibleImages.ts';

/** EC2 API Reference, DisableImage: nobody can launch it any more, and all launch permissions are gone for good. */
export function disableImage(input: DisableImageRequest, call: Call): DisableImageResult {
  endDryRun(input.DryRun);
  const image = ownImage(call, input.ImageId ?? '');
  changeImageState(image, 'available', 'disabled');
  setPermissions(call.state, image, []);
  return { Return: true };
}
