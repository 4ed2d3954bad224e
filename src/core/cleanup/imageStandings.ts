import type { TagNames } from '../environments/environment.ts';
import { type Image, serviceOf } from '../images/image.ts';
import { nameFamilyOf } from '../images/nameFamily.ts';
import { readTagTime } from '../time/tagTime.ts';
import type { CleanupPolicy } from './cleanupPolicy.ts';
import type { ImageStanding } from './imageEvidence.ts';

/** What decides which images belong together. */
export interface StandingRules {
  readonly tagNames: TagNames;
  readonly policy: Pick<CleanupPolicy, 'rollbackDepth' | 'tagKeys'>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** States in which an image cannot come to be used any more, so that it needs no other one. */
const goneStates: ReadonlySet<string> = new Set(['deregistered', 'failed', 'invalid', 'error']);

/** How many of the images that were made of one are named: more say no more. */
const mostChildren = 10;

/** Which images others were made of, in whichever account and region: an image is copied from one to another. */
export class ImageChildren {
  readonly #children = new Map<string, string[]>();

  /**
   * Takes an image into account. All of all accounts must be before any is judged.
   * @param image - of any account
   */
  add({ id, region, source, state }: Image): void {
    if (source.imageId === undefined || goneStates.has(state)) return;
    const key = standingKeyOf({ region: source.region ?? region, id: source.imageId });
    const children = this.#children.get(key) ?? [];
    if (children.length < mostChildren) this.#children.set(key, [...children, id]);
  }

  /**
   * Ids of images that were made of one and are there; the first of them where there are many.
   * @param image - any
   */
  of(image: Pick<Image, 'region' | 'id'>): readonly string[] {
    return this.#children.get(standingKeyOf(image)) ?? [];
  }
}

/**
 * What the images of an account are to each other: which of them a service may be rolled back to, and which are the newest of
 * their kind. Of an image nothing is held but what it is to others.
 */
export class ImageStandings {
  readonly #rules: StandingRules;
  /** By place, when those that count were promoted, the last first. */
  readonly #promoted = new Map<string, number[]>();
  /** By family, when the newest of those that can be launched was made. */
  readonly #newest = new Map<string, number>();

  /**
   * Knows no image yet.
   * @param rules - which belong together
   */
  constructor(rules: StandingRules) {
    this.#rules = rules;
  }

  /**
   * Takes an image into account. All of all regions must be before any is judged.
   * @param image - of the account
   */
  add(image: Image): void {
    this.#addPromoted(image);
    this.#addToFamily(image);
  }

  /**
   * What an image is to the others.
   * @param image - one that was taken into account
   */
  of(image: Image): Omit<ImageStanding, 'children'> {
    // Also of one that is disabled: somebody may promote what a cleanup has disabled.
    const promotedAt = this.#promotedAt(image);
    const times = promotedAt === undefined ? [] : (this.#promoted.get(this.#placeOf(image)) ?? []);
    const last = times.length < this.#depth ? -Infinity : (times.at(-1) ?? -Infinity);
    const family = this.#familyOf(image);
    const newest = family === undefined ? undefined : this.#newest.get(family);
    return {
      // Of those that were promoted at the same time nobody knows which was the last.
      isInRollbackSet: promotedAt !== undefined && promotedAt >= last,
      // What belongs to no family, and what has no known age, is its own newest.
      isNewestOfFamily: newest === undefined || image.createdAt === undefined || image.createdAt >= newest,
    };
  }

  /** The last one is the current one, whatever the policy says. */
  get #depth(): number {
    return Math.max(1, this.#rules.policy.rollbackDepth);
  }

  #promotedAt({ tags }: Image): number | undefined {
    const { policy, now } = this.#rules;
    const text = tags.get(policy.tagKeys.promotedAt);
    const time = text === undefined ? undefined : readTagTime(text, now);
    return time?.kind === 'time' ? time.at : undefined;
  }

  #placeOf(image: Image): string {
    const { tagNames } = this.#rules;
    return kindOf(image, serviceOf(image, tagNames), tagNames);
  }

  #familyOf(image: Image): string | undefined {
    const { tagNames } = this.#rules;
    const family = serviceOf(image, tagNames) ?? nameFamilyOf(image.name);
    return family === undefined ? undefined : kindOf(image, family, tagNames);
  }

  #addPromoted(image: Image): void {
    const at = this.#promotedAt(image);
    // One that cannot be launched takes the place of none that can.
    if (at === undefined || image.state !== 'available') return;
    const place = this.#placeOf(image);
    const times = [...(this.#promoted.get(place) ?? []), at].sort((a, b) => b - a);
    this.#promoted.set(place, times.slice(0, this.#depth));
  }

  #addToFamily(image: Image): void {
    const family = this.#familyOf(image);
    if (family === undefined || image.createdAt === undefined || image.state !== 'available') return;
    this.#newest.set(family, Math.max(this.#newest.get(family) ?? -Infinity, image.createdAt));
  }
}

/**
 * What tells an image from all others of an account.
 * @param image - its region and id
 */
export function standingKeyOf({ region, id }: Pick<Image, 'region' | 'id'>): string {
  return `${region}/${id}`;
}

/** Images of several architectures are made at once, and none of them stands for another. */
function kindOf(image: Image, family: string | undefined, { environment }: TagNames): string {
  const { architecture, platform, region, tags } = image;
  return JSON.stringify([region, family, tags.get(environment), architecture, platform]);
}
