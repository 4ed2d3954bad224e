import type { Environment } from '../environments/environment.ts';
import type { SizedSnapshot } from './savings.ts';

/** A snapshot, as far as cleanup goes by it. */
export interface CleanupSnapshot extends SizedSnapshot {
  /** Tag values by key. */
  readonly tags: ReadonlyMap<string, string>;
}

/** Reads the snapshots of an account. */
export interface SnapshotReader {
  /**
   * Those of some ids; of one that is not there, nothing.
   * @throws EnvironmentReadError in AWS's words
   */
  readSnapshots(
    environment: Environment,
    region: string,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly CleanupSnapshot[]>;
  /**
   * All that the account owns in a region, page by page.
   * @throws EnvironmentReadError in AWS's words
   */
  readOwnSnapshots(
    environment: Environment,
    region: string,
    signal: AbortSignal,
  ): AsyncIterable<readonly CleanupSnapshot[]>;
}
