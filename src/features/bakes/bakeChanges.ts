import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { BakeResult } from '../../core/bakes/bake.ts';
import { tell } from '../../host/tell.ts';
import { claimFolder, releaseFolder } from '../../tools/detached/claim.ts';
import type { Bake, BakeList } from './bakeList.ts';

/** Of the folder, in that of a bake, that the window claims which changes what the bake has in AWS. */
const changeFolder = 'change';

/**
 * Changes what bakes that have ended still have in AWS, of each bake in one window at a time: an instance that is being made an
 * image is not ended by another window, and what one notes the other does not overwrite.
 */
export class BakeChanges {
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
   * Changes something; where somebody does so already, a person is told so.
   * @param bake - that has ended
   * @param change - what is done, with what is noted of the bake now
   */
  async alone(bake: Bake, change: (result: BakeResult) => Promise<void>): Promise<void> {
    const { id } = bake.order;
    const isDone = !this.#changing.has(id) && (await this.#claimed(bake, change));
    if (!isDone) tell(vscode.l10n.t('What this bake has left or kept is being changed already.'));
  }

  async #claimed(bake: Bake, change: (result: BakeResult) => Promise<void>): Promise<boolean> {
    const { id } = bake.order;
    const folder = join(bake.folder, changeFolder);
    this.#changing.add(id);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      if (!(await claimFolder(folder))) return false;
      try {
        const result = await this.#list.rereadResult(bake);
        if (result !== undefined) await change(result);
        return true;
      } finally {
        await releaseFolder(folder);
      }
    } finally {
      this.#changing.delete(id);
    }
  }
}
