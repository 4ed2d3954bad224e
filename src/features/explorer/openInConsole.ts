import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { referenceConsoleUrl, snapshotConsoleUrl } from '../../core/references/referenceConsoleUrl.ts';
import { registerRowCommand } from '../../host/registerCommand.ts';
import { commandIds } from '../../host/contributedIds.ts';
import { mayOpen, openInConsole } from '../../host/openInConsole.ts';
import type { Services } from '../../host/services.ts';
import { isTreeNode, type TreeNode } from './imageTree.ts';

/**
 * The command that opens what uses an image, or the snapshot of a disk, in the AWS console.
 * @param services - shows what goes wrong
 */
export function registerOpenInConsole({ work }: Pick<Services, 'work'>): Disposable {
  return registerRowCommand(work, commandIds.openRowInConsole, openRowsInConsole);
}

/**
 * Opens what uses images, and the snapshots of disks, in the AWS console; asks first where there are many.
 * @param target - the row that was pressed
 * @param targets - all rows that are selected with it
 */
export async function openRowsInConsole(target: unknown, targets: unknown): Promise<void> {
  const rows: readonly unknown[] = Array.isArray(targets) ? targets : [target];
  const pages = rows.filter(isTreeNode).flatMap(pageOf);
  const question = vscode.l10n.t('Open {0} pages of the AWS console?', pages.length);
  if (!(await mayOpen(pages.length, question))) return;
  for (const { url, region } of pages) await openInConsole(url, region);
}

/** A page of the AWS console. */
interface ConsolePage {
  /** Undefined where the console has no such region. */
  readonly url: string | undefined;
  readonly region: string;
}

function pageOf(node: TreeNode): ConsolePage[] {
  if (node.kind === 'reference') {
    const { reference } = node.found;
    return [{ url: referenceConsoleUrl(reference), region: reference.region }];
  }
  if (node.kind !== 'disk' || node.disk.snapshotId === undefined) return [];
  const { region } = node.image;
  return [{ url: snapshotConsoleUrl(region, node.disk.snapshotId), region }];
}
