import * as l10n from '@vscode/l10n';
import type { Environment } from '../environments/environment.ts';
import { EnvironmentReadings, type ReadingEnd } from '../environments/environmentReadings.ts';
import { assertAccount, assertRegion } from '../environments/identity.ts';
import { EnvironmentReadError, reasonOf } from '../environments/readError.ts';
import type { Disposable } from '../events/listeners.ts';
import type { Clock } from '../time/age.ts';
import { type Failure } from '../outcome/failure.ts';
import { attempt, cancelled, done, failed, type Outcome, together } from '../outcome/outcome.ts';
import type { EnvironmentImages, EnvironmentStatus } from './environmentImages.ts';
import type { ImageReader } from './imageReader.ts';
import type { KnownImages } from './knownImages.ts';
import { RegionImages } from './regionImages.ts';

/** What an image store is built from. */
export interface ImageStoreOptions {
  readonly reader: ImageReader;
  readonly clock: Clock;
  /** Turns what a read threw into words and next steps for a person. */
  readonly explain: (thrown: unknown, environment: Environment) => Failure | Promise<Failure>;
}

/** How the reading of one region ended; no region stands for what comes before all of them. */
interface RegionOutcome {
  readonly region: string | undefined;
  readonly outcome: Outcome<void>;
}

/** What is known of an environment. */
interface Known extends EnvironmentImages {
  environment: Environment;
  status: EnvironmentStatus;
  /** How the last reading that was not taken over by another one ended. */
  settled: EnvironmentStatus;
  knownSince: number | undefined;
  regions: RegionImages[];
  refreshing: RegionImages[];
}

/**
 * Holds the images of every environment and reads them: page by page, all regions of an environment side by side,
 * one environment's trouble never touching another's. A reading replaces the one before it only when it is complete,
 * so a refresh that fails or is stopped takes nothing away.
 */
export class ImageStore implements Disposable {
  readonly #options: ImageStoreOptions;
  readonly #readings: EnvironmentReadings<Known>;

  /** Tells which environment's images changed; undefined when the list of environments did. */
  readonly onDidChange: EnvironmentReadings<Known>['onDidChange'];

