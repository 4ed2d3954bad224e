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

/**
 * What the images of an account are to each other: which of them a service may be rolled back to, which are the newest of their
 * kind, and which others were made of.
 * @param images - of all its regions; whoever leaves some out must not judge the others
 * @param rules - which belong together
 * @returns by the key of an image ({@link standingKeyOf})
 */
export function standingsOf(
  images: readonly Image[],
  rules: StandingRules,
): ReadonlyMap<string, ImageStanding> {
  const rollback = rollbackSetOf(images, rules);
  const newest = newestOfFamilies(images, rules);
  const children = childrenOf(images);
  return new Map(
    images.map((image) => {
      const key = standingKeyOf(image);
      return [
        key,
        {
          isInRollbackSet: rollback.has(key),
          isNewestOfFamily: newest.has(key),
          children: children.get(key) ?? [],
        },
      ];
    }),
  );
}

/**
 * What tells an image from all others of an account.
 * @param image - its region and id
 */
export function standingKeyOf({ region, id }: Pick<Image, 'region' | 'id'>): string {
  return `${region}/${id}`;
}

/** Those that were promoted last, in each region, of each service in each environment. */
function rollbackSetOf(images: readonly Image[], { tagNames, policy, now }: StandingRules): Set<string> {
  const promoted = new Map<string, { readonly key: string; readonly at: number }[]>();
  for (const image of images) {
    const text = image.tags.get(policy.tagKeys.promotedAt);
    const time = text === undefined ? undefined : readTagTime(text, now);
    if (time?.kind !== 'time') continue;
    // One that cannot be launched takes the place of none that can.
    if (image.state !== 'available') continue;
    const place = kindOf(image, serviceOf(image, tagNames), tagNames);
    promoted.set(place, [...(promoted.get(place) ?? []), { key: standingKeyOf(image), at: time.at }]);
  }
  const kept = [...promoted.values()].flatMap((all) => {
    // The last one is the current one, whatever the depth.
    const last = all.sort((a, b) => b.at - a.at)[Math.max(1, policy.rollbackDepth) - 1];
    // Of those that were promoted at the same time nobody knows which was the last.
    return all.filter(({ at }) => last === undefined || at >= last.at);
  });
  return new Set(kept.map(({ key }) => key));
}

/** Images of several architectures are made at once, and none of them stands for another. */
function kindOf(image: Image, family: string | undefined, { environment }: TagNames): string {
  const { architecture, platform, region, tags } = image;
  return JSON.stringify([region, family, tags.get(environment), architecture, platform]);
}

/** What belongs to no family, and what has no known age, is its own newest. */
function newestOfFamilies(images: readonly Image[], { tagNames }: StandingRules): Set<string> {
  const newestAt = new Map<string, number>();
  const familyOf = (image: Image): string | undefined => {
    const family = serviceOf(image, tagNames) ?? nameFamilyOf(image.name);
    if (family === undefined) return undefined;
    return kindOf(image, family, tagNames);
  };
  const mayBeLaunched = images.filter(({ state }) => state === 'available');
  for (const image of mayBeLaunched) {
    const family = familyOf(image);
    if (family === undefined || image.createdAt === undefined) continue;
    newestAt.set(family, Math.max(newestAt.get(family) ?? -Infinity, image.createdAt));
  }
  return new Set(
    images
      .filter((image) => {
        const family = familyOf(image);
        const newest = family === undefined ? undefined : newestAt.get(family);
        return newest === undefined || image.createdAt === undefined || image.createdAt >= newest;
      })
      .map(standingKeyOf),
  );
}

function childrenOf(images: readonly Image[]): ReadonlyMap<string, string[]> {
  const children = new Map<string, string[]>();
  for (const { id, region, source, state } of images) {
    if (source.imageId === undefined || goneStates.has(state)) continue;
    const key = standingKeyOf({ region: source.region ?? region, id: source.imageId });
    children.set(key, [...(children.get(key) ?? []), id]);
  }
  return children;
}
