import type { EnvironmentImages } from './environmentImages.ts';
import { imageWithId } from './environmentImages.ts';
import type { ImageTarget } from './imageTarget.ts';

/** The id of an image somewhere in a text. */
export interface ImageIdInText {
  readonly id: string;
  /** UTF-16 units from the start of the text. */
  readonly offset: number;
}

/**
 * An AMI id as a word of its own: 8 hexadecimal digits, or 17 since 2016 (EC2 User Guide, "Resource IDs").
 * The look behind comes after the first letters, so that a large text is searched for those first.
 */
const imageId = /ami-(?<![\p{L}\p{N}_]ami-)(?:[0-9a-f]{17}|[0-9a-f]{8})(?![\p{L}\p{N}_])/gu;

/** Longer than an id and the character on each side of it. */
const surroundings = 32;

/**
 * Every AMI id in a text, in order. Nothing is known of whether there are such images.
 * @param text - any text
 */
export function imageIdsIn(text: string): ImageIdInText[] {
  return [...text.matchAll(imageId)].map(({ 0: id, index: offset }) => ({ id, offset }));
}

/**
 * The AMI id at one place of a text; costs the same in a line of any length.
 * @param text - any text, a line for instance
 * @param offset - UTF-16 units from the start of the text; the end of an id belongs to it
 */
export function imageIdAt(text: string, offset: number): ImageIdInText | undefined {
  const start = Math.max(0, offset - surroundings);
  return imageIdsIn(text.slice(start, offset + surroundings))
    .map(({ id, offset: within }) => ({ id, offset: start + within }))
    .find((found) => found.offset <= offset && offset <= found.offset + found.id.length);
}

/**
 * The images of an id in every environment that was read: two environments may show the same account.
 * @param all - what is known of each environment
 * @param id - AMI id
 */
export function imagesWithId(all: readonly EnvironmentImages[], id: string): ImageTarget[] {
  return all.flatMap((images) =>
    images.regions.flatMap(({ region }) => {
      const image = imageWithId(images, region, id);
      return image === undefined ? [] : [{ environment: images.environment, image }];
    }),
  );
}
