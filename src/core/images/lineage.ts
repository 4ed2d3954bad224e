import { type EnvironmentImages, imagesOf, imageWithId } from './environmentImages.ts';
import { byNewestFirst, type Image } from './image.ts';
import type { ImageTarget } from './imageTarget.ts';

/** Another image that one comes from. */
export interface Ancestor {
  readonly imageId: string;
  readonly region: string;
  /** Undefined when it is not among the images that were read: of another account, or gone. */
  readonly known: ImageTarget | undefined;
}

/** What a tag tells of how an image was baked. */
export interface BakeFact {
  readonly kind: 'commit' | 'template' | 'playbook' | 'baseImage';
  readonly tag: string;
  readonly value: string;
}

/** Where an image comes from, and what came from it. */
export interface Lineage {
  readonly source: Ancestor | undefined;
  readonly instanceId: string | undefined;
  /** Images that were made of this one, copies and those baked on it, the newest first. */
  readonly descendants: readonly ImageTarget[];
  readonly bakeFacts: readonly BakeFact[];
}

/** Tags by which bakes commonly tell what they were made of; compared without case, `-` and `_`. */
const bakeTags: Readonly<Record<string, BakeFact['kind']>> = {
  commit: 'commit',
  gitcommit: 'commit',
  gitsha: 'commit',
  packertemplate: 'template',
  template: 'template',
  playbook: 'playbook',
  ansibleplaybook: 'playbook',
  baseami: 'baseImage',
  baseimage: 'baseImage',
  sourceami: 'baseImage',
};

/**
 * Where an image comes from, and what came from it, as far as EC2 and its tags tell.
 * @param image - which image
 * @param all - everything that was read, of all environments
 */
export function lineageOf(image: Image, all: readonly EnvironmentImages[]): Lineage {
  const { imageId, region = image.region, instanceId } = image.source;
  return {
    source: imageId === undefined ? undefined : { imageId, region, known: findImage(imageId, region, all) },
    instanceId,
    descendants: all
      .flatMap((images) =>
        [...imagesOf(images)]
          .filter(({ source, region: ownRegion }) => {
            const sourceRegion = source.region ?? ownRegion;
            return source.imageId === image.id && sourceRegion === image.region;
          })
          .map((descendant) => ({ environment: images.environment, image: descendant })),
      )
      .sort((a, b) => byNewestFirst(a.image, b.image)),
    bakeFacts: [...image.tags].flatMap(([tag, value]) => {
      const kind = bakeTags[tag.toLowerCase().replaceAll(/[-_ ]/gu, '')];
      return kind === undefined || value.trim() === '' ? [] : [{ kind, tag, value }];
    }),
  };
}

function findImage(id: string, region: string, all: readonly EnvironmentImages[]): ImageTarget | undefined {
  for (const images of all) {
    const image = imageWithId(images, region, id);
    if (image !== undefined) return { environment: images.environment, image };
  }
  return undefined;
}
