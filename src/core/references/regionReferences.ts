import type { Failure } from '../outcome/failure.ts';
import { type CollectedReferences, collectReferences } from './collectReferences.ts';
import { type ReferenceFacts, type ReferenceSource, referenceSources } from './facts.ts';

/** How the last reading of one source in one region ended. */
export type SourceStatus =
  | { readonly kind: 'unread' }
  | { readonly kind: 'complete'; readonly at: number }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What one source of one region holds: as of its last complete reading, and what was read since then in part. */
export interface SourceReading<Source extends ReferenceSource> {
  status: SourceStatus;
  facts: readonly ReferenceFacts[Source][];
  /** What AWS said that could not be understood. */
  unreadable: readonly string[];
}

/** What every source of one region holds. */
export type SourceReadings = { readonly [Source in ReferenceSource]: SourceReading<Source> };

/** What is known of the references in one region. */
export interface RegionReferences {
  readonly region: string;
  readonly readings: SourceReadings;
  collected: CollectedReferences;
}

/** Something that is not known of what uses the images of a region. */
export interface ReferenceGap {
  /** Where it is that something is not known. */
  readonly region: string;
  /** Undefined where nothing at all is known, all of it for the same reason. */
  readonly source: ReferenceSource | undefined;
  readonly status: Exclude<SourceStatus, { readonly kind: 'complete' }>;
}

/**
 * The sources that can name an image of another region than theirs: the text of a parameter may hold ids of any. All
 * others launch what is in their own region (EC2 User Guide, "Copy an Amazon EC2 AMI").
 */
export const sourcesAcrossRegions: readonly ReferenceSource[] = ['parameters'];

/**
 * A region of which nothing was read yet.
 * @param region - region code
 */
export function unreadRegion(region: string): RegionReferences {
  const unread = (): SourceReading<never> => ({ status: { kind: 'unread' }, facts: [], unreadable: [] });
  const readings: SourceReadings = {
    instances: unread(),
    launchTemplates: unread(),
    autoScalingGroups: unread(),
    launchConfigurations: unread(),
    instanceRefreshes: unread(),
    fleets: unread(),
    spotFleets: unread(),
    parameters: unread(),
    rootVolumeReplacements: unread(),
  };
  return { region, readings, collected: { byImage: new Map(), unresolved: [] } };
}

/**
 * Follows what the sources of a region hold to the images that they name.
 * @param references - of the region
 */
export function collect({ readings, region }: RegionReferences): CollectedReferences {
  return collectReferences(
    {
      instances: readings.instances.facts,
      launchTemplates: readings.launchTemplates.facts,
      autoScalingGroups: readings.autoScalingGroups.facts,
      launchConfigurations: readings.launchConfigurations.facts,
      instanceRefreshes: readings.instanceRefreshes.facts,
      fleets: readings.fleets.facts,
      spotFleets: readings.spotFleets.facts,
      parameters: readings.parameters.facts,
      rootVolumeReplacements: readings.rootVolumeReplacements.facts,
    },
    region,
  );
}

/**
 * Whether sources of a region were read to their end, and everything that they hold was understood.
 * @param references - of the region; undefined where nothing was read
 * @param sources - which ones count
 */
export function isReadWhole(
  references: RegionReferences | undefined,
  sources: readonly ReferenceSource[],
): boolean {
  return sources.every((source) => {
    const reading = references?.readings[source];
    return reading?.status.kind === 'complete' && reading.unreadable.length === 0;
  });
}

/**
 * Whether all is known of what can launch images in a region.
 * @param references - of the region; undefined where nothing was read
 */
export function isAllFollowed(references: RegionReferences | undefined): boolean {
  return isReadWhole(references, referenceSources) && references?.collected.unresolved.length === 0;
}

/**
 * What AWS said in a region that could not be understood.
 * @param references - of the region; undefined where nothing was read
 * @param sources - which ones count
 */
export function unreadableIn(
  references: RegionReferences | undefined,
  sources: readonly ReferenceSource[],
): string[] {
  return sources.flatMap((source) => references?.readings[source].unreadable ?? []);
}

/**
 * What is not known of what uses the images of a region: any of its own sources, and those of the account's other
 * regions that can name them.
 * @param region - region code
 * @param others - codes of the other regions
 * @param referencesIn - what is known of a region; undefined where nothing was read
 */
export function gapsOf(
  region: string,
  others: readonly string[],
  referencesIn: (region: string) => RegionReferences | undefined,
): ReferenceGap[] {
  const gaps = gapsIn(region, referencesIn(region), referenceSources);
  const [first] = gaps;
  const isOne = first !== undefined && gaps.length === referenceSources.length && gaps.every(isLike(first));
  const own = isOne ? [{ ...first, source: undefined }] : gaps;
  const elsewhere = others
    .flatMap((other) => gapsIn(other, referencesIn(other), sourcesAcrossRegions))
    .filter((gap) => !isOne || !isLike(first)(gap));
  return [...own, ...elsewhere];
}

function gapsIn(
  region: string,
  references: RegionReferences | undefined,
  sources: readonly ReferenceSource[],
): ReferenceGap[] {
  return sources.flatMap((source): ReferenceGap[] => {
    const status = references?.readings[source].status ?? { kind: 'unread' };
    return status.kind === 'complete' ? [] : [{ region, source, status }];
  });
}

function isLike(one: ReferenceGap): (other: ReferenceGap) => boolean {
  return (other) => reasonOf(other) === reasonOf(one);
}

function reasonOf({ status }: ReferenceGap): string {
  return status.kind === 'failed' ? `failed: ${status.failure.message}` : status.kind;
}
