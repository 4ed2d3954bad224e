import type { EnvironmentImages } from '../../core/images/environmentImages.ts';
import type { Image } from '../../core/images/image.ts';
import type { GroupKey, ImageGroup } from '../../core/images/imageArrangement.ts';
import { lineageOf } from '../../core/images/lineage.ts';
import { type ImageUse, isAllKnown } from '../../core/references/referenceStore.ts';
import {
  type FailureNode,
  type GroupNode,
  type ImageNode,
  imageSections,
  type LineageNode,
  type NoteKind,
  type NoteNode,
  type OlderNode,
  type SectionNode,
  type TreeNode,
} from './imageTree.ts';
import { listOfGroup, listOfSection, type ShownPart } from './longLists.ts';

/**
 * The rows below an environment: what went wrong first, then its images, then what is missing.
 * @param images - what is known of the environment
 * @param groups - its groups
 * @param isFiltered - whether a filter hides images
 * @param rowsOf - the rows of a group
 */
export function rowsOfEnvironment(
  images: EnvironmentImages,
  groups: readonly ImageGroup[],
  isFiltered: boolean,
  rowsOf: (path: readonly GroupKey[], group: ImageGroup) => TreeNode[],
): TreeNode[] {
  const { id: environmentId, regions } = images.environment;
  const note = (kind: NoteKind, details: readonly string[] = []): NoteNode => ({
    kind: 'note',
    note: kind,
    environmentId,
    regions,
    details,
  });
  const unreadable = images.regions.flatMap((region) => region.unreadable);
  return [
    ...failureRows(images),
    ...groups.flatMap((group) =>
      group.key.kind === 'all' ? rowsOf([group.key], group) : [groupRow(environmentId, [group.key], group)],
    ),
    ...(unreadable.length > 0 ? [note('unreadable', unreadable)] : []),
    ...missingRows(images, groups.length, isFiltered).map((kind) => note(kind)),
  ];
}

/**
 * The row of a group.
 * @param environmentId - id of its environment
 * @param path - from the outermost group to this one
 * @param group - which images it has
 */
export function groupRow(environmentId: string, path: readonly GroupKey[], group: ImageGroup): GroupNode {
  return { kind: 'group', environmentId, path, count: group.count };
}

function missingRows(
  { status, regions }: EnvironmentImages,
  groupCount: number,
  isFiltered: boolean,
): NoteKind[] {
  const hasImages = regions.some(({ count }) => count > 0);
  if (groupCount === 0 && hasImages && isFiltered) return ['noMatch'];
  switch (status.kind) {
    case 'unread':
    case 'reading':
      return groupCount === 0 ? ['reading'] : [];
    case 'read':
      return groupCount === 0 ? ['empty'] : [];
    case 'stopped':
      return ['stopped'];
    case 'failed':
      return [];
  }
}

/** Regions that failed for the same reason share a row: an expired session is one trouble, not one for each region. */
function failureRows({ environment, status }: EnvironmentImages): FailureNode[] {
  if (status.kind !== 'failed') return [];
  const rows = new Map<string, FailureNode>();
  for (const { region, failure } of status.failures) {
    const key = JSON.stringify([failure.title, failure.message]);
    const regions = [...(rows.get(key)?.regions ?? []), ...(region === undefined ? [] : [region])];
    rows.set(key, { kind: 'failure', environmentId: environment.id, failure, regions });
  }
  return [...rows.values()];
}

/**
 * The images of a group, as many as are to be shown, and a row for those that are not.
 * @param images - what is known of the environment
 * @param path - from the outermost group
 * @param group - which images there are
 * @param shownPart - which of them are shown
 * @param isByAge - whether the newest are first
 */
export function rowsOfImages(
  { environment }: EnvironmentImages,
  path: readonly GroupKey[],
  group: ImageGroup,
  { limit, isRevealed }: ShownPart,
  isByAge: boolean,
): (ImageNode | OlderNode)[] {
  const environmentId = environment.id;
  const shown = group.images.filter((image, index) => index < limit || isRevealed(image));
  const older: OlderNode = {
    kind: 'older',
    environmentId,
    list: listOfGroup(environmentId, path),
    isByAge,
    count: group.count - shown.length,
    available: group.images.length - shown.length,
  };
  return [
    ...shown.map((image): ImageNode => ({ kind: 'image', environmentId, environment, image, path })),
    ...(older.count === 0 ? [] : [older]),
  ];
}

