import type { Image } from './image.ts';
import type { ImagePage } from './imageReader.ts';

/**
 * Whether every image of a region is there: still being read, all of them, those before the reading ended, or those
 * that were kept of an earlier window.
 */
export type RegionStatus = 'reading' | 'complete' | 'partial' | 'restored';

/** The images of a region that are kept from one window to the next: the newest ones, and how many more there were. */
export interface KnownRegion {
  readonly region: string;
  readonly images: readonly Image[];
  /** How many more images of each service there were; undefined stands for those that name none. */
  readonly older: ReadonlyMap<string | undefined, number>;
}

const none: ReadonlyMap<string | undefined, number> = new Map();
const noIds: ReadonlySet<string> = new Set();

/** The images of one region that were read so far. Filled page by page by an image store. */
export class RegionImages {
  readonly region: string;
  status: RegionStatus = 'reading';
  readonly unreadable: string[] = [];
  /** Images that are known only by their number, by service: those that were not kept. Empty for what was read. */
  readonly older: ReadonlyMap<string | undefined, number>;
  #revision = 0;
  #sharedIds = noIds;
  readonly #byId = new Map<string, Image>();

  /**
   * Starts with no images.
   * @param region - region code
   * @param older - images known only by their number
   */
  constructor(region: string, older = none) {
    this.region = region;
    this.older = older;
  }

  /**
   * The images that were kept of an earlier reading.
   * @param known - what was kept
   */
  static restored(known: KnownRegion): RegionImages {
    const images = new RegionImages(known.region, known.older);
    images.add({ images: known.images, unreadable: [] });
    images.status = 'restored';
    return images;
  }

  /** How many images there are, those that are known only by their number included. */
  get count(): number {
    let count = this.#byId.size;
    for (const older of this.older.values()) count += older;
    return count;
  }

  /** The images in the order they were read. */
  get images(): Iterable<Image> {
    return this.#byId.values();
  }

  /** Another number whenever the images are others than before. */
  get revision(): number {
    return this.#revision;
  }

  /** Ids of the images whose state is about to change by itself. */
  get pendingIds(): string[] {
    return [...this.#byId.values()]
      .filter(({ state }) => state === 'pending' || state === 'transient')
      .map(({ id }) => id);
  }

  /**
   * One image.
   * @param id - AMI id
   * @returns undefined when it is not among those that are there
   */
  get(id: string): Image | undefined {
    return this.#byId.get(id);
  }

  /** Adds what one answer of EC2 held; an image that was there already is replaced. */
  add(page: ImagePage): void {
    for (const image of page.images) {
      this.#byId.set(image.id, this.#sharedIds.has(image.id) ? { ...image, isShared: true } : image);
    }
    this.unreadable.push(...page.unreadable);
    this.#revision += 1;
  }

  /**
   * Says which images are shared; those that come later are marked as well.
   * @param ids - AMI ids
   */
  markShared(ids: ReadonlySet<string>): void {
    this.#sharedIds = ids;
    const shared = [...ids].flatMap((id) => this.get(id) ?? []);
    this.add({ images: shared, unreadable: [] });
  }

  /**
   * Puts what was asked for again in the place of what was there; what EC2 no longer has goes.
   * @param ids - what was asked for
   * @param page - what EC2 answered
   */
  update(ids: readonly string[], page: ImagePage): void {
    const found = new Set(page.images.map(({ id }) => id));
    for (const id of ids) if (!found.has(id)) this.#byId.delete(id);
    this.add(page);
  }
}
