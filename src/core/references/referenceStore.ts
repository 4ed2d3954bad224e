import type { Image } from '../images/image.ts';
import type { Environment } from '../environments/environment.ts';
import { EnvironmentReadings, type ReadingEnd } from '../environments/environmentReadings.ts';
import type { Disposable } from '../events/listeners.ts';
import type { Failure } from '../outcome/failure.ts';
import { attempt, type Cancelled, type Failed, type Outcome, together } from '../outcome/outcome.ts';
import type { Clock } from '../time/age.ts';
import type { Unresolved } from './collectReferences.ts';
import { type ReferenceFacts, type ReferenceSource, referenceSources } from './facts.ts';
import { mergeFacts } from './mergeFacts.ts';
import { isPointer, isUse, type Reference } from './reference.ts';
import type { FactPage, ReferenceReader } from './referenceReader.ts';
import {
  collect,
  gapsOf,
  isAllFollowed,
  isReadWhole,
  type ReferenceGap,
  type RegionReferences,
  type SourceReading,
  type SourceStatus,
  sourcesAcrossRegions,
  unreadableIn,
  unreadRegion,
} from './regionReferences.ts';

/** What a reference store is built from. */
export interface ReferenceStoreOptions {
  readonly reader: ReferenceReader;
  readonly clock: Clock;
  /** Turns what a read threw into words and next steps for a person. */
  readonly explain: (thrown: unknown, environment: Environment) => Failure | Promise<Failure>;
}

/** What is known of one environment's references. */
export interface EnvironmentReferences {
  readonly environment: Environment;
  readonly isReading: boolean;
  readonly isRead: boolean;
}

/** A reference, and the environment in which what refers lives. */
export interface FoundReference {
  readonly environment: Environment;
  readonly reference: Reference;
}

/** Everything known of what uses one image. */
export interface ImageUse {
  readonly found: readonly FoundReference[];
  /** What is not known; without any, and with nothing found, the image is not used. */
  readonly gaps: readonly ReferenceGap[];
  /** What names images in a way that could not be followed; any of it may name this one. */
  readonly unresolved: readonly Unresolved[];
  /** What AWS said that could not be understood; any of it may name this one. */
  readonly unreadable: readonly string[];
  /** Names of the other environments that may use the image, because it is shared, and that are not known completely. */
  readonly unknownElsewhere: readonly string[];
  /** Whether accounts may use it that nobody here can look into. */
  readonly isPublic: boolean;
}

/** Who else may launch an image. */
export type Sharing = Pick<Image, 'isPublic' | 'isShared'>;

const unshared: Sharing = { isPublic: false, isShared: false };

/**
 * Whether what is known of the use of an image is everything: only then it may be said that nothing uses it.
 * @param use - from {@link ReferenceStore.useOf}
 */
export function isAllKnown({ gaps, unresolved, unreadable, unknownElsewhere, isPublic }: ImageUse): boolean {
  const isOwnKnown = gaps.length === 0 && unresolved.length === 0 && unreadable.length === 0;
  return isOwnKnown && unknownElsewhere.length === 0 && !isPublic;
}

interface Known extends EnvironmentReferences {
  environment: Environment;
  isReading: boolean;
  isRead: boolean;
  readonly regions: Map<string, RegionReferences>;
}

/**
 * Knows what uses the images of every environment. All sources of a region are read side by side; one that cannot be
 * read hides no other, and is a gap that everything which asks is told of.
 */
export class ReferenceStore implements Disposable {
  readonly #options: ReferenceStoreOptions;
  readonly #readings: EnvironmentReadings<Known>;

  /** Tells which environment's references changed; undefined when the list of environments did. */
  readonly onDidChange: EnvironmentReadings<Known>['onDidChange'];

