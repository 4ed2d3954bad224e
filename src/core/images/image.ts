import type { TagNames } from '../environments/environment.ts';

/**
 * States of an AMI as EC2 names them (EC2 API Reference, `Image.State`); `unknown` stands for one added since.
 */
export const imageStates = [
  'pending',
  'available',
  'invalid',
  'deregistered',
  'transient',
  'failed',
  'error',
  'disabled',
] as const;

/** State of an AMI. */
export type ImageState = (typeof imageStates)[number] | 'unknown';

/** One disk of an image. */
export interface ImageDisk {
  readonly deviceName: string;
  /** Undefined for an ephemeral disk. */
  readonly snapshotId: string | undefined;
  /** GiB. */
  readonly size: number | undefined;
  /** `gp3`, `io2`, …; undefined for an ephemeral disk. */
  readonly volumeType: string | undefined;
  /** Undefined for an ephemeral disk. */
  readonly isEncrypted: boolean | undefined;
}

/** Which image another one was made from, as far as EC2 keeps it (EC2 API Reference, `Image`). */
export interface ImageSource {
  readonly imageId: string | undefined;
  readonly region: string | undefined;
  /** The instance that CreateImage was called for. */
  readonly instanceId: string | undefined;
}

/** An Amazon Machine Image as its owner sees it. Texts are exactly as AWS has them. */
export interface Image {
  readonly id: string;
  readonly region: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly ownerId: string | undefined;
  readonly state: ImageState;
  /** Why an image failed, in AWS's words. */
  readonly stateReason: string | undefined;
  /** Milliseconds since 1970; undefined when AWS gave none or one that cannot be read. */
  readonly createdAt: number | undefined;
  /** Milliseconds since 1970. */
  readonly deprecatedAt: number | undefined;
  /** When an instance was last launched from it, up to a day late; milliseconds since 1970; undefined for never. */
  readonly lastLaunchedAt: number | undefined;
  /** As EC2 says it: `disabled`, `enabled-without-cooldown`, `enabled-with-cooldown`, `disabled after <time>`. */
  readonly deregistrationProtection: string | undefined;
  readonly isPublic: boolean;
  /**
   * Whether the account of another environment may launch it by name. Only accounts that an environment names can be
   * asked for: EC2 tells all with whom an image is shared for one image at a time only.
   */
  readonly isShared: boolean;
  readonly architecture: string | undefined;
  readonly bootMode: string | undefined;
  readonly imdsSupport: string | undefined;
  readonly platform: string | undefined;
  readonly virtualizationType: string | undefined;
  readonly rootDeviceName: string | undefined;
  readonly source: ImageSource;
  readonly disks: readonly ImageDisk[];
  /** Tag values by key. */
  readonly tags: ReadonlyMap<string, string>;
}

/**
 * The service an image is built for.
 * @param image - any image
 * @param tagNames - which tag says it
 * @returns undefined when the image has no such tag, or an empty one
 */
export function serviceOf(image: Image, tagNames: TagNames): string | undefined {
  const service = image.tags.get(tagNames.service);
  return service === undefined || service.trim() === '' ? undefined : service;
}

/**
 * What to call an image in a list: its version where a tag says it, else its name, else its id.
 * @param image - any image
 * @param tagNames - which tag says the version
 */
export function titleOf(image: Image, tagNames: TagNames): string {
  const candidates = [image.tags.get(tagNames.version), image.name];
  return candidates.find((text) => text !== undefined && text.trim() !== '') ?? image.id;
}

/**
 * Whether EC2 hides the image from those it is shared with because its deprecation time has come.
 * @param image - any image
 * @param now - milliseconds since 1970
 */
export function isDeprecated(image: Image, now: number): boolean {
  return image.deprecatedAt !== undefined && image.deprecatedAt <= now;
}

/**
 * Whether EC2 refuses to deregister the image (EC2 User Guide, "Protect an Amazon EC2 AMI from deregistration"): with
 * a cooldown the protection goes on for a day after it was turned off, and then reads `disabled after <time>`.
 * @param image - any image
 */
export function isProtected({ deregistrationProtection }: Image): boolean {
  return deregistrationProtection !== undefined && deregistrationProtection !== 'disabled';
}

/**
 * Order of a list of images: newest first; those whose age is unknown last; equal ones by region and id, so that the
 * order is the same at every reading.
 */
export function byNewestFirst(a: Image, b: Image): number {
  const difference = (b.createdAt ?? -Infinity) - (a.createdAt ?? -Infinity);
  if (difference !== 0 && !Number.isNaN(difference)) return difference;
  return compareText(a.region, b.region) || compareText(a.id, b.id);
}

/**
 * Order of texts by their code units, the same on every machine.
 */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
