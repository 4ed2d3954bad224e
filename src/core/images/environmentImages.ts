import type { Environment } from '../environments/environment.ts';
import { isCredentialTrouble } from '../environments/readError.ts';
import type { Failure } from '../outcome/failure.ts';
import { byNewestFirst, type Image } from './image.ts';
import type { RegionImages } from './regionImages.ts';

/** How far the reading of one environment is. */
export type EnvironmentStatus =
  | { readonly kind: 'unread' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'read'; readonly at: number }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly failures: readonly ReadFailure[] };

/** What went wrong in the last reading of an environment. */
export interface ReadFailure {
  /** The region that could not be read; undefined when the environment as a whole could not. */
  readonly region: string | undefined;
  readonly failure: Failure;
}

/** A service of an environment and how many images it has there. */
export interface ServiceSummary {
  /** Undefined stands for the images that name no service. */
  readonly service: string | undefined;
  readonly count: number;
}

/** Everything known of one environment's images at one moment. */
export interface EnvironmentImages {
  readonly environment: Environment;
  readonly status: EnvironmentStatus;
  /** What is shown: for each region the newest reading, the one under way only where nothing was read before. */
  readonly regions: readonly RegionImages[];
  /** Readings under way behind older ones that are still shown. */
  readonly refreshing: readonly RegionImages[];
}

/**
 * The services of an environment by name, those without one last.
 * @param images - what is known of the environment
 */
export function servicesOf(images: EnvironmentImages): ServiceSummary[] {
  const counts = new Map<string | undefined, number>();
  for (const region of images.regions) {
    for (const service of region.services) {
      counts.set(service, (counts.get(service) ?? 0) + region.of(service).length);
    }
  }
  return [...counts].map(([service, count]) => ({ service, count })).sort(byServiceName);
}

/**
 * The images of one service over all regions of an environment, newest first.
 * @param images - what is known of the environment
 * @param service - undefined for the images that name none
 */
export function imagesOf(images: EnvironmentImages, service: string | undefined): Image[] {
  return images.regions.flatMap((region) => region.of(service)).sort(byNewestFirst);
}

/**
 * One image of an environment.
 * @param images - what is known of the environment
 * @param region - region code
 * @param id - AMI id
 * @returns undefined when it is not among those that were read
 */
export function imageWithId(images: EnvironmentImages, region: string, id: string): Image | undefined {
  const ofRegion = images.regions.find((known) => known.region === region);
  for (const service of ofRegion?.services ?? []) {
    const image = ofRegion?.of(service).find((candidate) => candidate.id === id);
    if (image !== undefined) return image;
  }
  return undefined;
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
 * How many images of an environment were read.
 * @param images - what is known of the environment
 */
export function countOf(images: EnvironmentImages): number {
  return images.regions.reduce((sum, region) => sum + region.count, 0);
}

function byServiceName(a: ServiceSummary, b: ServiceSummary): number {
  if (a.service === undefined) return 1;
  if (b.service === undefined) return -1;
  return a.service.localeCompare(b.service, 'en');
}