  /**
   * Starts without environments.
   * @param options - reader, clock and the words for failures
   */
  constructor(options: ReferenceStoreOptions) {
    this.#options = options;
    this.#readings = new EnvironmentReadings<Known>({
      create: (environment) => ({ environment, isReading: false, isRead: false, regions: new Map() }),
      isUnread: ({ isRead }) => !isRead,
      read: (known, signal) => this.#read(known, signal),
    });
    this.onDidChange = this.#readings.onDidChange;
  }

  /**
   * Says which environments there are; what is known of one that is the same place as before is kept.
   * @param environments - in the order to show them
   */
  setEnvironments(environments: readonly Environment[]): void {
    this.#readings.setEnvironments(environments);
  }

  /**
   * What is known of one environment.
   * @param environmentId - id of an environment
   * @returns undefined when there is no such environment any more
   */
  get(environmentId: string): EnvironmentReferences | undefined {
    return this.#readings.get(environmentId);
  }

  /**
   * Reads an environment that was not read yet; joins a reading that is under way.
   * @param environmentId - id of an environment
   */
  ensureRead(environmentId: string): Promise<Outcome<void>> {
    return this.#readings.ensureRead(environmentId);
  }

  /**
   * Reads an environment again; what is known of a source stays until it is read anew. Of a source whose
   * reading fails, what was read is added to what was known, of which only what is gone for certain goes; one that is
   * stopped leaves a complete reading as it was.
   * @param environmentId - id of an environment
   * @param signal - stops the reading
   */
  refresh(environmentId: string, signal: AbortSignal): Promise<Outcome<void>> {
    return this.#readings.refresh(environmentId, signal);
  }

  /**
   * Says that nothing of an environment can be read any more, its images neither. What was found stays, but what was not
   * found counts as not known.
   * @param environmentId - id of an environment
   * @param failure - why
   */
  giveUp(environmentId: string, failure: Failure): void {
    const known = this.#readings.get(environmentId);
    if (known === undefined) return;
    this.#readings.stop(environmentId);
    const readings = known.environment.regions.flatMap((region) => {
      const references = regionOf(known, region);
      return referenceSources.map((source) => references.readings[source]);
    });
    const outdated = readings.filter(({ status }) => status.kind !== 'failed' || status.failure !== failure);
    for (const reading of outdated) reading.status = { kind: 'failed', failure };
    if (outdated.length > 0) this.#readings.changed(known.environment);
  }

  /**
   * Stops the reading of an environment that is under way.
   * @param environmentId - id of an environment
   */
  stop(environmentId: string): void {
    this.#readings.stop(environmentId);
  }

  /**
   * Everything known of what uses an image: in its own environment, and in any other that was read, because an image
   * that is shared can be used there too.
   * @param environmentId - of the environment that owns the image; its gaps count
   * @param region - region code
   * @param imageId - AMI id
   * @param sharing - with whom it is shared; with nobody when left out
   */
  useOf(environmentId: string, region: string, imageId: string, sharing = unshared): ImageUse {
    const found = this.#readings.all.flatMap(({ environment, regions }) =>
      [...referencesTo(imageId, region, regions)].map((reference) => ({ environment, reference })),
    );
    const known = this.#readings.get(environmentId);
    const others = otherRegions(known, region);
    const referencesIn = (name: string): RegionReferences | undefined => known?.regions.get(name);
    return {
      found: withoutDoubles(found),
      gaps: gapsOf(region, others, referencesIn),
      unresolved: referencesIn(region)?.collected.unresolved ?? [],
      unreadable: [
        ...unreadableIn(referencesIn(region), referenceSources),
        ...others.flatMap((other) => unreadableIn(referencesIn(other), sourcesAcrossRegions)),
      ],
      unknownElsewhere: sharing.isShared ? this.#unknownBeside(environmentId, region) : [],
      isPublic: sharing.isPublic,
    };
  }

  /**
   * Whether anything uses an image; what {@link useOf} says, at no cost.
   * @param environmentId - of the environment that owns the image
   * @param region - region code
   * @param imageId - AMI id
   * @param sharing - with whom it is shared; with nobody when left out
   * @returns undefined when nothing was found but not everything is known
   */
  isInUse(environmentId: string, region: string, imageId: string, sharing = unshared): boolean | undefined {
    const isReferred = this.#isReferred(environmentId, region, imageId, isUse, referenceSources);
    if (isReferred !== false) return isReferred;
    const unresolved = this.#readings.get(environmentId)?.regions.get(region)?.collected.unresolved ?? [];
    const isHidden =
      unresolved.length > 0 ||
      sharing.isPublic ||
      (sharing.isShared && this.#unknownBeside(environmentId, region).length > 0);
    return isHidden ? undefined : false;
  }

  /**
   * Whether a pointer names an image.
   * @param environmentId - of the environment that owns the image
   * @param region - region code
   * @param imageId - AMI id
   * @returns undefined when none was found but not everything is known
   */
  isCurrent(environmentId: string, region: string, imageId: string): boolean | undefined {
    return this.#isReferred(environmentId, region, imageId, isPointer, ['parameters']);
  }

  /**
   * The environments whose images may be used otherwise than before when what uses images changed in one: that one, and
   * once its reading has ended all others, because an image that is shared can be used there.
   * @param environmentId - of the environment that changed
   * @returns in the order in which they matter
   */
  affectedBy(environmentId: string): Environment[] {
    const all = this.#readings.all.map(({ environment }) => environment);
    const changed = all.filter(({ id }) => id === environmentId);
    if (this.get(environmentId)?.isReading === true) return changed;
    return [...changed, ...all.filter(({ id }) => id !== environmentId)];
  }

  /** Stops every reading and forgets all listeners. */
  dispose(): void {
    this.#readings.dispose();
  }

  /** Names of the environments of other accounts of which one cannot say what uses images there. */
  #unknownBeside(environmentId: string, region: string): string[] {
    const account = this.#readings.get(environmentId)?.environment.accountId;
    return this.#readings.all
      .filter(
        ({ environment: { accountId, id } }) =>
          id !== environmentId && (accountId === undefined || accountId !== account),
      )
      .filter(({ regions }) => !isAllFollowed(regions.get(region)))
      .map(({ environment }) => environment.name);
  }

  #isReferred(
    environmentId: string,
    region: string,
    imageId: string,
    counts: (reference: Reference) => boolean,
    sources: readonly ReferenceSource[],
  ): boolean | undefined {
    const isFound = this.#readings.all.some(({ regions }) => {
      for (const reference of referencesTo(imageId, region, regions)) if (counts(reference)) return true;
      return false;
    });
    if (isFound) return true;
    const known = this.#readings.get(environmentId);
    const isKnown =
      isReadWhole(known?.regions.get(region), sources) &&
      otherRegions(known, region).every((other) =>
        isReadWhole(known?.regions.get(other), sourcesAcrossRegions),
      );
    return isKnown ? false : undefined;
  }

  async #read(known: Known, signal: AbortSignal): Promise<ReadingEnd> {
    known.isReading = true;
    const outcomes = await Promise.all(
      known.environment.regions.flatMap((region) => {
        const references = regionOf(known, region);
        return referenceSources.map((source) =>
          this.#readSource(known, references, source, references.readings[source], signal),
        );
      }),
    );
    return {
      outcome: together(outcomes),
      settle: () => {
        known.isReading = false;
        known.isRead = true;
      },
    };
  }

  async #readSource<Source extends ReferenceSource>(
    known: Known,
    references: RegionReferences,
    source: Source,
    reading: SourceReading<Source>,
    signal: AbortSignal,
  ): Promise<Outcome<void>> {
    const { environment } = known;
    const facts: ReferenceFacts[Source][] = [];
    const unreadable: string[] = [];
    let isRefused: FactPage<Source>['isRefused'];
    const outcome = await attempt(
      signal,
      async () => {
        const pages = this.#options.reader.readFacts(source, environment, references.region, signal);
        for await (const page of pages) {
          facts.push(...page.facts);
          unreadable.push(...page.unreadable);
          ({ isRefused } = page);
        }
      },
      (thrown) => this.#options.explain(thrown, environment),
    );
    if (outcome.kind === 'done') {
      reading.status = { kind: 'complete', at: this.#options.clock() };
      reading.facts = facts;
      reading.unreadable = unreadable;
    } else {
      reading.status = statusAfter(outcome, reading.status);
      // What a complete reading found is not replaced in part: what was read no more might use what that sets free.
      if (reading.status.kind !== 'complete') {
        reading.facts = mergeFacts(source, reading.facts.filter(isRefused ?? (() => true)), facts);
        const unreadableBefore = isRefused === undefined ? reading.unreadable : [];
        reading.unreadable = [...new Set([...unreadableBefore, ...unreadable])];
      }
    }
    references.collected = collect(references);
    this.#readings.changed(environment);
    return outcome;
  }
}

