import * as vscode from 'vscode';
import type { EnvironmentImages } from '../../../core/images/environmentImages.ts';
import type { ImageStore } from '../../../core/images/imageStore.ts';
import { isUse } from '../../../core/references/reference.ts';
import type { ReferenceStore } from '../../../core/references/referenceStore.ts';
import type { SectionNode, TreeNode } from '../imageTree.ts';
import { environmentItem } from './environmentItem.ts';
import { groupItem } from './groupItem.ts';
import { imageItem } from './imageItem.ts';
import { failureItem, noteItem, olderItem } from './noteItems.ts';
import { diskItem, gapItem, lineageItem, referenceItem, sectionItem, tagItem } from './subjectItems.ts';

/** What rows show besides what is in their nodes. */
export interface TreeItemContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly images: ImageStore;
  readonly references: ReferenceStore;
  /** Whether environments are open when they are shown for the first time. */
  readonly isExpanded: boolean;
  /** How many images of an environment pass the filter; undefined without one. */
  readonly matching: (images: EnvironmentImages) => number | undefined;
}

/**
 * How a row looks.
 * @param node - the row
 * @param context - what it shows besides
 */
export function treeItemOf(node: TreeNode, context: TreeItemContext): vscode.TreeItem {
  const { images, isExpanded, matching, now, references } = context;
  switch (node.kind) {
    case 'environment': {
      const known = images.get(node.environmentId);
      return known === undefined
        ? new vscode.TreeItem('')
        : environmentItem(known, { isExpanded, matching: matching(known), now });
    }
    case 'group':
      return groupItem(node);
    case 'image': {
      const { environmentId, image } = node;
      return imageItem(node, {
        now,
        isInUse: references.isInUse(environmentId, image.region, image.id, image),
        isCurrent: references.isCurrent(environmentId, image.region, image.id),
      });
    }
    case 'section':
      return sectionItem(node, summaryOf(node, references));
    case 'tag':
      return tagItem(node);
    case 'reference':
      return referenceItem(node);
    case 'gap':
      return gapItem(node);
    case 'disk':
      return diskItem(node);
    case 'lineage':
      return lineageItem(node);
    case 'older':
      return olderItem(node);
    case 'note':
      return noteItem(node);
    case 'failure':
      return failureItem(node);
  }
}

function summaryOf(
  { section, environmentId, parent: { image } }: SectionNode,
  references: ReferenceStore,
): string | undefined {
  const format = new Intl.NumberFormat(vscode.env.language);
  switch (section) {
    case 'tags':
      return format.format(image.tags.size);
    case 'snapshots':
      return format.format(image.disks.filter(({ snapshotId }) => snapshotId !== undefined).length);
    case 'usedBy': {
      const { found } = references.useOf(environmentId, image.region, image.id, image);
      const count = found.filter(({ reference }) => isUse(reference)).length;
      const isInUse = references.isInUse(environmentId, image.region, image.id, image);
      return isInUse === undefined ? vscode.l10n.t('not known') : format.format(count);
    }
    case 'lineage':
      return undefined;
  }
}
