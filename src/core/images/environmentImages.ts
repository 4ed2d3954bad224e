import type { Environment } from '../environments/environment.ts';
import { isCredentialTrouble, reasonOf } from '../environments/readError.ts';
import type { Failure } from '../outcome/failure.ts';
import type { Image } from './image.ts';
import type { RegionImages } from './regionImages.ts';

/** How far the reading of one environment is; `at` is when it ended, in milliseconds since 1970. */
export type EnvironmentStatus =
  | { readonly kind: 'unread' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'read'; readonly at: number }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly at: number; readonly failures: readonly ReadFailure[] };

/** What went wrong in the last reading of an environment. */
export interface ReadFailure {
  /** The region that could not be read; undefined when the environment as a whole could not. */
  readonly region: string | undefined;
  readonly failure: Failure;
}

/** Everything known of one environment's images at one moment. */
export interface EnvironmentImages {
  readonly environment: Environment;
  readonly status: EnvironmentStatus;
  /** When the last complete reading of what is shown ended, in milliseconds since 1970. */
  readonly knownSince: number | undefined;
  /** What is shown: for each region the newest reading, the one under way only where nothing was read before. */
  readonly regions: readonly RegionImages[];
  /** Readings under way behind older ones that are still shown. */
  readonly refreshing: readonly RegionImages[];
}

/**
 * The images of an environment over all its regions.
 * @param images - what is known of the environment
 */
export function* imagesOf({ regions }: EnvironmentImages): Generator<Image> {
  for (const region of regions) yield* region.images;
}

/**
 * One image of an environment.
 * @param images - what is known of the environment
 * @param region - region code
 * @param id - AMI id
 * @returns undefined when it is not among those that were read
 */
export function imageWithId(images: EnvironmentImages, region: string, id: string): Image | undefined {
  return images.regions.find((known) => known.region === region)?.get(id);
}

/**
 * Whether an environment could not be read for want of credentials that AWS accepts.
 * @param images - what is known of the environment
 */
export function isRefused({ status }: EnvironmentImages): boolean {
  return (
    status.kind === 'failed' && status.failures.some(({ failure }) => isCredentialTrouble(failure.cause))
  );
}

/**
 * Why nothing at all of an environment can be read, or may be: what comes before its regions has failed, it is another
 * account, or there are no credentials for any of its regions.
 * @param images - what is known of the environment
 * @returns undefined when some of it was read, or failed only by itself
 */
export function failureOfWhole({ environment, status }: EnvironmentImages): Failure | undefined {
  if (status.kind !== 'failed') return undefined;
  const whole = status.failures.find(
    ({ region, failure }) => region === undefined || reasonOf(failure.cause) === 'wrong-account',
  );
  if (whole !== undefined) return whole.failure;
  const [first, ...others] = status.failures.filter(
    ({ failure: { cause } }) => isCredentialTrouble(cause) || reasonOf(cause) === 'restricted',
  );
  return others.length + 1 === environment.regions.length ? first?.failure : undefined;
}

/**
 * Whether what is shown of an environment was kept from an earlier window and not read anew yet.
 * @param images - what is known of the environment
 */
export function isRestored({ regions }: EnvironmentImages): boolean {
  return regions.some(({ status }) => status === 'restored');
}

/**
 * How many images of an environment there are, as far as is known.
 * @param images - what is known of the environment
 */
export function countOf(images: EnvironmentImages): number {
  return images.regions.reduce((sum, region) => sum + region.count, 0);
}
