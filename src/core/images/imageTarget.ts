import type { Environment } from '../environments/environment.ts';
import type { Image } from './image.ts';

/** An image that a command is for, and the environment it lives in. */
export interface ImageTarget {
  readonly environment: Environment;
  readonly image: Image;
}

/** Names an image by plain data: in a link to a command, or in the address of a document. */
export interface ImageReference {
  readonly environmentId: string;
  readonly region: string;
  readonly imageId: string;
}
