import type { RegionState } from '../world.ts';
import type { FaultedCall } from './faultedCall.ts';

/** What a region was like before a change that is not to be seen yet. */
interface StaleView {
  readonly before: RegionState;
  readsLeft: number;
}

/**
 * What is not to be seen yet of each service in each account and region. Reads see the oldest of these views and use up
 * one read of all of them, so that changes become visible in the order in which they were made and none is seen twice.
 * Source: EC2 Developer Guide, "Eventual consistency in the Amazon EC2 API".
 */
export class StaleReads {
  readonly #views = new Map<string, StaleView[]>();

  /**
   * Hides a change from the next reads.
   * @param call - the change
   * @param before - a copy of what there was before
   * @param reads - how many reads see it
   */
  hide(call: FaultedCall, before: RegionState, reads: number): void {
    const key = placeOf(call);
    this.#views.set(key, [...(this.#views.get(key) ?? []), { before, readsLeft: reads }]);
  }

  /**
   * What a read is to see, which counts as one read.
   * @param call - the read
   * @returns undefined when it is what there is
   */
  viewFor(call: FaultedCall): RegionState | undefined {
    const views = this.#views.get(placeOf(call)) ?? [];
    for (const view of views) view.readsLeft -= 1;
    const [oldest] = views;
    this.#views.set(
      placeOf(call),
      views.filter(({ readsLeft }) => readsLeft > 0),
    );
    return oldest?.before;
  }

  /** Shows everything at once. */
  clear(): void {
    this.#views.clear();
  }
}

function placeOf({ service, account, region }: FaultedCall): string {
  return `${service} ${account} ${region}`;
}
