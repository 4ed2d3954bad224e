import * as l10n from '@vscode/l10n';
import type { Environment } from '../environments/environment.ts';
import { configurationFileName } from '../environments/configuration.ts';
import { EnvironmentReadError } from '../environments/readError.ts';
import { type Disposable, Listeners } from '../events/listeners.ts';
import type { Clock } from '../time/age.ts';
import { type Failure } from '../outcome/failure.ts';
import { attempt, cancelled, done, type Outcome } from '../outcome/outcome.ts';
import type { EnvironmentImages, EnvironmentStatus } from './environmentImages.ts';
import type { ImageReader } from './imageReader.ts';
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

/** What is known of an environment, and the reading that is under way. */
interface Entry {
  readonly environment: Environment;
  status: EnvironmentStatus;
  regions: RegionImages[];
  refreshing: RegionImages[];
  reading: { readonly stop: AbortController; readonly outcome: Promise<Outcome<void>> } | undefined;
}

/**
 * Holds the images of every environment and reads them: page by page, all regions of an environment side by side,
 * one environment's trouble never touching another's. A reading replaces the one before it only when it is complete,
 * so a refresh that fails or is stopped takes nothing away.
 */
export class ImageStore implements Disposable {
  readonly #options: ImageStoreOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #changes = new Listeners<Environment | undefined>();

  /** Tells which environment's images changed; undefined when the list of environments did. */
  readonly onDidChange = this.#changes.add;

  /**
   * Starts without environments.
   * @param options - reader, clock and the words for failures
   */
  constructor(options: ImageStoreOptions) {
    this.#options = options;
  }

  /**
   * Says which environments there are. Images of an environment that is defined as before are kept; the readings of
   * all others stop.
   * @param environments - in the order to show them
   */
  setEnvironments(environments: readonly Environment[]): void {
    const before = new Map(this.#entries);
    this.#entries.clear();
    for (const environment of environments) {
      const known = before.get(environment.id);
      const isSame = known !== undefined && JSON.stringify(known.environment) === JSON.stringify(environment);
      if (isSame) before.delete(environment.id);
      this.#entries.set(environment.id, isSame ? known : unread(environment));
    }
    for (const entry of before.values()) entry.reading?.stop.abort();
    this.#changes.fire(undefined);
  }

  /** Every environment and what is known of it, in order. */
  get all(): EnvironmentImages[] {
    return [...this.#entries.values()];
  }

  /**
   * What is known of one environment.
   * @param environmentId - id of an environment
   * @returns undefined when there is no such environment any more
   */
  get(environmentId: string): EnvironmentImages | undefined {
    return this.#entries.get(environmentId);
  }

  /**
   * Reads an environment that was not read yet; joins a reading that is under way.
   * @param environmentId - id of an environment
   */
  ensureRead(environmentId: string): Promise<Outcome<void>> {
    const entry = this.#entries.get(environmentId);
    if (entry === undefined) return Promise.resolve(cancelled);
    if (entry.reading !== undefined) return entry.reading.outcome;
    return entry.status.kind === 'unread' ? this.#start(entry) : Promise.resolve(done(undefined));
  }

  /**
   * Reads an environment again; what is shown stays until the new reading is complete.
   * @param environmentId - id of an environment
   * @param signal - stops the reading
   */
  async refresh(environmentId: string, signal: AbortSignal): Promise<Outcome<void>> {
    const entry = this.#entries.get(environmentId);
    if (entry === undefined || signal.aborted) return cancelled;
    entry.reading?.stop.abort();
    const outcome = this.#start(entry);
    const stop = entry.reading?.stop;
    const onAbort = (): void => stop?.abort();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await outcome;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /**
   * Stops the reading of an environment that is under way; what was read so far stays.
   * @param environmentId - id of an environment
   */
  stop(environmentId: string): void {
    this.#entries.get(environmentId)?.reading?.stop.abort();
  }

  /** Stops every reading and forgets all listeners. */
  dispose(): void {
    for (const entry of this.#entries.values()) entry.reading?.stop.abort();
    this.#changes.dispose();
  }

  #start(entry: Entry): Promise<Outcome<void>> {
    const stop = new AbortController();
    const statusBefore = entry.status;
    entry.status = { kind: 'reading' };
    const outcome = this.#read(entry, stop.signal).then((results) => {
      const result = together(results);
      // A newer reading of the same environment has taken over.
      if (entry.reading?.stop !== stop) return result;
      entry.reading = undefined;
      entry.refreshing = [];
      entry.status = this.#statusAfter(results, statusBefore);
      this.#changes.fire(entry.environment);
      return result;
    });
    entry.reading = { stop, outcome };
    this.#changes.fire(entry.environment);
    return outcome;
  }

  #statusAfter(results: readonly RegionOutcome[], before: EnvironmentStatus): EnvironmentStatus {
    const failures = results.flatMap(({ region, outcome }) =>
      outcome.kind === 'failed' ? [{ region, failure: outcome.failure }] : [],
    );
    if (failures.length > 0) return { kind: 'failed', failures };
    if (together(results).kind === 'done') return { kind: 'read', at: this.#options.clock() };
    return before.kind === 'read' ? before : { kind: 'stopped' };
  }

  async #read(entry: Entry, signal: AbortSignal): Promise<RegionOutcome[]> {
    const { environment } = entry;
    const ready = await attempt(
      signal,
      async () => {
        if (environment.regions.length === 0) {
          throw new EnvironmentReadError('no-region', l10n.t('{0} names no region.', environment.name));
        }
        await this.#assertAccount(environment, signal);
      },
      (thrown) => this.#options.explain(thrown, environment),
    );
    if (ready.kind !== 'done') return [{ region: undefined, outcome: ready }];
    return Promise.all(
      environment.regions.map(async (region) => ({
        region,
        outcome: await this.#readRegion(entry, region, signal),
      })),
    );
  }