  /**
   * Starts without environments.
   * @param options - reader, clock and the words for failures
   */
  constructor(options: ImageStoreOptions) {
    this.#options = options;
    this.#readings = new EnvironmentReadings<Known>({
      create: (environment) => ({
        environment,
        status: { kind: 'unread' },
        settled: { kind: 'unread' },
        knownSince: undefined,
        regions: [],
        refreshing: [],
      }),
      isUnread: ({ status }) => status.kind === 'unread',
      read: (known, signal) => this.#read(known, signal),
    });
    this.onDidChange = this.#readings.onDidChange;
  }

  /**
   * Says which environments there are. Images of an environment that is defined as before are kept; the readings of
   * all others stop.
   * @param environments - in the order to show them
   */
  setEnvironments(environments: readonly Environment[]): void {
    this.#readings.setEnvironments(environments);
  }

  /** Every environment and what is known of it, in order. */
  get all(): EnvironmentImages[] {
    return this.#readings.all;
  }

  /**
   * What is known of one environment.
   * @param environmentId - id of an environment
   * @returns undefined when there is no such environment any more
   */
  get(environmentId: string): EnvironmentImages | undefined {
    return this.#readings.get(environmentId);
  }

  /**
   * Shows what was known of an environment when it was last read, until it is read anew; nothing of a time that is yet
   * to come, whose age nobody could tell.
   * @param environmentId - id of an environment; one that has images already keeps them
   * @param images - what was known, and since when
   */
  restore(environmentId: string, images: KnownImages): void {
    const known = this.#readings.get(environmentId);
    if (known === undefined || known.regions.length > 0 || known.status.kind === 'read') return;
    if (images.readAt > this.#options.clock()) return;
    const { regions } = known.environment;
    known.regions = images.regions
      .filter(({ region }) => regions.includes(region))
      .map((region) => RegionImages.restored(region));
    known.knownSince = images.readAt;
    this.#readings.changed(known.environment);
  }

  /**
   * Reads an environment that was not read yet; joins a reading that is under way.
   * @param environmentId - id of an environment
   */
  ensureRead(environmentId: string): Promise<Outcome<void>> {
    return this.#readings.ensureRead(environmentId);
  }

  /**
   * Reads an environment again; what is shown stays until the new reading is complete.
   * @param environmentId - id of an environment
   * @param signal - stops the reading
   */
  refresh(environmentId: string, signal: AbortSignal): Promise<Outcome<void>> {
    return this.#readings.refresh(environmentId, signal);
  }

  /**
   * Reads again only the images of a region whose state is about to change by itself; all others stay as they are.
   * @param environmentId - id of an environment
   * @param region - region code
   * @param signal - stops the reading
   */
  refreshPending(environmentId: string, region: string, signal: AbortSignal): Promise<Outcome<void>> {
    return this.#readAgain(
      environmentId,
      (known) => (known.region === region ? known.pendingIds : []),
      signal,
    );
  }

  /**
   * Reads again only images that were changed; all others stay as they are. While the environment is being read, which
   * may have seen them as they were, it is read from the beginning.
   * @param environmentId - id of an environment
   * @param ids - AMI ids; those that are not shown are left out
   * @param signal - stops the reading
   */
  refreshImages(environmentId: string, ids: readonly string[], signal: AbortSignal): Promise<Outcome<void>> {
    if (this.get(environmentId)?.status.kind === 'reading') return this.refresh(environmentId, signal);
    return this.#readAgain(
      environmentId,
      (region) => ids.filter((id) => region.get(id) !== undefined),
      signal,
    );
  }

  /**
   * Stops the reading of an environment that is under way; what was read so far stays.
   * @param environmentId - id of an environment
   */
  stop(environmentId: string): void {
    this.#readings.stop(environmentId);
  }

  /** Stops every reading and forgets all listeners. */
  dispose(): void {
    this.#readings.dispose();
  }

  async #readAgain(
    environmentId: string,
    idsOf: (region: RegionImages) => readonly string[],
    signal: AbortSignal,
  ): Promise<Outcome<void>> {
    const known = this.#readings.get(environmentId);
    if (known === undefined) return cancelled;
    const { environment } = known;
    const outcomes = known.regions.map(async (region): Promise<Outcome<void>> => {
      const ids = idsOf(region);
      if (ids.length === 0) return done(undefined);
      return attempt(
        signal,
        async () => {
          const page = await this.#options.reader.readImagesById(environment, region.region, ids, signal);
          if (signal.aborted) return;
          region.update(ids, page);
          this.#readings.changed(environment);
        },
        (thrown) => this.#options.explain(thrown, environment),
      );
    });
    return together(await Promise.all(outcomes));
  }

  async #read(known: Known, signal: AbortSignal): Promise<ReadingEnd> {
    known.status = { kind: 'reading' };
    const results = await this.#readRegions(known, signal);
    return {
      outcome: together(results.map(({ outcome }) => outcome)),
      settle: () => {
        known.refreshing = [];
        known.settled = this.#statusAfter(results, known.settled);
        known.status = known.settled;
        if (known.status.kind === 'read') known.knownSince = known.status.at;
      },
    };
  }

  #statusAfter(results: readonly RegionOutcome[], before: EnvironmentStatus): EnvironmentStatus {
    const failures = results.flatMap(({ region, outcome }) =>
      outcome.kind === 'failed' ? [{ region, failure: outcome.failure }] : [],
    );
    const at = this.#options.clock();
    if (failures.length > 0) return { kind: 'failed', at, failures };
    if (together(results.map(({ outcome }) => outcome)).kind === 'done') return { kind: 'read', at };
    return before.kind === 'unread' ? { kind: 'stopped' } : before;
  }

  async #readRegions(known: Known, signal: AbortSignal): Promise<RegionOutcome[]> {
    const { environment } = known;
    const ready = await attempt(
      signal,
      async () => {
        assertRegion(environment);
        await this.#assertAccount(environment, signal);
      },
      (thrown) => this.#options.explain(thrown, environment),
    );
    if (ready.kind !== 'done') return [{ region: undefined, outcome: ready }];
    const results = await Promise.all(
      environment.regions.map(async (region) => ({
        region,
        outcome: await this.#readRegion(known, region, signal),
      })),
    );
    const areCredentialsValid = results.some(({ outcome }) => outcome.kind === 'done');
    return areCredentialsValid
      ? Promise.all(
          results.map(async ({ region, outcome }) => ({
            region,
            outcome: await this.#withValidCredentials(outcome, region, environment),
          })),
        )
      : results;
  }

  /**
   * EC2 refuses the credentials of an account in a region that is not enabled for it (AWS Account Management Guide,
   * "Enable or disable AWS Regions in your account"): signing in again would not help.
   */
  async #withValidCredentials(
    outcome: Outcome<void>,
    region: string,
    environment: Environment,
  ): Promise<Outcome<void>> {
    if (outcome.kind !== 'failed' || reasonOf(outcome.failure.cause) !== 'invalid-credentials')
      return outcome;
    const { cause, message } = outcome.failure;
    const words = l10n.t('{0} Other regions take them: is {1} enabled for this account?', message, region);
    const refusal = new EnvironmentReadError('access-denied', words, { cause });
    return failed(await this.#options.explain(refusal, environment));
  }

  /** Nothing of an account is read before it is known to be the one that the environment names. */
  async #assertAccount(environment: Environment, signal: AbortSignal): Promise<void> {
    if (environment.accountId === undefined) return;
    assertAccount(environment, await this.#options.reader.readAccount(environment, signal));
  }

  /** Of the accounts with which an image may be shared, those of the other environments are known. */
  async #markShared(images: RegionImages, environment: Environment, signal: AbortSignal): Promise<void> {
    const accounts = new Set(this.all.flatMap((each) => each.environment.accountId ?? []));
    const own = environment.accountId ?? [...images.images].at(0)?.ownerId;
    if (own !== undefined) accounts.delete(own);
    if (accounts.size === 0 || images.count === 0 || signal.aborted) return;
    images.markShared(
      await this.#options.reader.readSharedIds(environment, images.region, [...accounts], signal),
    );
  }

  async #readRegion(known: Known, region: string, signal: AbortSignal): Promise<Outcome<void>> {
    const { environment } = known;
    const images = new RegionImages(region);
    const before = known.regions.find((each) => each.region === region);
    const isShown = before === undefined || before.count === 0;
    if (isShown) show(known, images);
    else known.refreshing.push(images);
    const outcome = await attempt(
      signal,
      async () => {
        for await (const page of this.#options.reader.readImages(environment, region, signal)) {
          if (signal.aborted) return;
          images.add(page);
          if (isShown) this.#readings.changed(environment);
        }
        await this.#markShared(images, environment, signal);
      },
      (thrown) => this.#options.explain(thrown, environment),
    );
    images.status = outcome.kind === 'done' ? 'complete' : 'partial';
    known.refreshing = known.refreshing.filter((refreshing) => refreshing !== images);
    if (outcome.kind === 'done') show(known, images);
    this.#readings.changed(environment);
    return outcome;
  }
}

/** Shows a reading in the place of the one of the same region, regions in the environment's order. */
function show(known: Known, images: RegionImages): void {
  const others = known.regions.filter(({ region }) => region !== images.region);
  const order = known.environment.regions;
  known.regions = [...others, images].sort((a, b) => order.indexOf(a.region) - order.indexOf(b.region));
}