/** The start of a list below a subject of an image, and a row for what comes after. */
function startOf(
  node: SectionNode,
  rows: readonly TreeNode[],
  { limit }: ShownPart,
  isByAge: boolean,
): TreeNode[] {
  const { environmentId } = node;
  const count = rows.length - limit;
  const list = listOfSection(node);
  return count <= 0
    ? [...rows]
    : [...rows.slice(0, limit), { kind: 'older', environmentId, list, isByAge, count, available: count }];
}

/**
 * The rows below an image: one for each subject.
 * @param parent - row of the image
 */
export function rowsOfImage(parent: ImageNode): SectionNode[] {
  const { environmentId } = parent;
  return imageSections.map((section) => ({ kind: 'section', section, environmentId, parent }));
}

/**
 * The tags of an image by key, or a note that it has none.
 * @param node - row of the subject
 */
export function rowsOfTags({ environmentId, parent: { environment, image } }: SectionNode): TreeNode[] {
  if (image.tags.size === 0) return [noteOf(environmentId, image, 'noTags')];
  return [...image.tags]
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([key, value]) => ({ kind: 'tag', environmentId, environment, image, key, value }));
}

/**
 * What uses an image, then what is not known of it. "Nothing" is said only when everything was read.
 * @param node - row of the subject
 * @param use - what is known
 * @param isReading - whether more is about to be known
 * @param shownPart - how much of a long list is shown
 */
export function rowsOfUse(
  node: SectionNode,
  use: ImageUse,
  isReading: boolean,
  shownPart: ShownPart,
): TreeNode[] {
  const {
    environmentId,
    parent: { image },
  } = node;
  const gaps = use.gaps.filter(({ status }) => !isReading || status.kind === 'failed');
  const { unknownElsewhere, unresolved, unreadable } = use;
  return [
    ...startOf(
      node,
      use.found.map((found) => ({ kind: 'reference', environmentId, image, found })),
      shownPart,
      false,
    ),
    ...gaps.map((gap): TreeNode => ({ kind: 'gap', environmentId, image, gap })),
    ...(isReading ? [noteOf(environmentId, image, 'readingUse')] : []),
    ...(use.found.length === 0 && isAllKnown(use) ? [noteOf(environmentId, image, 'noUse')] : []),
    ...(unresolved.length === 0
      ? []
      : [
          noteOf(
            environmentId,
            image,
            'unresolvedUse',
            unresolved.map(({ name, target }) => `${name} → ${target}`),
          ),
        ]),
    ...(unreadable.length === 0 ? [] : [noteOf(environmentId, image, 'unreadableUse', unreadable)]),
    ...(unknownElsewhere.length === 0
      ? []
      : [noteOf(environmentId, image, 'unreadElsewhere', unknownElsewhere)]),
    ...(image.isPublic ? [noteOf(environmentId, image, 'publicUse')] : []),
  ];
}

/**
 * The disks of an image and the snapshots behind them.
 * @param node - row of the subject
 */
export function rowsOfDisks({ environmentId, parent: { image } }: SectionNode): TreeNode[] {
  if (image.disks.length === 0) return [noteOf(environmentId, image, 'noDisks')];
  return image.disks.map((disk) => ({ kind: 'disk', environmentId, image, disk }));
}

/**
 * What an image comes from, and what came from it.
 * @param node - row of the subject
 * @param all - everything that was read, of all environments
 * @param shownPart - how much of a long list is shown
 */
export function rowsOfLineage(
  node: SectionNode,
  all: readonly EnvironmentImages[],
  shownPart: ShownPart,
): TreeNode[] {
  const {
    environmentId,
    parent: { image },
  } = node;
  const { source, instanceId, descendants, bakeFacts } = lineageOf(image, all);
  const steps: LineageNode['step'][] = [
    ...(source === undefined ? [] : [{ kind: 'source' as const, ancestor: source }]),
    ...(instanceId === undefined ? [] : [{ kind: 'instance' as const, instanceId }]),
    ...bakeFacts.map((fact) => ({ kind: 'fact' as const, fact })),
    ...descendants.map((descendant) => ({ kind: 'descendant' as const, descendant })),
  ];
  if (steps.length === 0) return [noteOf(environmentId, image, 'noLineage')];
  const rows = steps.map((step): LineageNode => ({ kind: 'lineage', environmentId, image, step }));
  return startOf(node, rows, shownPart, true);
}

function noteOf(
  environmentId: string,
  image: Image,
  note: NoteKind,
  details: readonly string[] = [],
): NoteNode {
  return { kind: 'note', note, environmentId, image, regions: [image.region], details };
}
