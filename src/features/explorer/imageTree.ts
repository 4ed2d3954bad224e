import type { Environment } from '../../core/environments/environment.ts';
import {
  type EnvironmentImages,
  imagesOf,
  type ReadFailure,
  servicesOf,
} from '../../core/images/environmentImages.ts';
import type { Image } from '../../core/images/image.ts';

/** The row of an environment. */
export interface EnvironmentNode {
  readonly kind: 'environment';
  readonly environmentId: string;
}

/** The row of a service of an environment. */
export interface ServiceNode {
  readonly kind: 'service';
  readonly environmentId: string;
  /** Undefined stands for the images that name no service. */
  readonly service: string | undefined;
  readonly count: number;
}

/** The row of an image. */
export interface ImageNode {
  readonly kind: 'image';
  readonly environmentId: string;
  readonly environment: Environment;
  readonly image: Image;
}

/** The row of one tag of an image. */
export interface TagNode {
  readonly kind: 'tag';
  readonly environmentId: string;
  readonly image: Image;
  readonly key: string;
  readonly value: string;
}

/** A row in the place of images that are not there, or not all there. */
export interface NoteNode {
  readonly kind: 'note';
  readonly note: 'reading' | 'empty' | 'stopped' | 'noTags' | 'unreadable';
  readonly environmentId: string;
  readonly regions: readonly string[];
  /** What could not be read, one sentence each. */
  readonly details: readonly string[];
}

/** The row that says why an environment, or some regions of it, could not be read. */
export interface FailureNode {
  readonly kind: 'failure';
  readonly environmentId: string;
  readonly failure: ReadFailure['failure'];
  /** The regions it is true of; none when it is true of the environment as a whole. */
  readonly regions: readonly string[];
}

/** A row of the images view. */
export type TreeNode = EnvironmentNode | ServiceNode | ImageNode | TagNode | NoteNode | FailureNode;

/**
 * The rows below an environment: what went wrong first, then its services, then what is missing.
 * @param images - what is known of the environment
 */
export function rowsOfEnvironment(images: EnvironmentImages): TreeNode[] {
  const { id: environmentId, regions } = images.environment;
  const note = (kind: NoteNode['note'], details: readonly string[] = []): NoteNode => ({
    kind: 'note',
    note: kind,
    environmentId,
    regions,
    details,
  });
  const services = servicesOf(images).map((summary): ServiceNode => ({
    kind: 'service',
    environmentId,
    ...summary,
  }));
  const unreadable = images.regions.flatMap((region) => region.unreadable);
  return [
    ...failureRows(images),
    ...services,
    ...(unreadable.length > 0 ? [note('unreadable', unreadable)] : []),
    ...missingRows(images, services.length).map((kind) => note(kind)),
  ];
}

function missingRows({ status }: EnvironmentImages, serviceCount: number): NoteNode['note'][] {
  switch (status.kind) {
    case 'unread':
    case 'reading':
      return serviceCount === 0 ? ['reading'] : [];
    case 'read':
      return serviceCount === 0 ? ['empty'] : [];
    case 'stopped':
      return ['stopped'];
    case 'failed':
      return [];
  }
}

/** Regions that failed for the same reason share a row: an expired session is one trouble, not one for each region. */
function failureRows({ environment, status }: EnvironmentImages): FailureNode[] {
  if (status.kind !== 'failed') return [];
  const rows = new Map<string, FailureNode>();
  for (const { region, failure } of status.failures) {
    const key = JSON.stringify([failure.title, failure.message]);
    const regions = [...(rows.get(key)?.regions ?? []), ...(region === undefined ? [] : [region])];
    rows.set(key, { kind: 'failure', environmentId: environment.id, failure, regions });
  }
  return [...rows.values()];
}

/**
 * The rows below a service: its images, newest first.
 * @param images - what is known of the environment
 * @param service - undefined for the images that name none
 */
export function rowsOfService(images: EnvironmentImages, service: string | undefined): ImageNode[] {
  const { environment } = images;
  return imagesOf(images, service).map((image) => ({
    kind: 'image',
    environmentId: environment.id,
    environment,
    image,
  }));
}

/**
 * The rows below an image: its tags by key, or a note that it has none.
 * @param node - row of the image
 */
export function rowsOfImage({ environmentId, image }: ImageNode): TreeNode[] {
  if (image.tags.size === 0) {
    return [{ kind: 'note', note: 'noTags', environmentId, regions: [image.region], details: [image.id] }];
  }
  return [...image.tags]
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([key, value]): TagNode => ({ kind: 'tag', environmentId, image, key, value }));
}
