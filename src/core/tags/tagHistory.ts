import { type Disposable, Listeners } from '../events/listeners.ts';
import { placeKey, type TagChange } from './tagChange.ts';

/** One edit that was carried out, as far as it has not been undone. */
export interface TagStep {
  /** The same for everything that belongs to one edit, also when it took several tries. */
  readonly id: number;
  /** What was done, translated: "Owner = "platform"". */
  readonly title: string;
  /** Not empty. */
  readonly changes: readonly TagChange[];
}

/** How many edits can be undone; the oldest is forgotten first. */
const mostSteps = 20;

/** The tag edits of a window, the latest last, to be undone one by one. Lives in memory only. */
export class TagHistory implements Disposable {
  #steps: readonly TagStep[] = [];
  #latestId = 0;
  readonly #changes = new Listeners<void>();

  /** The edit that would be undone next is another one now, or none. */
  readonly onDidChange = this.#changes.add;

  /** The edit that would be undone next. */
  get latest(): TagStep | undefined {
    return this.#steps.at(-1);
  }

  /**
   * An edit that can be undone.
   * @param id - of the edit
   * @returns undefined where it was undone, or forgotten
   */
  get(id: number): TagStep | undefined {
    return this.#steps.find((step) => step.id === id);
  }

  /** An id for a new edit. */
  newId(): number {
    this.#latestId += 1;
    return this.#latestId;
  }

  /**
   * Notes what was changed; more of an edit that is known is added to it, each tag of each image once.
   * @param step - nothing is noted of one without changes
   */
  add({ id, title, changes }: TagStep): void {
    if (changes.length === 0) return;
    const before = this.#steps.find((step) => step.id === id)?.changes ?? [];
    const known = new Set(before.map(tagKey));
    const added = changes.filter((change) => !known.has(tagKey(change)));
    const others = this.#steps.filter((step) => step.id !== id);
    this.#steps = [...others, { id, title, changes: [...before, ...added] }].slice(-mostSteps);
    this.#changes.fire();
  }

  /**
   * Forgets changes that were undone, or that cannot be undone any more.
   * @param id - of their edit
   * @param changes - each is found by its image and key
   */
  forget(id: number, changes: readonly TagChange[]): void {
    const forgotten = new Set(changes.map(tagKey));
    this.#steps = this.#steps.flatMap((step) => {
      if (step.id !== id) return [step];
      const left = step.changes.filter((change) => !forgotten.has(tagKey(change)));
      return left.length === 0 ? [] : [{ ...step, changes: left }];
    });
    this.#changes.fire();
  }

  /** Forgets every listener. */
  dispose(): void {
    this.#changes.dispose();
  }
}

function tagKey(change: TagChange): string {
  return JSON.stringify([placeKey(change), change.key]);
}
