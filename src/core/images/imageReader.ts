import type { Environment } from '../environments/environment.ts';
import type { Image } from './image.ts';

/** Some images of one region, as one answer of EC2 held them. */
export interface ImagePage {
  readonly images: readonly Image[];
  /** What the answer held that is not an image as EC2 documents it; one sentence each. */
  readonly unreadable: readonly string[];
}

/** Reads images where they live. Implemented over the AWS SDK by src/aws. */
export interface ImageReader {
  /**
   * The account, 12 digits, that the environment's credentials belong to.
   * @throws EnvironmentReadError in AWS's words when the caller is unknown
   */
  readAccount(environment: Environment, signal: AbortSignal): Promise<string>;

  /**
   * The images that the environment's account owns in one region, deprecated and disabled ones included, page by page.
   * A page is asked for only when the one before it has been taken.
   * @throws EnvironmentReadError when AWS refuses or cannot be reached; pages already given stay true
   */
  readImages(environment: Environment, region: string, signal: AbortSignal): AsyncIterable<ImagePage>;

  /**
   * Ids of the images that the environment's account owns in a region and that any of some other accounts may launch
   * because it is named, public ones not among them.
   * @param accounts - of 12 digits, at least one
   * @throws EnvironmentReadError when AWS refuses or cannot be reached
   */
  readSharedIds(
    environment: Environment,
    region: string,
    accounts: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlySet<string>>;

  /**
   * The images among some ids that the environment's account still owns in a region, as they are now.
   * @throws EnvironmentReadError when AWS refuses or cannot be reached
   */
  readImagesById(
    environment: Environment,
    region: string,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<ImagePage>;
}
