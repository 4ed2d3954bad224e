import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { referenceConsoleUrl, snapshotConsoleUrl } from '../../core/references/referenceConsoleUrl.ts';
import { registerRowCommand } from '../../host/commands.ts';
import { commandIds } from '../../host/manifest.ts';
import type { Services } from '../../host/services.ts';
import { isTreeNode, type TreeNode } from './imageTree.ts';

/**
 * The command that opens what uses an image, or the snapshot of a disk, in the AWS console.
 * @param services - shows what goes wrong
 */
export function registerOpenInConsole({ work }: Pick<Services, 'work'>): Disposable {
  return registerRowCommand(work, commandIds.openRowInConsole, async (target) => {
    const url = isTreeNode(target) ? urlOf(target) : undefined;
    if (url !== undefined) await vscode.env.openExternal(vscode.Uri.parse(url, true));
  });
}

function urlOf(node: TreeNode): string | undefined {
  if (node.kind === 'reference') return referenceConsoleUrl(node.found.reference);
  if (node.kind !== 'disk' || node.disk.snapshotId === undefined) return undefined;
  return snapshotConsoleUrl(node.image.region, node.disk.snapshotId);
}
