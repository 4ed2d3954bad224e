import type { Environment } from '../../core/environments/environment.ts';
import type { ReadFailure } from '../../core/images/environmentImages.ts';
import type { Image, ImageDisk } from '../../core/images/image.ts';
import type { GroupKey } from '../../core/images/imageArrangement.ts';
import type { ImageTarget } from '../../core/images/imageTarget.ts';
import type { Ancestor, BakeFact } from '../../core/images/lineage.ts';
import type { FoundReference } from '../../core/references/referenceStore.ts';
import type { ReferenceGap } from '../../core/references/regionReferences.ts';

/** The row of an environment. */
export interface EnvironmentNode {
  readonly kind: 'environment';
  readonly environmentId: string;
}

/** The row of images that have something in common: a service, the family of their names, a state, an age. */
export interface GroupNode {
  readonly kind: 'group';
  readonly environmentId: string;
  /** From the outermost group to this one. */
  readonly path: readonly GroupKey[];
  readonly count: number;
}

/** The row of an image. */
export interface ImageNode {
  readonly kind: 'image';
  readonly environmentId: string;
  readonly environment: Environment;
  readonly image: Image;
  /** The groups it is shown in, outermost first. */
  readonly path: readonly GroupKey[];
}

/** What is known of an image, by subject. */
export const imageSections = ['tags', 'usedBy', 'snapshots', 'lineage'] as const;

/** A subject of what is known of an image. */
export type ImageSection = (typeof imageSections)[number];

/** The row of one subject below an image. */
export interface SectionNode {
  readonly kind: 'section';
  readonly section: ImageSection;
  readonly environmentId: string;
  readonly parent: ImageNode;
}

/** The row of one tag of an image. */
export interface TagNode {
  readonly kind: 'tag';
  readonly environmentId: string;
  readonly environment: Environment;
  readonly image: Image;
  readonly key: string;
  readonly value: string;
}

/** The row of something that uses an image. */
export interface ReferenceNode {
  readonly kind: 'reference';
  readonly environmentId: string;
  readonly image: Image;
  readonly found: FoundReference;
}

/** The row of something that is not known of what uses an image. */
export interface GapNode {
  readonly kind: 'gap';
  readonly environmentId: string;
  readonly image: Image;
  readonly gap: ReferenceGap;
}

/** The row of a disk of an image, and of the snapshot behind it. */
export interface DiskNode {
  readonly kind: 'disk';
  readonly environmentId: string;
  readonly image: Image;
  readonly disk: ImageDisk;
}

/** The row of something that an image comes from, or of an image that comes from it. */
export interface LineageNode {
  readonly kind: 'lineage';
  readonly environmentId: string;
  readonly image: Image;
  readonly step:
    | { readonly kind: 'source'; readonly ancestor: Ancestor }
    | { readonly kind: 'instance'; readonly instanceId: string }
    | { readonly kind: 'descendant'; readonly descendant: ImageTarget }
    | { readonly kind: 'fact'; readonly fact: BakeFact };
}

/** The row that shows more of a long list. */
export interface OlderNode {
  readonly kind: 'older';
  readonly environmentId: string;
  /** Name of the list. */
  readonly list: string;
  /** Whether the list has the newest first, so that what it does not show is older. */
  readonly isByAge: boolean;
  /** How many rows are not shown. */
  readonly count: number;
  /** How many of them are known by more than their number, and so can be shown. */
  readonly available: number;
}

/** Why there is a row in the place of images or of what is known of them. */
export type NoteKind =
  | 'reading'
  | 'empty'
  | 'noMatch'
  | 'stopped'
  | 'unreadable'
  | 'noTags'
  | 'noUse'
  | 'readingUse'
  | 'unresolvedUse'
  | 'unreadableUse'
  | 'unreadElsewhere'
  | 'publicUse'
  | 'noDisks'
  | 'noLineage';

/** A row in the place of something that is not there, or not all there. */
export interface NoteNode {
  readonly kind: 'note';
  readonly note: NoteKind;
  readonly environmentId: string;
  /** The image it is about; none when it is about the environment. */
  readonly image?: Image;
  readonly regions: readonly string[];
  /** More about it, one sentence each. */
  readonly details: readonly string[];
}

/** The row that says why an environment, or some regions of it, could not be read. */
export interface FailureNode {
  readonly kind: 'failure';
  readonly environmentId: string;
  readonly failure: ReadFailure['failure'];
  /** The regions it is true of; none when it is true of the environment as a whole. */
  readonly regions: readonly string[];
}

/** A row of the images view. */
export type TreeNode =
  | EnvironmentNode
  | GroupNode
  | ImageNode
  | SectionNode
  | TagNode
  | ReferenceNode
  | GapNode
  | DiskNode
  | LineageNode
  | OlderNode
  | NoteNode
  | FailureNode;

/**
 * Whether what VS Code passes to a command is a row of the images view.
 * @param value - argument of a command
 */
export function isTreeNode(value: unknown): value is TreeNode {
  return typeof value === 'object' && value !== null && 'kind' in value && 'environmentId' in value;
}
