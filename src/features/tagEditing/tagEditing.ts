import * as vscode from 'vscode';
import { messageOf } from '../../core/outcome/failure.ts';
import { attempt, done, type Outcome, together } from '../../core/outcome/outcome.ts';
import type { ImageTarget } from '../../core/images/imageTarget.ts';
import { applyTagChanges } from '../../core/tags/applyTagChanges.ts';
import { readTagsNow } from '../../core/tags/readTagsNow.ts';
import {
  compareWithNow,
  imageCount,
  type ImagePlace,
  inverseOf,
  type LeftAlone,
  type TagsNow,
} from '../../core/tags/tagChange.ts';
import { planTagEdit, type TagInstruction } from '../../core/tags/tagEdit.ts';
import type { TagHistory } from '../../core/tags/tagHistory.ts';
import { reportText } from '../../core/tags/tagPreview.ts';
import { viewIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';
import { tell } from '../../host/tell.ts';
import { offerRetry, outcomeOf, readingFailure, tellOutcome } from './outcomes.ts';
import { isApproved } from './review.ts';
import type { TagDocuments } from './tagDocuments.ts';
import type { TagJournal } from './tagJournal.ts';
import { TagOperation } from './tagOperation.ts';
import { fewOf, titleOfEdit, wordsOfEdit, wordsOfUndo } from './words.ts';

/** What {@link TagEditing} is built from. */
export interface TagEditingOptions {
  readonly services: Pick<Services, 'imageReader' | 'images' | 'log' | 'tagWriter' | 'work'>;
  readonly history: TagHistory;
  readonly documents: TagDocuments;
  readonly journal: TagJournal;
}

/**
 * Changes tags and takes changes back: reads the tags as they are, shows what would change, and sends it when a person
 * says so. What was sent can be undone.
 */
export class TagEditing {
  readonly #services: TagEditingOptions['services'];
  readonly #history: TagHistory;
  readonly #documents: TagDocuments;
  readonly #journal: TagJournal;

  /**
   * Changes nothing yet.
   * @param options - services, history, documents and journal
   */
  constructor({ services, history, documents, journal }: TagEditingOptions) {
    this.#journal = journal;
    this.#services = services;
    this.#history = history;
    this.#documents = documents;
  }

  /**
   * Does one thing with a tag of some images, once a person has seen the preview and wants it.
   * @param targets - the images
   * @param instruction - what to do
   */
  async edit(targets: readonly ImageTarget[], instruction: TagInstruction): Promise<void> {
    const title = titleOfEdit(instruction);
    const places = targets.map(({ environment, image: { id, region } }) => ({
      environment,
      region,
      imageId: id,
    }));
    const tagsNow = await this.#read(places);
    if (tagsNow === undefined) return;
    const planned = planTagEdit(targets, [instruction], tagsNow);
    if (planned.kind === 'refused') {
      tell(vscode.l10n.t('Nothing was changed. {0}', fewOf(planned.problems)));
      return;
    }
    const { changes, leftAlone } = planned;
    const operation = new TagOperation({ kind: 'edit', id: this.#history.newId(), title, changes });
    if (changes.length === 0) {
      this.#sayThereIsNothing(operation, leftAlone);
      return;
    }
    const review = { title, ...wordsOfEdit(instruction, imageCount(changes)), changes, leftAlone };
    if (await isApproved(this.#documents, review)) await this.#carryOut(operation);
  }

  /**
   * Takes back an edit, on the images that still have it, once a person has seen the preview and wants it.
   * @param id - of the edit; the latest one when left out
   */
  async undo(id?: number): Promise<void> {
    const step = id === undefined ? this.#history.latest : this.#history.get(id);
    if (step === undefined) {
      tell(
        id === undefined
          ? vscode.l10n.t('There is no tag change of this window to undo.')
          : vscode.l10n.t('This tag change was undone already.'),
      );
      return;
    }
    const tagsNow = await this.#read(step.changes);
    if (tagsNow === undefined) return;
    const { pending, fulfilled, leftAlone } = compareWithNow(inverseOf(step.changes), tagsNow);
    this.#history.forget(step.id, fulfilled);
    const operation = new TagOperation({ kind: 'undo', id: step.id, title: step.title, changes: pending });
    if (pending.length === 0) {
      this.#history.forget(step.id, step.changes);
      this.#sayThereIsNothing(operation, leftAlone);
      return;
    }
    const review = { ...wordsOfUndo(step.title, imageCount(pending)), changes: pending, leftAlone };
    if (!(await isApproved(this.#documents, review))) return;
    this.#history.forget(
      step.id,
      leftAlone.map(({ change }) => change),
    );
    await this.#carryOut(operation);
  }

  /**
   * Tries again what an edit could not do; a person has said already that they want it.
   * @param operation - an edit that was not finished
   */
  async retry(operation: TagOperation): Promise<void> {
    const changes = operation.unfinished.map(({ change }) => change);
    const { id, title } = operation;
    await this.#carryOut(new TagOperation({ kind: 'edit', id, title, changes }));
  }

  /**
   * Shows what became of every image.
   * @param operation - one that was carried out
   */
  async showReport(operation: TagOperation): Promise<void> {
    await this.#documents.show(reportText(operation.report), 'tags.txt');
    await offerRetry(operation);
  }

  async #read(places: readonly ImagePlace[]): Promise<TagsNow | undefined> {
    const { imageReader, work } = this.#services;
    const outcome = await work.run(
      (context) =>
        attempt(
          context.signal,
          () => readTagsNow(places, imageReader, context),
          (thrown) =>
            readingFailure(
              thrown,
              places.map(({ environment }) => environment),
            ),
        ),
      { title: vscode.l10n.t('Reading tags'), place: { notification: true } },
    );
    return outcome.kind === 'done' ? outcome.value : undefined;
  }

  async #carryOut(operation: TagOperation): Promise<void> {
    const { imageReader, tagWriter, work, log } = this.#services;
    const access = { reader: imageReader, writer: tagWriter };
    const note = await this.#journal.begin(operation.title, operation.edit);
    const outcome = await work.run(
      async (context) => {
        operation.report = await applyTagChanges(operation.changes, access, context);
        this.#note(operation);
        return outcomeOf(operation);
      },
      { title: vscode.l10n.t('Changing tags'), place: { notification: true } },
    );
    await this.#journal.end(note).catch((thrown: unknown) => {
      log.warn(messageOf(thrown));
    });
    this.#tellOutcome(operation, outcome);
    await this.#refresh(operation);
  }

  /** What was changed can be undone; what was undone, or cannot be any more, is forgotten. */
  #note({ id, title, kind, report, leftAlone }: TagOperation): void {
    if (kind === 'edit') this.#history.add({ id, title, changes: report.applied });
    else this.#history.forget(id, [...report.applied, ...leftAlone.map(({ change }) => change)]);
  }

  /** A failure to read the images again stands in the log. */
  async #refresh({ changes }: TagOperation): Promise<void> {
    const { images, work } = this.#services;
    const environmentIds = new Set(changes.map(({ environment }) => environment.id));
    const imagesOf = (id: string): string[] =>
      changes.filter(({ environment }) => environment.id === id).map(({ imageId }) => imageId);
    await work.run(
      async ({ signal }) =>
        together(
          await Promise.all([...environmentIds].map((id) => images.refreshImages(id, imagesOf(id), signal))),
        ),
      { title: vscode.l10n.t('Reading images'), place: { view: viewIds.images }, reportsFailure: false },
    );
  }

  #sayThereIsNothing(operation: TagOperation, leftAlone: readonly LeftAlone[]): void {
    if (leftAlone.length === 0) {
      tell(vscode.l10n.t('There is nothing to change: {0}', operation.title));
      return;
    }
    operation.report = { applied: [], notApplied: leftAlone };
    this.#tellOutcome(operation, done(undefined));
  }

  /** What comes after goes on while the message is on the screen. */
  #tellOutcome(operation: TagOperation, outcome: Outcome<void>): void {
    tellOutcome(operation, outcome).catch((thrown: unknown) => {
      this.#services.log.warn(messageOf(thrown));
    });
  }
}
