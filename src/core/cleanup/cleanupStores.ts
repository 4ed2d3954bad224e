import type { JournalEntry } from './cleanupJournal.ts';
import type { Known } from './known.ts';

/** Where the journal of the function is kept between its runs. */
export interface JournalStore {
  /** All that was noted of images that are not done with. */
  read(signal: AbortSignal): Promise<Known<readonly JournalEntry[]>>;
  /** Keeps an entry for good before it returns. */
  note(entry: JournalEntry): Promise<void>;
  /** Forgets all of an image that is done with. */
  forget(image: Pick<JournalEntry, 'imageId' | 'region'>): Promise<void>;
}

/** Lets one run do something at a time. */
export interface RunLock {
  /**
   * Takes it.
   * @param runId - who does
   * @param until - when it counts as left behind, in milliseconds since 1970
   * @returns whether it was free
   */
  take(runId: string, until: number): Promise<boolean>;
  /** Gives it back. */
  release(runId: string): Promise<void>;
}
