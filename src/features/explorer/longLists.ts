import type { Image } from '../../core/images/image.ts';
import type { GroupKey } from '../../core/images/imageArrangement.ts';
import type { SectionNode } from './imageTree.ts';

/** How many rows of a list are shown at first, and how many more each time a person asks for more. */
const rowsPerStep = 50;

/** Which rows of a long list are shown. */
export interface ShownPart {
  /** How many from its start. */
  readonly limit: number;
  /** Whether an image further down is shown as well, because somebody was led to it. */
  readonly isRevealed: (image: Image) => boolean;
}

/** What is shown of a list that nobody has asked more of. */
export const shownAtFirst: ShownPart = { limit: rowsPerStep, isRevealed: () => false };

/**
 * The name of the list of the images of a group.
 * @param environmentId - id of its environment
 * @param path - from the outermost group
 */
export function listOfGroup(environmentId: string, path: readonly GroupKey[]): string {
  return JSON.stringify([environmentId, path]);
}

/**
 * The name of the list below a subject of an image.
 * @param node - row of the subject
 */
export function listOfSection({ environmentId, section, parent: { image } }: SectionNode): string {
  return JSON.stringify([environmentId, image.region, image.id, section]);
}

/** How much of each long list of the tree is shown. Fifty thousand rows would be neither read nor drawn in time. */
export class LongLists {
  readonly #limits = new Map<string, number>();
  /** Addresses of single images that are shown besides, by list. */
  readonly #revealed = new Map<string, Set<string>>();

  /**
   * Which rows of a list are shown.
   * @param list - name of the list
   */
  shownOf(list: string): ShownPart {
    const limit = this.#limits.get(list) ?? rowsPerStep;
    const revealed = this.#revealed.get(list);
    return revealed === undefined
      ? { ...shownAtFirst, limit }
      : { limit, isRevealed: (image) => revealed.has(addressOf(image)) };
  }

  /**
   * Shows one step more of a list.
   * @param list - name of the list
   */
  showMore(list: string): void {
    this.#limits.set(list, this.shownOf(list).limit + rowsPerStep);
  }

  /**
   * Shows an image that is further down in a list, and none of those before it.
   * @param list - name of the list
   * @param image - the image
   */
  reveal(list: string, image: Image): void {
    const revealed = this.#revealed.get(list) ?? new Set();
    this.#revealed.set(list, revealed.add(addressOf(image)));
  }

  /** Shows no more than the start of every list again. */
  clear(): void {
    this.#limits.clear();
    this.#revealed.clear();
  }
}

function addressOf({ id, region }: Image): string {
  return `${region}/${id}`;
}
