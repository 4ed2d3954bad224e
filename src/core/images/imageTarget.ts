import type { Environment } from '../environments/environment.ts';
import type { Image } from './image.ts';

/** An image that a command is for, and the environment it lives in. */
export interface ImageTarget {
  readonly environment: Environment;
  readonly image: Image;
}
