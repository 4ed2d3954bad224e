import * as l10n from '@vscode/l10n';
import type { ImageTarget } from '../images/imageTarget.ts';
import { type ImagePlace, type LeftAlone, placeKey, type TagChange, type TagsNow } from './tagChange.ts';
import { isReservedKey, mostUserTags, problemOfKey, problemOfValue } from './tagRules.ts';

/** What is to be done with one tag key on every image of an edit. */
export type TagInstruction =
  | { readonly kind: 'set'; readonly key: string; readonly value: string }
  | { readonly kind: 'remove'; readonly key: string };

/** What a person wants of the tags of some images; each key at most once. */
export type TagEdit = readonly TagInstruction[];

/** What an edit means for the images it is for, or why EC2 would refuse it. */
export type PlannedTagEdit =
  | {
      readonly kind: 'planned';
      readonly changes: readonly TagChange[];
      /** What would be changed on images that are not there any more. */
      readonly leftAlone: readonly LeftAlone[];
    }
  /** Nothing may be sent. One sentence for each problem. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/**
 * Which tags of which images an edit changes from what to what. What would change nothing is left out; an image that is
 * named twice counts once. An edit that EC2 would refuse for one image is refused for all, so that it is done as a whole
 * or not at all.
 * @param targets - the images
 * @param edit - what to do
 * @param tagsNow - their tags at this moment
 */
export function planTagEdit(
  targets: readonly ImageTarget[],
  edit: TagEdit,
  tagsNow: TagsNow,
): PlannedTagEdit {
  const changes: TagChange[] = [];
  const leftAlone: LeftAlone[] = [];
  const problems = problemsOfEdit(edit);
  for (const { target, place } of distinct(targets)) {
    const tags = tagsNow(place);
    const ofImage = changesOf(place, target.image.name, tags ?? target.image.tags, edit);
    if (tags === undefined) {
      leftAlone.push(...ofImage.map((change) => ({ change, reason: { kind: 'gone' as const } })));
    } else {
      changes.push(...ofImage);
      problems.push(...problemsOfCount(place, tags, edit));
    }
  }
  return problems.length > 0 ? { kind: 'refused', problems } : { kind: 'planned', changes, leftAlone };
}

function distinct(
  targets: readonly ImageTarget[],
): Iterable<{ readonly target: ImageTarget; readonly place: ImagePlace }> {
  const byPlace = new Map(
    targets.map((target) => {
      const { environment, image } = target;
      const place = { environment, region: image.region, imageId: image.id };
      return [placeKey(place), { target, place }];
    }),
  );
  return byPlace.values();
}

function changesOf(
  place: ImagePlace,
  imageName: string | undefined,
  tags: ReadonlyMap<string, string>,
  edit: TagEdit,
): TagChange[] {
  return edit.flatMap((instruction): TagChange[] => {
    const { key } = instruction;
    const tag = { ...place, imageName, key };
    const before = tags.get(key);
    if (instruction.kind === 'remove')
      return before === undefined ? [] : [{ ...tag, before, after: undefined }];
    const after = instruction.value;
    if (before === after) return [];
    return [before === undefined ? { ...tag, before, after } : { ...tag, before, after }];
  });
}

function problemsOfEdit(edit: TagEdit): string[] {
  const keys = edit.map(({ key }) => key);
  const repeated = [...new Set(keys.filter((key, index) => keys.indexOf(key) < index))];
  return [
    ...edit.flatMap(({ key }) => problemOfKey(key) ?? []),
    ...edit.flatMap((instruction) =>
      instruction.kind === 'set' ? (problemOfValue(instruction.value) ?? []) : [],
    ),
    ...repeated.map((key) => l10n.t('The key {0} is named twice.', key)),
  ];
}

/** EC2 counts after the whole request; an image that has too many already may lose some. */
function problemsOfCount(
  { imageId }: ImagePlace,
  tags: ReadonlyMap<string, string>,
  edit: TagEdit,
): string[] {
  const keys = new Set(tags.keys());
  const countBefore = countOf(keys);
  for (const { kind, key } of edit) {
    if (kind === 'set') keys.add(key);
    else keys.delete(key);
  }
  const count = countOf(keys);
  if (count <= Math.max(mostUserTags, countBefore)) return [];
  return [l10n.t('{0} would have {1} tags; EC2 allows {2}.', imageId, count, mostUserTags)];
}

function countOf(keys: ReadonlySet<string>): number {
  return [...keys].filter((key) => !isReservedKey(key)).length;
}
