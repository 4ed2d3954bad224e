import type { TagNames } from '../environments/environment.ts';
import { type Image, serviceOf } from './image.ts';

/** One filter of DescribeImages. */
export interface LookupFilter {
  readonly name: string;
  /** With EC2's wildcards escaped: it matches one text only. */
  readonly value: string;
}

/** How other tools find an image again: what to ask DescribeImages for, the newest answer being the image. */
export interface ImageLookup {
  /** What it is looked up by, for people: `web 1.4.2`, a name, an id. */
  readonly title: string;
  /** An account id, or `self`. */
  readonly owner: string;
  readonly filters: readonly LookupFilter[];
}

/**
 * How to find an image by what it is rather than by its id: by its service and version where tags say both, so that a
 * rebuild of the same version is found as well; else by its name; an image without any of them by its id.
 * @param image - any image
 * @param tagNames - which tags say service and version
 */
export function lookupOf(image: Image, tagNames: TagNames): ImageLookup {
  const owner = image.ownerId ?? 'self';
  const service = serviceOf(image, tagNames);
  const version = image.tags.get(tagNames.version);
  if (service !== undefined && version !== undefined && version.trim() !== '') {
    const filters = [
      exactly(`tag:${tagNames.service}`, service),
      exactly(`tag:${tagNames.version}`, version),
    ];
    // The same version is often baked for two architectures.
    if (image.architecture !== undefined) filters.push(exactly('architecture', image.architecture));
    return { title: `${service} ${version}`, owner, filters };
  }
  const { id, name } = image;
  return name === undefined || name === ''
    ? { title: id, owner, filters: [exactly('image-id', id)] }
    : { title: name, owner, filters: [exactly('name', name)] };
}

/** EC2 API Reference, `Filter`: `*` and `?` are wildcards, a backslash makes them and itself ordinary. */
function exactly(name: string, text: string): LookupFilter {
  return { name, value: text.replace(/[\\*?]/gu, String.raw`\$&`) };
}
