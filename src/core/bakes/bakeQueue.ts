/** How one of several pieces of work ended. */
export type QueuedOutcome = 'done' | 'failed' | 'cancelled' | 'not-begun';

/** How several pieces of work are done. */
export interface QueueOptions {
  /** How many at a time; at least 1. */
  readonly parallel: number;
  /** Whether nothing more begins once one has failed. What has begun goes on. */
  readonly stopsOnFailure: boolean;
}

/** A piece of work, and how it ended. */
export interface QueuedItem<T> {
  readonly item: T;
  readonly outcome: QueuedOutcome;
}

/**
 * Does pieces of work, in their order and so many at a time. Nothing more begins once the signal is aborted; what has begun
 * hears of that itself.
 * @param items - what is done
 * @param run - does one; what it throws counts as failed
 * @param options - how many at a time, and what a failure means for the others
 * @param signal - ends it
 * @returns each item once, in their order
 */
export async function runQueue<T>(
  items: readonly T[],
  run: (item: T) => Promise<Exclude<QueuedOutcome, 'not-begun'>>,
  { parallel, stopsOnFailure }: QueueOptions,
  signal: AbortSignal,
): Promise<QueuedItem<T>[]> {
  const outcomes = new Map<number, QueuedOutcome>();
  let next = 0;
  let isStopped = false;
  const work = async (): Promise<void> => {
    for (let index = next; index < items.length; index = next) {
      const item = items[index];
      if (isStopped || signal.aborted || item === undefined) return;
      next += 1;
      const outcome = await run(item).catch(() => 'failed' as const);
      outcomes.set(index, outcome);
      if (outcome === 'failed' && stopsOnFailure) isStopped = true;
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, parallel) }, work));
  return items.map((item, index) => ({ item, outcome: outcomes.get(index) ?? 'not-begun' }));
}
