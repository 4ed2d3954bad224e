import * as z from 'zod/mini';
import type { TagNames } from '../environments/environment.ts';
import { parseJson } from '../text/parseJson.ts';
import type { EnvironmentImages } from './environmentImages.ts';
import { byNewestFirst, type Image, imageStates, serviceOf } from './image.ts';
import type { KnownRegion } from './regionImages.ts';

/** What was known of an environment when it was last read: kept from one window to the next. No credentials. */
export interface KnownImages {
  /** When the reading ended, in milliseconds since 1970. */
  readonly readAt: number;
  readonly regions: readonly KnownRegion[];
}

/** How many images are kept: as many as the tree shows at once of each service, and never more than this in all. */
const bounds = { perService: 50, perEnvironment: 2000 };

/** Changes whenever a text of before can no longer be read. */
const version = 1;

const optionalText = z.optional(z.string());
/** Milliseconds since 1970 that a Date can hold (ECMAScript, "Time Values and Time Range"). */
const instant = z.number().check(z.minimum(-8.64e15), z.maximum(8.64e15));
const optionalInstant = z.optional(instant);
/** How many of something there are. */
const count = z.int().check(z.nonnegative());
const imageSchema = z.object({
  id: z.string(),
  region: z.string(),
  name: optionalText,
  description: optionalText,
  ownerId: optionalText,
  state: z.enum([...imageStates, 'unknown']),
  stateReason: optionalText,
  createdAt: optionalInstant,
  deprecatedAt: optionalInstant,
  lastLaunchedAt: optionalInstant,
  deregistrationProtection: optionalText,
  isPublic: z.boolean(),
  isShared: z.optional(z.boolean()),
  architecture: optionalText,
  bootMode: optionalText,
  imdsSupport: optionalText,
  platform: optionalText,
  virtualizationType: optionalText,
  rootDeviceName: optionalText,
  source: z.object({ imageId: optionalText, region: optionalText, instanceId: optionalText }),
  disks: z.array(
    z.object({
      deviceName: z.string(),
      snapshotId: optionalText,
      size: z.optional(count),
      volumeType: optionalText,
      isEncrypted: z.optional(z.boolean()),
    }),
  ),
  tags: z.array(z.tuple([z.string(), z.string()])),
});
const schema = z.object({
  version: z.literal(version),
  readAt: instant,
  regions: z.array(
    z.object({
      region: z.string(),
      images: z.array(imageSchema),
      older: z.array(z.tuple([z.nullable(z.string()), count])),
    }),
  ),
});

/**
 * The part of what is known of an environment that is worth keeping: the newest images of every service, and how many
 * more there are. Where that is too much, every service of every region keeps its newest one before any keeps its second.
 * @param images - of an environment that was read to its end
 * @returns undefined when it was not
 */
export function keptOf(images: EnvironmentImages): KnownImages | undefined {
  if (images.status.kind !== 'read') return undefined;
  const { tagNames } = images.environment;
  const sorted = images.regions.map(({ region, images: all }) => ({
    region,
    images: [...all].sort(byNewestFirst),
  }));
  const kept = newestOfEvery(sorted.map((region) => byRank(region.images, tagNames)));
  const regions = sorted.map(({ region, images: all }): KnownRegion => {
    const older = new Map<string | undefined, number>();
    for (const image of all) {
      if (kept.has(image)) continue;
      const service = serviceOf(image, tagNames);
      older.set(service, (older.get(service) ?? 0) + 1);
    }
    return { region, images: all.filter((image) => kept.has(image)), older };
  });
  return { readAt: images.status.at, regions };
}

/** The newest image of every service, then the second newest of every one, and so on, as far as the tree shows them. */
function byRank(newestFirst: readonly Image[], tagNames: TagNames): Image[][] {
  const ranks: Image[][] = [];
  const counts = new Map<string | undefined, number>();
  for (const image of newestFirst) {
    const service = serviceOf(image, tagNames);
    const rank = counts.get(service) ?? 0;
    counts.set(service, rank + 1);
    if (rank < bounds.perService) (ranks[rank] ??= []).push(image);
  }
  return ranks;
}

/** Rank by rank as many as may be kept; of the rank that does not fit any more the newest ones. */
function newestOfEvery(regions: readonly (readonly (readonly Image[])[])[]): Set<Image> {
  const kept = new Set<Image>();
  for (let rank = 0; rank < bounds.perService && kept.size < bounds.perEnvironment; rank += 1) {
    const images = regions.flatMap((ranks) => ranks[rank] ?? []).sort(byNewestFirst);
    for (const image of images.slice(0, bounds.perEnvironment - kept.size)) kept.add(image);
  }
  return kept;
}

/**
 * What is kept, as text.
 * @param known - from {@link keptOf}
 */
export function encodeKnownImages({ readAt, regions }: KnownImages): string {
  const content: z.infer<typeof schema> = {
    version,
    readAt,
    regions: regions.map(({ region, images, older }) => ({
      region,
      images: images.map((image) => ({
        ...image,
        source: { ...image.source },
        disks: image.disks.map((disk) => ({ ...disk })),
        tags: [...image.tags].map(([key, value]): [string, string] => [key, value]),
      })),
      older: [...older].map(([service, count]): [string | null, number] => [service ?? null, count]),
    })),
  };
  return JSON.stringify(content);
}

/**
 * Reads what was kept.
 * @param text - of an earlier window, maybe of another version of the extension, maybe damaged
 * @returns undefined when it cannot be used; then the images are read as if nothing had been kept
 */
export function decodeKnownImages(text: string): KnownImages | undefined {
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  return {
    readAt: parsed.data.readAt,
    regions: parsed.data.regions.map(({ region, images, older }) => ({
      region,
      images: images.map(toImage),
      older: new Map(older.map(([service, count]) => [service ?? undefined, count])),
    })),
  };
}

function toImage(kept: z.infer<typeof imageSchema>): Image {
  const { source } = kept;
  return {
    id: kept.id,
    region: kept.region,
    name: kept.name,
    description: kept.description,
    ownerId: kept.ownerId,
    state: kept.state,
    stateReason: kept.stateReason,
    createdAt: kept.createdAt,
    deprecatedAt: kept.deprecatedAt,
    lastLaunchedAt: kept.lastLaunchedAt,
    deregistrationProtection: kept.deregistrationProtection,
    isPublic: kept.isPublic,
    isShared: kept.isShared === true,
    architecture: kept.architecture,
    bootMode: kept.bootMode,
    imdsSupport: kept.imdsSupport,
    platform: kept.platform,
    virtualizationType: kept.virtualizationType,
    rootDeviceName: kept.rootDeviceName,
    source: { imageId: source.imageId, region: source.region, instanceId: source.instanceId },
    disks: kept.disks.map(({ deviceName, snapshotId, size, volumeType, isEncrypted }) => ({
      deviceName,
      snapshotId,
      size,
      volumeType,
      isEncrypted,
    })),
    tags: new Map(kept.tags),
  };
}
