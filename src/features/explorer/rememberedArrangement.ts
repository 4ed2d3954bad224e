import type * as vscode from 'vscode';
import { type Disposable, Listeners } from '../../core/events/listeners.ts';
import {
  type ArrangementChoice,
  type Grouping,
  groupings,
  type Sorting,
  sortings,
} from '../../core/images/imageArrangement.ts';
import { type ImageFilter, noFilter } from '../../core/images/imageFilter.ts';

const keys = { grouping: 'images.grouping', sorting: 'images.sorting' } as const;

/**
 * How the person wants to see images. Grouping and order are kept for the workspace; a filter is not, because images
 * that a forgotten filter hides are images that seem not to be there.
 */
export class RememberedArrangement implements Disposable {
  readonly #memento: vscode.Memento;
  readonly #changes = new Listeners<void>();
  #choice: ArrangementChoice;

  /** The choice has changed. */
  readonly onDidChange = this.#changes.add;

  /**
   * Starts with what was chosen in this workspace before.
   * @param memento - of the workspace
   */
  constructor(memento: vscode.Memento) {
    this.#memento = memento;
    const grouping = memento.get<unknown>(keys.grouping);
    const sorting = memento.get<unknown>(keys.sorting);
    this.#choice = {
      filter: noFilter,
      grouping: groupings.find((known) => known === grouping) ?? 'service',
      sorting: sortings.find((known) => known === sorting) ?? 'newest',
    };
  }

  /** The choice as it is now; another object whenever it changes. */
  get choice(): ArrangementChoice {
    return this.#choice;
  }

  /** Whether a filter hides images. */
  get isFiltered(): boolean {
    return this.#choice.filter.terms.length > 0;
  }

  /** Shows only images that pass a filter. */
  setFilter(filter: ImageFilter): void {
    this.#change({ filter });
  }

  /** Shows all images. */
  clearFilter(): void {
    this.#change({ filter: noFilter });
  }

  /** Groups images by something else. */
  async setGrouping(grouping: Grouping): Promise<void> {
    this.#change({ grouping });
    await this.#memento.update(keys.grouping, grouping);
  }

  /** Puts images in another order. */
  async setSorting(sorting: Sorting): Promise<void> {
    this.#change({ sorting });
    await this.#memento.update(keys.sorting, sorting);
  }

  dispose(): void {
    this.#changes.dispose();
  }

  #change(part: Partial<ArrangementChoice>): void {
    this.#choice = { ...this.#choice, ...part };
    this.#changes.fire();
  }
}
