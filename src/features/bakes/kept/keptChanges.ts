import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { claimFolder, releaseFolder } from '../../../tools/detached/claim.ts';
import type { BakeList } from '../bakeList.ts';
import type { KeptChoice } from './keptChoice.ts';

/** Of the folder, in that of a bake, that the window claims which finishes or discards what the bake has kept. */
const changeFolder = 'change';

/**
 * Finishes or discards what bakes have kept, of each bake in one window at a time: an instance that is being made an image is
 * not ended by another window, nor the other way round.
 */
export class KeptChanges {
  readonly #list: Pick<BakeList, 'rereadResult'>;
  /** Ids of the bakes of which this window changes something. */
  readonly #changing = new Set<string>();

  /**
   * Changes nothing yet.
   * @param list - of all bakes
   */
  constructor(list: Pick<BakeList, 'rereadResult'>) {
    this.#list = list;
  }

  /**
   * Changes something, unless somebody does so already.
   * @param choice - which instance
   * @param change - what is done, with what is noted of the instance now
   * @returns why nothing was done: something of the bake is being changed, or the instance is not kept any more
   */
  async alone(
    choice: KeptChoice,
    change: (choice: KeptChoice) => Promise<void>,
  ): Promise<'done' | 'busy' | 'gone'> {
    const { id } = choice.bake.order;
    if (this.#changing.has(id)) return 'busy';
    this.#changing.add(id);
    try {
      return await this.#claimed(choice, change);
    } finally {
      this.#changing.delete(id);
    }
  }

  async #claimed(
    choice: KeptChoice,
    change: (choice: KeptChoice) => Promise<void>,
  ): Promise<'done' | 'busy' | 'gone'> {
    const folder = join(choice.bake.folder, changeFolder);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (!(await claimFolder(folder))) return 'busy';
    try {
      const result = await this.#list.rereadResult(choice.bake);
      const kept = result?.kept?.find(({ instanceId }) => instanceId === choice.kept.instanceId);
      if (result === undefined || kept === undefined) return 'gone';
      await change({ ...choice, result, kept });
      return 'done';
    } finally {
      await releaseFolder(folder);
    }
  }
}
