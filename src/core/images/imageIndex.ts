import { type EnvironmentImages, imagesOf } from './environmentImages.ts';
import { byNewestFirst, type Image } from './image.ts';
import type { ImageTarget } from './imageTarget.ts';

/** What a search gave. */
export interface ImageSearchResult {
  /** The best matches: at most as many as were asked for. */
  readonly images: readonly ImageTarget[];
  /** How many images match in all. */
  readonly count: number;
}

/** An image with its texts in lower case. */
interface Entry {
  readonly target: ImageTarget;
  readonly id: string;
  readonly name: string;
  /** Id, name and every tag value, one on each line. */
  readonly text: string;
}

/** How well an image matches: the smaller the better. */
const ranks = { id: 0, startOfId: 1, startOfName: 2, startOfWord: 3, partOfWord: 4 } as const;

type Rank = (typeof ranks)[keyof typeof ranks];

const usualLimit = 200;

/**
 * Finds images among tens of thousands on each key stroke: texts are put into lower case once, when an image is seen
 * for the first time, and the order of age is made once for each reading.
 */
export class ImageIndex {
  readonly #known = new WeakMap<Image, Entry>();
  #entries: readonly Entry[] = [];

  /**
   * Takes what is known now in the place of what was known before.
   * @param all - the images of every environment
   */
  update(all: readonly EnvironmentImages[]): void {
    const entries: Entry[] = [];
    for (const images of all) {
      const { environment } = images;
      for (const image of imagesOf(images)) entries.push(this.#entryOf({ environment, image }));
    }
    this.#entries = entries.sort((a, b) => byNewestFirst(a.target.image, b.target.image));
  }

  /**
   * The images that match every word of a query, whatever its case, in their id, name or tag values (so also in the
   * version and the service). In this order: the id itself, the start of the id, the start of the name, the start of
   * a word, a part of a word; the word that matches worst counts; the newest first among equals.
   * @param query - words between spaces; none at all match every image
   * @param limit - the most images to give
   */
  search(query: string, limit = usualLimit): ImageSearchResult {
    const words = query.toLowerCase().split(/\s+/u).filter(Boolean);
    const found: Record<Rank, ImageTarget[]> = { 0: [], 1: [], 2: [], 3: [], 4: [] };
    let count = 0;
    for (const entry of this.#entries) {
      const rank = rankOf(entry, words);
      if (rank === undefined) continue;
      count += 1;
      if (found[rank].length < limit) found[rank].push(entry.target);
    }
    return { images: Object.values(found).flat().slice(0, limit), count };
  }

  #entryOf(target: ImageTarget): Entry {
    const known = this.#known.get(target.image);
    // The same image may belong to an environment that was defined anew.
    if (known?.target.environment === target.environment) return known;
    const { id, name = '', tags } = target.image;
    const entry: Entry = {
      target,
      id: id.toLowerCase(),
      name: name.toLowerCase(),
      text: [id, name, ...tags.values()].join('\n').toLowerCase(),
    };
    this.#known.set(target.image, entry);
    return entry;
  }
}

function rankOf(entry: Entry, words: readonly string[]): Rank | undefined {
  let worst: Rank = ranks.id;
  for (const word of words) {
    const rank = rankOfWord(entry, word);
    if (rank === undefined) return undefined;
    if (rank > worst) worst = rank;
  }
  // A name may have spaces in it.
  const isStartOfName = worst > ranks.startOfName && entry.name.startsWith(words.join(' '));
  return isStartOfName ? ranks.startOfName : worst;
}

function rankOfWord({ id, name, text }: Entry, word: string): Rank | undefined {
  let at = text.indexOf(word);
  if (at === -1) return undefined;
  if (id === word) return ranks.id;
  if (id.startsWith(word)) return ranks.startOfId;
  if (name.startsWith(word)) return ranks.startOfName;
  while (at !== -1) {
    if (at === 0 || !letterOrDigit.test(text.charAt(at - 1))) return ranks.startOfWord;
    at = text.indexOf(word, at + 1);
  }
  return ranks.partOfWord;
}

const letterOrDigit = /[\p{L}\p{N}]/u;
