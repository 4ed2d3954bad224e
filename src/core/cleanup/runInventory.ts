import type { Environment } from '../environments/environment.ts';
import { reasonOf } from '../environments/readError.ts';
import type { Image } from '../images/image.ts';
import type { ImageReader } from '../images/imageReader.ts';
import type { ReferenceReader } from '../references/referenceReader.ts';
import type { TagWriter } from '../tags/tagWriter.ts';
import type { Clock } from '../time/age.ts';
import { writeTagTime } from '../time/tagTime.ts';
import { type CleanupPlace, placesOf, readingIn, readReferences } from './cleanupPlaces.ts';
import type { CleanupPolicy } from './cleanupPolicy.ts';
import {
  doubtAfter,
  type InventoryRecord,
  type PlaceCount,
  recordOf,
  tooLittleSeen,
} from './inventoryRecord.ts';
import { type Stamp, stampsFor } from './inventoryStamps.ts';
import type { Known } from './known.ts';

/** Where the record of the inventory is kept. */
export interface InventoryRecords {
  /** The last one; undefined where there is none yet. */
  read(signal: AbortSignal): Promise<Known<InventoryRecord | undefined>>;
  write(record: InventoryRecord, signal: AbortSignal): Promise<void>;
}

/** What a run of the inventory uses. */
export interface InventoryServices {
  readonly imageReader: Pick<ImageReader, 'readAccount' | 'readImages'>;
  readonly referenceReader: ReferenceReader;
  readonly tagWriter: Pick<TagWriter, 'createTags'>;
  readonly records: InventoryRecords;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** How a run of the inventory ended. */
export type InventoryEnd =
  | { readonly kind: 'whole'; readonly record: InventoryRecord }
  /** Something was not read, not understood or not written: nothing says that it has run. One sentence each, at least one. */
  | { readonly kind: 'incomplete'; readonly problems: readonly string[] };

/** The most resources in one call (EC2 API Reference, CreateTags). */
const mostStamped = 1000;

/** A place while it is looked at. Of its images nothing is held but the ids of those that get a stamp. */
interface SeenPlace extends CleanupPlace {
  /** By key of the stamp. */
  readonly stamped: Map<string, string[]>;
  images: number;
  instances: number;
  references: number;
}

/**
 * Takes the inventory of some environments: which of their images something refers to, wherever that is. Stamps are written only
 * when everything was read, those that say that the inventory has looked after all others, and the record that proves it last.
 * @param environments - all of them: an image of one may be used in another
 * @param services - who reads and writes
 * @param policy - which tags, and how late a run may be
 * @param signal - stops it; then nothing says that it has run
 */
export async function runInventory(
  environments: readonly Environment[],
  services: InventoryServices,
  policy: Pick<CleanupPolicy, 'tagKeys' | 'heartbeat'>,
  signal: AbortSignal,
): Promise<InventoryEnd> {
  const startedAt = services.clock();
  const problems: string[] = [];
  const used = new Set<string>();
  const places = (await placesOf(environments, services.imageReader, problems, signal)).map(
    (place): SeenPlace => ({ ...place, stamped: new Map(), images: 0, instances: 0, references: 0 }),
  );
  for (const place of places) {
    await readingIn(place, problems, () => readUse(place, services, used, problems, signal));
  }
  const stamps = (images: readonly Image[]): Stamp[] =>
    stampsFor(images, used, startedAt, policy.tagKeys, services.clock());
  for (const place of places) {
    await readingIn(place, problems, () => readImages(place, services, stamps, problems, signal));
  }
  const before = await services.records.read(signal);
  if (before.kind === 'unknown') problems.push(before.reason);
  const counts = places.map(countOf);
  const run = { runId: services.newId(), startedAt, finishedAt: services.clock(), places: counts };
  if (problems.length > 0) return { kind: 'incomplete', problems };
  const known = before.kind === 'known' ? before.value : undefined;
  const doubts = tooLittleSeen(known, run);
  const doubt = known !== undefined && doubts.length > 0 ? doubtAfter(known, run) : undefined;
  if (known !== undefined && doubt !== undefined) {
    // What it proves stays what it was.
    await services.records.write({ ...known, doubt }, signal);
    return { kind: 'incomplete', problems: doubts };
  }
  await stampAll(places, writeTagTime(startedAt), services, policy, problems, signal);
  if (problems.length > 0) return { kind: 'incomplete', problems };
  const record = recordOf(known, { ...run, finishedAt: services.clock() }, policy);
  await services.records.write(record, signal);
  return { kind: 'whole', record };
}

/** An image may be used in another account and region than its own. */
async function readUse(
  place: SeenPlace,
  { referenceReader }: InventoryServices,
  used: Set<string>,
  problems: string[],
  signal: AbortSignal,
): Promise<void> {
  const { byImage, instances, facts } = await readReferences(place, referenceReader, problems, signal);
  for (const imageId of byImage.keys()) used.add(imageId);
  place.instances = instances;
  place.references = facts;
}

async function readImages(
  place: SeenPlace,
  { imageReader }: InventoryServices,
  stampsOf: (images: readonly Image[]) => Stamp[],
  problems: string[],
  signal: AbortSignal,
): Promise<void> {
  const { environment, region, stamped } = place;
  for await (const page of imageReader.readImages(environment, region, signal)) {
    problems.push(...page.unreadable.map((text) => `${environment.name}, ${region}: ${text}`));
    place.images += page.images.length;
    for (const { key, imageIds } of stampsOf(page.images)) {
      const ids = stamped.get(key) ?? [];
      ids.push(...imageIds);
      stamped.set(key, ids);
    }
  }
  signal.throwIfAborted();
}

function countOf({ account, region, images, instances, references }: SeenPlace): PlaceCount {
  return { account, region, images, instances, references };
}

async function stampAll(
  places: readonly SeenPlace[],
  value: string,
  services: InventoryServices,
  { tagKeys }: Pick<CleanupPolicy, 'tagKeys'>,
  problems: string[],
  signal: AbortSignal,
): Promise<void> {
  for (const key of [tagKeys.lastUsed, tagKeys.lastUsedRuntime]) {
    // That the inventory has looked is said nowhere before everything that it saw is.
    if (problems.length > 0) return;
    for (const place of places) {
      const imageIds = place.stamped.get(key) ?? [];
      await readingIn(place, problems, () => write(place, { key, value, imageIds }, services, signal));
    }
  }
}

async function write(
  place: SeenPlace,
  { key, value, imageIds }: Stamp,
  services: InventoryServices,
  signal: AbortSignal,
): Promise<void> {
  for (let start = 0; start < imageIds.length; start += mostStamped) {
    signal.throwIfAborted();
    await writeSome(place, imageIds.slice(start, start + mostStamped), { key, value }, services);
  }
}

/** Of images among which one has gone meanwhile, each half is tried by itself, until it is that one alone. */
async function writeSome(
  place: SeenPlace,
  imageIds: readonly string[],
  tag: { readonly key: string; readonly value: string },
  services: InventoryServices,
): Promise<void> {
  try {
    await services.tagWriter.createTags(place.environment, place.region, imageIds, tag);
  } catch (thrown) {
    if (reasonOf(thrown) !== 'not-found') throw thrown;
    if (imageIds.length < 2) return;
    const middle = Math.ceil(imageIds.length / 2);
    await writeSome(place, imageIds.slice(0, middle), tag, services);
    await writeSome(place, imageIds.slice(middle), tag, services);
  }
}
