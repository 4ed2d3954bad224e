import type { TagNames } from '../environments/environment.ts';
import { type Image, serviceOf } from './image.ts';
import type { ImagePage } from './imageReader.ts';

/** Whether every image of a region is there: still being read, all of them, or those before the reading ended. */
export type RegionStatus = 'reading' | 'complete' | 'partial';

/** The images of one region that were read so far, by service. Filled page by page by an image store. */
export class RegionImages {
  readonly region: string;
  status: RegionStatus = 'reading';
  readonly unreadable: string[] = [];
  #count = 0;
  readonly #tagNames: TagNames;
  readonly #byService = new Map<string | undefined, Image[]>();

  /**
   * Starts with no images.
   * @param region - region code
   * @param tagNames - which tag says the service
   */
  constructor(region: string, tagNames: TagNames) {
    this.region = region;
    this.#tagNames = tagNames;
  }

  /** How many images were read so far. */
  get count(): number {
    return this.#count;
  }

  /** The services read so far; undefined stands for the images that name none. */
  get services(): Iterable<string | undefined> {
    return this.#byService.keys();
  }

  /**
   * The images of one service in the order they were read.
   * @param service - undefined for those that name none
   */
  of(service: string | undefined): readonly Image[] {
    return this.#byService.get(service) ?? [];
  }

  /** Adds what one answer of EC2 held. */
  add(page: ImagePage): void {
    for (const image of page.images) {
      const service = serviceOf(image, this.#tagNames);
      const images = this.#byService.get(service);
      if (images === undefined) this.#byService.set(service, [image]);
      else images.push(image);
    }
    this.#count += page.images.length;
    this.unreadable.push(...page.unreadable);
  }
}
