import { done, type Outcome } from '../../core/outcome/outcome.ts';
import { placeKey } from '../../core/tags/tagChange.ts';
import type { ImageTarget } from '../../core/images/imageTarget.ts';
import type { ImageQuestion } from '../../host/imagePick.ts';
import type { ImageTargets } from '../../host/imageTargets.ts';

/** What a tag command is for. */
export interface ChosenTags {
  /** No image twice. */
  readonly targets: readonly ImageTarget[];
  /** The keys of the tag rows that were chosen; none when images were. */
  readonly keys: readonly string[];
}

/** The row of a tag, as the images view passes it. */
interface TagRow extends ImageTarget {
  readonly kind: 'tag';
  readonly key: string;
}

/** The row above the tags of an image, as the images view passes it. */
interface TagsRow {
  readonly kind: 'section';
  readonly parent: ImageTarget;
}

/**
 * The images that a tag command is for: those whose rows were chosen, else those of the rows below images that were. Of a
 * mixed selection the clicked row decides which of the two are meant. Where there are none, a person is asked.
 * @param imageTargets - the rows, and how to ask
 * @param question - how to ask
 * @param target - first argument of the command
 * @param targets - second argument of the command
 * @returns at least one image; cancelled when the person chose none
 */
export async function chooseTags(
  imageTargets: ImageTargets,
  question: ImageQuestion,
  target: unknown,
  targets: unknown,
): Promise<Outcome<ChosenTags>> {
  if (imageTargets.of(target, targets).length === 0 || isTagRow(target)) {
    const below = tagsBelowImages(imageTargets.rows(target, targets));
    if (below.targets.length > 0) return done(below);
  }
  const images = await imageTargets.choose(target, targets, question);
  return images.kind === 'done' ? done({ targets: images.value, keys: [] }) : images;
}

function tagsBelowImages(rows: readonly unknown[]): ChosenTags {
  const tagRows = rows.filter(isTagRow);
  const parents = tagRows.length > 0 ? tagRows : rows.filter(isTagsRow).map(({ parent }) => parent);
  return { targets: distinct(parents), keys: [...new Set(tagRows.map(({ key }) => key))] };
}

/** Several tags of an image may be chosen. */
function distinct(targets: readonly ImageTarget[]): ImageTarget[] {
  const byPlace = new Map(
    targets.map(({ environment, image }) => [
      placeKey({ environment, region: image.region, imageId: image.id }),
      { environment, image },
    ]),
  );
  return [...byPlace.values()];
}

function isTagRow(value: unknown): value is TagRow {
  return isRow(value, 'tag') && 'environment' in value && 'image' in value && 'key' in value;
}

function isTagsRow(value: unknown): value is TagsRow {
  return isRow(value, 'section') && 'section' in value && value.section === 'tags' && 'parent' in value;
}

function isRow(value: unknown, kind: string): value is { readonly kind: unknown } {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}