  /** Nothing of an account is read before it is known to be the one that the environment names. */
  async #assertAccount(environment: Environment, signal: AbortSignal): Promise<void> {
    if (environment.accountId === undefined) return;
    const account = await this.#options.reader.readAccount(environment, signal);
    if (account === environment.accountId) return;
    throw new EnvironmentReadError(
      'wrong-account',
      l10n.t(
        'The credentials of {0} belong to account {1}, but {2} says account {3}.',
        environment.name,
        account,
        configurationFileName,
        environment.accountId,
      ),
    );
  }

  async #readRegion(entry: Entry, region: string, signal: AbortSignal): Promise<Outcome<void>> {
    const { environment } = entry;
    const images = new RegionImages(region, environment.tagNames);
    const shown = entry.regions.find((known) => known.region === region);
    if (shown !== undefined && shown.count > 0) entry.refreshing.push(images);
    else this.#show(entry, images);
    const outcome = await attempt(
      signal,
      async () => {
        for await (const page of this.#options.reader.readImages(environment, region, signal)) {
          if (signal.aborted) return;
          images.add(page);
          this.#changes.fire(environment);
        }
      },
      (thrown) => this.#options.explain(thrown, environment),
    );
    images.status = outcome.kind === 'done' ? 'complete' : 'partial';
    entry.refreshing = entry.refreshing.filter((refreshing) => refreshing !== images);
    if (outcome.kind === 'done') this.#show(entry, images);
    this.#changes.fire(environment);
    return outcome;
  }

  /** Shows a reading in the place of the one of the same region, regions in the environment's order. */
  #show(entry: Entry, images: RegionImages): void {
    const others = entry.regions.filter(({ region }) => region !== images.region);
    const order = entry.environment.regions;
    entry.regions = [...others, images].sort((a, b) => order.indexOf(a.region) - order.indexOf(b.region));
  }
}

function unread(environment: Environment): Entry {
  return { environment, status: { kind: 'unread' }, regions: [], refreshing: [], reading: undefined };
}

/** The first failure of several regions' readings, else cancelled, else done. */
function together(results: readonly RegionOutcome[]): Outcome<void> {
  const outcomes = results.map(({ outcome }) => outcome);
  const failure = outcomes.find((outcome) => outcome.kind === 'failed');
  if (failure !== undefined) return failure;
  return outcomes.some((outcome) => outcome.kind === 'cancelled') ? cancelled : done(undefined);
}
