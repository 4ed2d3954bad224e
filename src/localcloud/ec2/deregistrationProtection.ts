import type { Image } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import { imageKind } from './resourceIds.ts';

// What an image says of its protection: AWS CLI Command Reference, `enable-image-deregistration-protection`, example;
// EC2 User Guide, "Protect an Amazon EC2 AMI from deregistration". That it says `disabled after <time>` during the
// cooldown is known from ekristen/aws-nuke, `resources/ec2-image.go`.

/** The protection of an image that can be deregistered. */
export const unprotected = 'disabled';

/** The protection of one that can be deregistered as soon as the protection is disabled. */
export const protectedAtOnce = 'enabled-without-cooldown';

/** The protection of one that stays protected for a day after it was disabled. */
export const protectedWithCooldown = 'enabled-with-cooldown';

/**
 * The protection of an image whose cooldown goes on.
 * @param end - of the cooldown
 */
export function protectedUntil(end: Date): string {
  return `disabled after ${end.toISOString()}`;
}

/**
 * Refuses to deregister an image that is protected. The code is the one of an instance that is protected (EC2 API
 * Reference, "Error codes": `OperationNotPermitted`); AWS documents none for images.
 * @param image - any image
 * @throws CloudError `OperationNotPermitted`
 */
export function refuseProtected(image: Image): void {
  const { DeregistrationProtection: protection = unprotected } = image;
  if (protection === unprotected) return;
  throw new CloudError(
    'OperationNotPermitted',
    `The image '${imageKind.idOf(image)}' may not be deregistered: its deregistration protection is '${protection}'.`,
  );
}
