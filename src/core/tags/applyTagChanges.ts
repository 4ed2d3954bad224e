import { reasonOf } from '../environments/readError.ts';
import type { ImageReader } from '../images/imageReader.ts';
import type { WorkContext } from '../outcome/outcome.ts';
import { type TagBatch, tagBatches } from './tagBatches.ts';
import { compareWithNow, type LeftAloneReason, type TagChange } from './tagChange.ts';
import { readTagsNow } from './readTagsNow.ts';
import type { TagWriter } from './tagWriter.ts';

/** Why an image does not have a change. */
export type NotAppliedReason =
  | LeftAloneReason
  /** AWS refused it, or was not asked any more after it refused the same to the images before. */
  | { readonly kind: 'failed'; readonly thrown: unknown }
  /** It was sent, but neither its effect nor the tags after it could be learnt: the image may have the change. */
  | { readonly kind: 'unknown'; readonly thrown: unknown }
  /** The work was stopped before it. */
  | { readonly kind: 'stopped' };

type Refusal = Extract<NotAppliedReason, { kind: 'failed' }>;

/** A change that an image does not have, and why. */
export interface NotApplied {
  readonly change: TagChange;
  readonly reason: NotAppliedReason;
}

/** Which images have a change and which have not: every change is in exactly one of the two. */
export interface TagReport {
  readonly applied: readonly TagChange[];
  readonly notApplied: readonly NotApplied[];
}

/** Where tags are read and written. */
export interface TagAccess {
  readonly reader: Pick<ImageReader, 'readImagesById'>;
  readonly writer: TagWriter;
}

/**
 * Carries out changes, batch by batch. Right before a batch is sent its tags are read, and what is not as the change
 * expects it is left alone. An image that has vanished does not keep the others of its batch from their change. When AWS
 * refuses anything else, the rest of that region of that environment is not tried. Stops between two calls when it is
 * told to.
 * @param changes - each tag of each image once
 * @param access - reads and writes
 * @param context - stops the work; hears how far it is
 * @returns what became of every change; never rejects
 */
export async function applyTagChanges(
  changes: readonly TagChange[],
  access: TagAccess,
  context: WorkContext,
): Promise<TagReport> {
  const application = new Application(access, context);
  let finished = 0;
  for (const batch of tagBatches(changes)) {
    context.report({
      message: `${batch.environment.name}, ${batch.region}`,
      fraction: finished / changes.length,
    });
    await application.carryOut(batch);
    finished += batch.changes.length;
  }
  return application;
}

/** What became of the changes so far. */
class Application implements TagReport {
  readonly applied: TagChange[] = [];
  readonly notApplied: NotApplied[] = [];
  readonly #access: TagAccess;
  readonly #context: WorkContext;
  /** What AWS refused, by environment and region. */
  readonly #refusals = new Map<string, unknown>();

  constructor(access: TagAccess, context: WorkContext) {
    this.#access = access;
    this.#context = context;
  }

  async carryOut(batch: TagBatch): Promise<void> {
    const hurdle = this.#hurdle(batch);
    if (hurdle !== undefined) {
      this.#keep(batch.changes, hurdle);
      return;
    }
    const { signal } = this.#context;
    try {
      const pending = await this.#compare(batch.changes, signal);
      await this.#send({ ...batch, changes: pending });
    } catch (thrown) {
      this.#keep(batch.changes, signal.aborted ? { kind: 'stopped' } : this.#refused(batch, thrown));
    }
  }

  /**
   * Sorts out what is already as it should be and what is to be left alone.
   * @returns the other changes
   * @throws EnvironmentReadError when the tags cannot be read; then nothing was sorted out
   */
  async #compare(changes: readonly TagChange[], signal: AbortSignal): Promise<readonly TagChange[]> {
    const tagsNow = await readTagsNow(changes, this.#access.reader, { signal, report: () => undefined });
    const { pending, fulfilled, leftAlone } = compareWithNow(changes, tagsNow);
    this.applied.push(...fulfilled);
    this.notApplied.push(...leftAlone);
    return pending;
  }

  /** Sends what was compared; never rejects. */
  async #send(batch: TagBatch): Promise<void> {
    const { changes } = batch;
    if (changes.length === 0) return;
    const hurdle = this.#hurdle(batch);
    if (hurdle !== undefined) {
      this.#keep(changes, hurdle);
      return;
    }
    try {
      await this.#call(batch);
      this.applied.push(...changes);
    } catch (thrown) {
      if (reasonOf(thrown) === 'not-found') await this.#sendApart(batch);
      else await this.#findOut(batch, this.#refused(batch, thrown));
    }
  }

  #call({ environment, region, call, tag, changes }: TagBatch): Promise<void> {
    const imageIds = changes.map(({ imageId }) => imageId);
    return call === 'create'
      ? this.#access.writer.createTags(environment, region, imageIds, tag)
      : this.#access.writer.deleteTags(environment, region, imageIds, tag);
  }

  /** One of the images is not there: halves of the batch, down to the one that it is. */
  async #sendApart(batch: TagBatch): Promise<void> {
    const { changes } = batch;
    if (changes.length === 1) {
      this.#keep(changes, { kind: 'gone' });
      return;
    }
    const middle = Math.ceil(changes.length / 2);
    await this.#send({ ...batch, changes: changes.slice(0, middle) });
    await this.#send({ ...batch, changes: changes.slice(middle) });
  }

  /** AWS may have carried out what it answered with an error, or some of it: what the tags are now tells. */
  async #findOut({ changes }: TagBatch, refusal: Refusal): Promise<void> {
    try {
      // Also when the work was told to stop: what was sent has to be accounted for.
      const pending = await this.#compare(changes, new AbortController().signal);
      this.#keep(pending, refusal);
    } catch {
      this.#keep(changes, { kind: 'unknown', thrown: refusal.thrown });
    }
  }

  #hurdle(batch: TagBatch): NotAppliedReason | undefined {
    if (this.#context.signal.aborted) return { kind: 'stopped' };
    const key = regionKey(batch);
    return this.#refusals.has(key) ? { kind: 'failed', thrown: this.#refusals.get(key) } : undefined;
  }

  #refused(batch: TagBatch, thrown: unknown): Refusal {
    this.#refusals.set(regionKey(batch), thrown);
    return { kind: 'failed', thrown };
  }

  #keep(changes: readonly TagChange[], reason: NotAppliedReason): void {
    this.notApplied.push(...changes.map((change) => ({ change, reason })));
  }
}

function regionKey({ environment, region }: TagBatch): string {
  return JSON.stringify([environment.id, region]);
}
