import type { Image } from '@aws-sdk/client-ec2';

const day = 24 * 60 * 60 * 1000;

/** EC2 User Guide, "Check when an Amazon EC2 AMI was last used": launches are reported a day later. */
const launchReport = day;

/**
 * Makes some of the images of a place special: untagged, protected, deprecated, disabled, pending and failed ones.
 * @param images - of one place, the oldest first
 * @param now - milliseconds since 1970
 * @param hasDisabled - false to leave disabled ones out
 */
export function addEveryState(images: readonly Image[], now: number, hasDisabled: boolean): void {
  images.forEach((image, index) => {
    const fromEnd = images.length - 1 - index;
    const createdAt = Date.parse(image.CreationDate ?? '');
    const age = now - createdAt;
    if (index % 11 === 5) makeUntagged(image, Math.floor(index / 11));
    if (hasDisabled && index % 29 === 13) image.State = 'disabled';
    if (index % 31 === 17) image.DeregistrationProtection = 'enabled-with-cooldown';
    if (index % 31 === 27) image.DeregistrationProtection = 'enabled-without-cooldown';
    if (age > 90 * day) image.DeprecationTime = new Date(createdAt + 365 * day).toISOString();
    if (index % 3 === 0) setLaunched(image, createdAt + Math.min(age / 3, 40 * day), now);
    if (fromEnd === 2) image.State = 'pending';
    if (fromEnd === 4) makeFailed(image);
  });
}

/** Images that nobody tagged are told apart by their names, which fall into families. */
function makeUntagged(image: Image, number: number): void {
  delete image.Tags;
  const date = (image.CreationDate ?? '').slice(0, 10);
  const names = [
    `golden-base-${date}-${number}`,
    `legacy-web_v${number}`,
    `golden-base-${date}-${number}`,
    `ubuntu-22.04-hardened.build${number}`,
  ];
  image.Name = names[number % names.length];
  image.ImageLocation = `${image.OwnerId ?? ''}/${image.Name ?? ''}`;
  image.Description = '';
}

function makeFailed(image: Image): void {
  image.State = 'failed';
  image.StateReason = {
    Code: 'Client.InternalError',
    Message:
      'Client.InternalError: Client error on launch. The snapshot is encrypted with a key you cannot use.',
  };
}

/**
 * Says of an image when it was last launched, if that has been reported by now.
 * @param image - any image
 * @param launchedAt - milliseconds since 1970
 * @param now - milliseconds since 1970
 */
export function setLaunched(image: Image, launchedAt: number, now: number): void {
  if (launchedAt > now - launchReport) return;
  const before = Date.parse(image.LastLaunchedTime ?? '');
  if (before >= launchedAt) return;
  image.LastLaunchedTime = `${new Date(launchedAt).toISOString().slice(0, 19)}Z`;
}