/** How a source stands after a reading that did not come to its end. */
function statusAfter(outcome: Cancelled | Failed, before: SourceStatus): SourceStatus {
  if (outcome.kind === 'failed') return { kind: 'failed', failure: outcome.failure };
  return before.kind === 'unread' ? { kind: 'stopped' } : before;
}

function regionOf({ regions }: Known, region: string): RegionReferences {
  const references = regions.get(region) ?? unreadRegion(region);
  regions.set(region, references);
  return references;
}

function otherRegions(known: Known | undefined, region: string): string[] {
  return known?.environment.regions.filter((other) => other !== region) ?? [];
}

/** References to an image from its own region, and from other regions those that can lead there. */
function* referencesTo(
  imageId: string,
  region: string,
  regions: ReadonlyMap<string, RegionReferences>,
): Generator<Reference> {
  for (const references of regions.values()) {
    for (const reference of references.collected.byImage.get(imageId) ?? []) {
      if (references.region === region || reference.referrer.kind === 'parameter') yield reference;
    }
  }
}

/** Two environments of one account see the same instances. */
function withoutDoubles(found: readonly FoundReference[]): FoundReference[] {
  const seen = new Set<string>();
  return found.filter(({ environment, reference }) => {
    const key = JSON.stringify([environment.accountId ?? environment.id, reference]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
