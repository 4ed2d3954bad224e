import type { Environment } from '../core/environments/environment.ts';
import { type Disposable, Listeners } from '../core/events/listeners.ts';
import type { Failure } from '../core/outcome/failure.ts';
import { isCancellation } from '../core/outcome/outcome.ts';
import { hasEnded, type TestInstance } from '../core/testInstances/testInstance.ts';
import type { TestInstances } from '../core/testInstances/testInstances.ts';

/** An instance and the environment it is in. */
export interface InstanceTarget {
  readonly environment: Environment;
  readonly instance: TestInstance;
}

/** The test instances of an environment, as far as they could be read. */
export interface EnvironmentInstances {
  readonly environment: Environment;
  /** Those that have not ended. */
  readonly instances: readonly TestInstance[];
  /** What is one of ours by its purpose and could not be read: a sentence each. */
  readonly unreadable: readonly string[];
  /** Why regions of it could not be read; what they had is from before then. */
  readonly failures: readonly Failure[];
}

/** What the list reads with. */
export interface TestInstanceListOptions {
  readonly gateway: Pick<TestInstances, 'readTestInstances'>;
  /** The environments that there are. */
  readonly environments: () => Promise<readonly Environment[]>;
  readonly explain: (thrown: unknown, environment: Environment) => Promise<Failure>;
}

/** The EC2 test instances of all environments, whoever launched them. */
export class TestInstanceList implements Disposable {
  readonly #options: TestInstanceListOptions;
  readonly #listeners = new Listeners<void>();
  #environments: readonly EnvironmentInstances[] = [];
  #reading: Promise<void> | undefined;
  #started: Promise<void> | undefined;

  /** Tells of each change, after it. */
  readonly onDidChange = this.#listeners.add;

  /**
   * Reads nothing yet.
   * @param options - where instances are
   */
  constructor(options: TestInstanceListOptions) {
    this.#options = options;
  }

  /** What was read last. */
  get environments(): readonly EnvironmentInstances[] {
    return this.#environments;
  }

  /** All instances that have not ended. */
  get instances(): readonly InstanceTarget[] {
    return this.#environments.flatMap(({ environment, instances }) =>
      instances.map((instance) => ({ environment, instance })),
    );
  }

  /** Reads them, if nobody has yet. */
  start(): Promise<void> {
    return (this.#started ??= this.refresh());
  }

  /** Reads them again; who asks while they are read gets what is being read. */
  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  async #read(): Promise<void> {
    const environments = await this.#options.environments();
    const before = this.#environments;
    this.#environments = await Promise.all(
      environments.map((environment) =>
        this.#readEnvironment(
          environment,
          before.find((known) => known.environment.id === environment.id),
        ),
      ),
    );
    this.#listeners.fire();
  }

  /** A region that cannot be read takes nothing away that was known of it. */
  async #readEnvironment(
    environment: Environment,
    before: EnvironmentInstances | undefined,
  ): Promise<EnvironmentInstances> {
    const regions = await Promise.all(
      environment.regions.map(async (region) => {
        try {
          const never = new AbortController().signal;
          const { instances, unreadable } = await this.#options.gateway.readTestInstances(
            environment,
            region,
            never,
          );
          return { instances, unreadable, failures: [] };
        } catch (thrown) {
          const known = before?.instances.filter((instance) => instance.region === region) ?? [];
          const failures = isCancellation(thrown) ? [] : [await this.#options.explain(thrown, environment)];
          return { instances: known, unreadable: [], failures };
        }
      }),
    );
    return {
      environment,
      instances: regions.flatMap(({ instances }) => instances).filter((instance) => !hasEnded(instance)),
      unreadable: regions.flatMap(({ unreadable }) => unreadable),
      failures: regions.flatMap(({ failures }) => failures),
    };
  }
}
