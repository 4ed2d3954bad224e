import { type Disposable, Listeners } from '../events/listeners.ts';
import { cancelled, done, type Outcome } from '../outcome/outcome.ts';
import type { Environment } from './environment.ts';

/** How one reading of an environment ended, and what that changes in what is known of it. */
export interface ReadingEnd {
  readonly outcome: Outcome<void>;
  /** Writes down the end; called only when no newer reading of the same environment has taken over. */
  readonly settle: () => void;
}

/** What a kind of reading does. */
export interface EnvironmentReadingsOptions<Known> {
  /** What is known of an environment before it is read. */
  readonly create: (environment: Environment) => Known;
  /** Whether it was never read, so that {@link EnvironmentReadings.ensureRead} has something to do. */
  readonly isUnread: (known: Known) => boolean;
  /** Reads it. Must not reject. */
  readonly read: (known: Known, signal: AbortSignal) => Promise<ReadingEnd>;
}

interface Entry<Known> {
  readonly known: Known;
  reading: { readonly stop: AbortController; readonly outcome: Promise<Outcome<void>> } | undefined;
}

/**
 * Keeps what is known of every environment of a window, and reads each of them at most once at a time: who asks
 * meanwhile joins, a refresh takes over. What all stores of things that live in environments have in common.
 */
export class EnvironmentReadings<Known extends { environment: Environment }> implements Disposable {
  readonly #options: EnvironmentReadingsOptions<Known>;
  readonly #entries = new Map<string, Entry<Known>>();
  readonly #changes = new Listeners<Environment | undefined>();

  /** Tells which environment's things changed; undefined when the list of environments did. */
  readonly onDidChange = this.#changes.add;

  /**
   * Starts without environments.
   * @param options - what is kept, and how it is read
   */
  constructor(options: EnvironmentReadingsOptions<Known>) {
    this.#options = options;
  }

  /**
   * Says which environments there are. What is known of one that still is the same place is kept, also when it is
   * called or shown otherwise now; the readings of all others stop.
   * @param environments - in the order to show them
   */
  setEnvironments(environments: readonly Environment[]): void {
    const before = new Map(this.#entries);
    const known = JSON.stringify(this.all.map(({ environment }) => environment));
    this.#entries.clear();
    for (const environment of environments) {
      const entry = before.get(environment.id);
      if (entry !== undefined && isSamePlace(entry.known.environment, environment)) {
        before.delete(environment.id);
        entry.known.environment = environment;
        this.#entries.set(environment.id, entry);
      } else {
        this.#entries.set(environment.id, { known: this.#options.create(environment), reading: undefined });
      }
    }
    for (const entry of before.values()) entry.reading?.stop.abort();
    // Who is told draws everything anew, for which a list that is as it was is no reason.
    if (JSON.stringify(environments) !== known) this.#changes.fire(undefined);
  }

  /** What is known of every environment, in order. */
  get all(): Known[] {
    return [...this.#entries.values()].map(({ known }) => known);
  }

  /**
   * What is known of one environment.
   * @param environmentId - id of an environment
   * @returns undefined when there is no such environment any more
   */
  get(environmentId: string): Known | undefined {
    return this.#entries.get(environmentId)?.known;
  }

  /** Tells the listeners that something became known of an environment. */
  changed(environment: Environment): void {
    this.#changes.fire(environment);
  }

  /**
   * Reads an environment that was not read yet; joins a reading that is under way.
   * @param environmentId - id of an environment
   */
  ensureRead(environmentId: string): Promise<Outcome<void>> {
    const entry = this.#entries.get(environmentId);
    if (entry === undefined) return Promise.resolve(cancelled);
    if (entry.reading !== undefined) return entry.reading.outcome;
    return this.#options.isUnread(entry.known)
      ? this.#start(entry).outcome
      : Promise.resolve(done(undefined));
  }

  /**
   * Reads an environment again.
   * @param environmentId - id of an environment
   * @param signal - stops the reading
   */
  async refresh(environmentId: string, signal: AbortSignal): Promise<Outcome<void>> {
    const entry = this.#entries.get(environmentId);
    if (entry === undefined || signal.aborted) return cancelled;
    entry.reading?.stop.abort();
    const { stop, outcome } = this.#start(entry);
    const onAbort = (): void => {
      stop.abort();
    };
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

  #start(entry: Entry<Known>): NonNullable<Entry<Known>['reading']> {
    const { known } = entry;
    const stop = new AbortController();
    const outcome = this.#options.read(known, stop.signal).then((end) => {
      if (entry.reading?.stop !== stop) return end.outcome;
      entry.reading = undefined;
      end.settle();
      this.#changes.fire(known.environment);
      return end.outcome;
    });
    entry.reading = { stop, outcome };
    this.#changes.fire(known.environment);
    return entry.reading;
  }
}

/** Whether two definitions lead to the same images: same identity, same endpoint, same regions, same account. */
function isSamePlace(a: Environment, b: Environment): boolean {
  return placeOf(a) === placeOf(b);
}

function placeOf({ accountId, endpoint, profile, regions, roleArn, source }: Environment): string {
  return JSON.stringify([accountId, endpoint, profile, regions, roleArn, source]);
}
