import type { Environment } from '../environments/environment.ts';

/** A tag with its value. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/**
 * The most images in one call: CreateTags and DeleteTags take 1,000 and recommend fewer (EC2 API Reference, `Resources`);
 * filters, by which images are read, take 200 values (EC2 User Guide, "List and filter your resources").
 */
export const mostImagesPerCall = 200;

/**
 * Writes the tags of images where they live. Implemented over the AWS SDK by src/aws.
 * Every call is for at most {@link mostImagesPerCall} images, by AMI id, of one region of an environment.
 */
export interface TagWriter {
  /**
   * Gives images a tag, or a tag they have another value.
   * Not to be stopped once it is sent: nobody could say then whether it had its effect.
   * @throws EnvironmentReadError `not-found` when one of the images is not there; some of the others may have the tag then
   */
  createTags(environment: Environment, region: string, imageIds: readonly string[], tag: Tag): Promise<void>;

  /**
   * Takes a tag from images, from each only if it has this very value there.
   * Not to be stopped once it is sent: nobody could say then whether it had its effect.
   * @throws EnvironmentReadError `not-found` when one of the images is not there; some of the others may be without the
   * tag then
   */
  deleteTags(environment: Environment, region: string, imageIds: readonly string[], tag: Tag): Promise<void>;
}
