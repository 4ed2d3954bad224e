import type { Image } from '@aws-sdk/client-ec2';
import type { ImagePlace } from './images.ts';
import type { Random } from './random.ts';

/** What the sample world makes the uses of images from: a place, and the images that are there. */
export interface Scene {
  readonly place: ImagePlace;
  /** The oldest first; at least one. */
  readonly images: readonly Image[];
  /** Milliseconds since 1970; ages count from here. */
  readonly now: number;
  /** Source of ids. */
  readonly random: Random;
}

const day = 24 * 60 * 60 * 1000;

/**
 * Id of an available image of a service, or of whichever image there is in a world that is too small for that.
 * @param scene - with the images
 * @param service - value of the tag `Service`
 * @param age - 0 for the newest one, 1 for the one before
 */
export function imageOf({ images }: Scene, service: string, age: number): string {
  let passed = 0;
  for (let index = images.length - 1; index >= 0; index -= 1) {
    const image = images[index];
    if (image?.State !== 'available' || tagOf(image, 'Service') !== service) continue;
    if (passed === age) return image.ImageId ?? '';
    passed += 1;
  }
  return images.at(-1)?.ImageId ?? '';
}

/**
 * Value of a tag.
 * @param image - any image
 * @param key - of the tag
 */
export function tagOf({ Tags = [] }: Image, key: string): string | undefined {
  return Tags.find(({ Key }) => Key === key)?.Value;
}

/**
 * A time before that of the scene.
 * @param scene - any scene
 * @param days - how long before
 */
export function daysBefore({ now }: Scene, days: number): Date {
  return new Date(now - days * day);
}

/**
 * A UUID in form, as ids of fleets and groups have it.
 * @param random - source of its digits
 */
export function uuidFrom({ hex }: Random): string {
  return [8, 4, 4, 4, 12].map(hex).join('-');
}

/**
 * Whether hostile texts belong here: they are in one region of one environment, so that the others stay readable.
 * @param place - environment and region
 */
export function isHostile({ environment, region }: ImagePlace): boolean {
  return environment === 'staging' && region === 'eu-west-1';
}
