import * as vscode from 'vscode';
import type { EnvironmentImages } from '../../core/images/environmentImages.ts';
import { describeReference } from '../../core/references/describeReference.ts';
import type { Disposable } from '../../core/events/listeners.ts';
import { registerRowCommand } from '../../host/registerCommand.ts';
import { commandIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';
import { sayInStatusBar } from '../../host/statusBarMessage.ts';
import { isTreeNode, type TreeNode } from './imageTree.ts';

/**
 * The command that copies what rows stand for: ids of images, snapshots and users of images, values of tags, AWS's words
 * of a failure.
 * @param services - which rows are meant
 */
export function registerCopyRows({
  images,
  imageTargets,
  work,
}: Pick<Services, 'images' | 'imageTargets' | 'work'>): Disposable {
  return registerRowCommand(work, commandIds.copyRows, async (target, targets) => {
    const rows = imageTargets.rows(target, targets).filter(isTreeNode);
    const texts = rows.flatMap((node) => textOf(node, (id) => images.get(id)) ?? []);
    if (texts.length === 0) return;
    await vscode.env.clipboard.writeText(texts.join('\n'));
    const [first] = texts;
    sayInStatusBar(
      texts.length === 1 && first !== undefined
        ? vscode.l10n.t('Copied {0}', first)
        : rows.every(({ kind }) => kind === 'image')
          ? vscode.l10n.t('Copied {0} image ids', texts.length)
          : vscode.l10n.t('Copied {0} rows', texts.length),
    );
  });
}

function textOf(
  node: TreeNode,
  imagesOf: (environmentId: string) => EnvironmentImages | undefined,
): string | undefined {
  switch (node.kind) {
    case 'environment':
      return imagesOf(node.environmentId)?.environment.name;
    case 'image':
      return node.image.id;
    case 'tag':
      return node.value;
    case 'reference': {
      const { id, name } = describeReference(node.found.reference);
      return id ?? name;
    }
    case 'gap':
      return node.gap.status.kind === 'failed' ? node.gap.status.failure.message : undefined;
    case 'disk':
      return node.disk.snapshotId ?? node.disk.deviceName;
    case 'lineage':
      return lineageText(node.step);
    case 'failure':
      return `${node.failure.title}: ${node.failure.message}`;
    default:
      return undefined;
  }
}

function lineageText(step: Extract<TreeNode, { readonly kind: 'lineage' }>['step']): string {
  switch (step.kind) {
    case 'source':
      return step.ancestor.imageId;
    case 'instance':
      return step.instanceId;
    case 'descendant':
      return step.descendant.image.id;
    case 'fact':
      return step.fact.value;
  }
}
