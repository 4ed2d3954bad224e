import { csvRecord, jsonCell } from '../text/csv.ts';
import { jsonDocument } from '../text/plainText.ts';
import { isoTime } from '../time/age.ts';
import { isProtected, serviceOf } from './image.ts';
import type { ImageTarget } from './imageTarget.ts';

/** One image as a row of an exported list. */
interface ImageRow {
  readonly id: string;
  readonly name: string | undefined;
  readonly environment: string;
  /** The account that owns it, 12 digits. */
  readonly account: string | undefined;
  readonly region: string;
  readonly state: string;
  /** ISO 8601, as are the other times. */
  readonly created: string | undefined;
  readonly deprecated: string | undefined;
  readonly lastLaunched: string | undefined;
  readonly service: string | undefined;
  readonly version: string | undefined;
  readonly protected: boolean;
  readonly public: boolean;
  readonly shared: boolean;
  /** Of each disk whose size is known. */
  readonly sizesGiB: readonly number[];
  readonly snapshotIds: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** The columns of the CSV file, from left to right. */
const columns: readonly (readonly [title: string, cellOf: (row: ImageRow) => string | undefined])[] = [
  ['id', ({ id }) => id],
  ['name', ({ name }) => name],
  ['environment', ({ environment }) => environment],
  ['account', ({ account }) => account],
  ['region', ({ region }) => region],
  ['state', ({ state }) => state],
  ['created', ({ created }) => created],
  ['deprecated', ({ deprecated }) => deprecated],
  ['last launched', ({ lastLaunched }) => lastLaunched],
  ['service', ({ service }) => service],
  ['version', ({ version }) => version],
  ['protected', (row) => String(row.protected)],
  ['public', (row) => String(row.public)],
  ['shared', (row) => String(row.shared)],
  ['sizes (GiB)', ({ sizesGiB }) => sizesGiB.join(' ')],
  ['snapshot ids', ({ snapshotIds }) => snapshotIds.join(' ')],
  ['tags', ({ tags }) => jsonCell(tags)],
];

/**
 * Images as the parts of a CSV file with a line of titles; lists are separated by spaces, tags are JSON. No cell is a
 * formula, for which a few texts get an apostrophe: {@link imagesAsJson} has them exactly.
 * @param targets - which images, in this order
 * @returns the titles, and a part for each image
 */
export function* imagesAsCsv(targets: readonly ImageTarget[]): Generator<string, void, undefined> {
  yield csvRecord(columns.map(([title]) => title));
  for (const target of targets) {
    const row = rowOf(target);
    yield csvRecord(columns.map(([, cellOf]) => cellOf(row) ?? ''));
  }
}

/**
 * Images as the parts of a JSON file: an array of objects that all have the same keys, `null` for what is not known.
 * @param targets - which images, in this order
 * @returns a part for each image, and the end
 */
export function* imagesAsJson(targets: readonly ImageTarget[]): Generator<string, void, undefined> {
  for (const [index, target] of targets.entries()) {
    const object = jsonDocument(rowOf(target)).trimEnd();
    yield `${index === 0 ? '[' : ','}\n  ${object.replaceAll('\n', '\n  ')}`;
  }
  yield targets.length === 0 ? '[]\n' : '\n]\n';
}

function rowOf({ environment, image }: ImageTarget): ImageRow {
  const { tagNames } = environment;
  return {
    id: image.id,
    name: image.name,
    environment: environment.name,
    account: image.ownerId,
    region: image.region,
    state: image.state,
    created: isoTime(image.createdAt),
    deprecated: isoTime(image.deprecatedAt),
    lastLaunched: isoTime(image.lastLaunchedAt),
    service: serviceOf(image, tagNames),
    version: image.tags.get(tagNames.version),
    protected: isProtected(image),
    public: image.isPublic,
    shared: image.isShared,
    sizesGiB: image.disks.flatMap(({ size }) => (size === undefined ? [] : [size])),
    snapshotIds: image.disks.flatMap(({ snapshotId }) => (snapshotId === undefined ? [] : [snapshotId])),
    tags: Object.fromEntries(image.tags),
  };
}
