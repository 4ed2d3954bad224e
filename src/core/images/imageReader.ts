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
   * Makes sure that the credentials of an environment belong to the account it names.
   * Does nothing for an environment that names none.
   * @throws EnvironmentReadError naming both accounts when they differ, or AWS's words when the caller is unknown
   */
  verifyAccount(environment: Environment, signal: AbortSignal): Promise<void>;

  /**
   * The images that the environment's account owns in one region, deprecated and disabled ones included, page by page.
   * A page is asked for only when the one before it has been taken.
   * @throws EnvironmentReadError when AWS refuses or cannot be reached; pages already given stay true
   */
  readImages(environment: Environment, region: string, signal: AbortSignal): AsyncIterable<ImagePage>;
}
