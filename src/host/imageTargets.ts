import * as z from 'zod/mini';
import { imageWithId } from '../core/images/environmentImages.ts';
import type { ImageStore } from '../core/images/imageStore.ts';
import type { ImageReference, ImageTarget } from '../core/images/imageTarget.ts';
import { done, type Outcome } from '../core/outcome/outcome.ts';
import type { ImageQuestion } from './imagePick.ts';

/** What images are looked up and asked for with. */
export interface ImageTargetsOptions {
  readonly images: Pick<ImageStore, 'get'>;
  /** Asks a person for images. */
  readonly pick: (question: ImageQuestion) => Promise<Outcome<readonly ImageTarget[]>>;
}

const referenceSchema: z.ZodMiniType<ImageReference> = z.strictObject({
  environmentId: z.string(),
  region: z.string(),
  imageId: z.string(),
});

/**
 * Says which images a command is for. Every command on images asks here, so that the context menu, the inline buttons,
 * the keyboard and the palette all work alike.
 */
export class ImageTargets {
  readonly #options: ImageTargetsOptions;
  #selection: () => readonly unknown[] = () => [];
  #visible: () => readonly ImageTarget[] = () => [];

  /**
   * Knows no view yet.
   * @param options - where images are, and how to ask for them
   */
  constructor(options: ImageTargetsOptions) {
    this.#options = options;
  }

  /**
   * Names the view whose selected rows count when a command is run without any.
   * @param selection - its selected rows
   */
  followSelection(selection: () => readonly unknown[]): void {
    this.#selection = selection;
  }

  /**
   * Names the view whose images count as the visible list.
   * @param visible - all images that it shows or would show were its rows open, from top to bottom
   */
  followVisible(visible: () => readonly ImageTarget[]): void {
    this.#visible = visible;
  }

  /** The images of the visible list, from top to bottom. */
  visible(): readonly ImageTarget[] {
    return this.#visible();
  }

  /**
   * The images among what VS Code passes to the command of a tree: the clicked row with the rest of the selection when
   * it is part of it, else the selection alone. Rows of other things are left out.
   * @param target - first argument of the command
   * @param targets - second argument of the command
   */
  of(target: unknown, targets: unknown): ImageTarget[] {
    return this.rows(target, targets).filter(isImageTarget);
  }

  /**
   * The same rows whatever they are of.
   * @param target - first argument of the command
   * @param targets - second argument of the command
   */
  rows(target: unknown, targets: unknown): readonly unknown[] {
    if (Array.isArray(targets)) return targets;
    return target === undefined ? this.#selection() : [target];
  }

  /**
   * The images that {@link of} gives, or the one that a link names; a person is asked where that is none.
   * @param target - first argument of the command
   * @param targets - second argument of the command
   * @param question - how to ask
   * @returns at least one image; cancelled when the person chose none
   */
  async choose(
    target: unknown,
    targets: unknown,
    question: ImageQuestion,
  ): Promise<Outcome<readonly ImageTarget[]>> {
    const given = [...this.of(target, targets), ...this.#referredTo(target)];
    return given.length > 0 ? done(given) : this.#options.pick(question);
  }

  #referredTo(target: unknown): ImageTarget[] {
    const reference = referenceSchema.safeParse(target);
    if (!reference.success) return [];
    const { environmentId, region, imageId } = reference.data;
    const images = this.#options.images.get(environmentId);
    const image = images === undefined ? undefined : imageWithId(images, region, imageId);
    return images === undefined || image === undefined ? [] : [{ environment: images.environment, image }];
  }
}

function isImageTarget(value: unknown): value is ImageTarget {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === 'image' &&
    'environment' in value &&
    'image' in value
  );
}
