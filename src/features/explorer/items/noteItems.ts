import * as vscode from 'vscode';
import { singleLine } from '../../../core/text/plainText.ts';
import { commandIds } from '../../../host/contributedIds.ts';
import type { FailureNode, NoteNode, OlderNode } from '../imageTree.ts';
import { failureContext, failureTooltip } from './failureLook.ts';
import { themeIcon } from '../../../host/themeIcon.ts';

const { None } = vscode.TreeItemCollapsibleState;

/** How many details a tooltip shows. */
const shownDetails = 20;

/**
 * The row that stands where something is missing.
 * @param node - why it is missing
 */
export function noteItem(node: NoteNode): vscode.TreeItem {
  const { label: text, icon } = noteLook(node);
  const label = singleLine(text);
  const item = new vscode.TreeItem(label, None);
  item.contextValue = node.note === 'stopped' ? 'note stopped' : 'note';
  item.iconPath = themeIcon(icon);
  item.tooltip = [label, ...node.details.slice(0, shownDetails).map(singleLine)].join('\n');
  return item;
}

function noteLook({ note, regions, details }: NoteNode): { label: string; icon: string } {
  switch (note) {
    case 'reading':
      return { label: vscode.l10n.t('Reading images…'), icon: 'loading~spin' };
    case 'empty':
      return { label: vscode.l10n.t('No images in {0}', regions.join(', ')), icon: 'info' };
    case 'noMatch':
      return { label: vscode.l10n.t('No image passes the filter'), icon: 'filter' };
    case 'stopped':
      return {
        label: vscode.l10n.t('Reading was stopped: there may be more images'),
        icon: 'debug-pause',
      };
    case 'unreadable':
      return {
        label: vscode.l10n.t('{0} images could not be understood', details.length),
        icon: 'warning',
      };
    case 'noTags':
      return { label: vscode.l10n.t('No tags'), icon: 'info' };
    case 'noUse':
      return { label: vscode.l10n.t('Nothing uses it'), icon: 'pass' };
    case 'readingUse':
      return { label: vscode.l10n.t('Reading what uses images…'), icon: 'loading~spin' };
    case 'unresolvedUse':
      return {
        label: vscode.l10n.t('Not known: {0} things name an image that could not be found', details.length),
        icon: 'warning',
      };
    case 'unreadableUse':
      return {
        label: vscode.l10n.t('Not known: {0} answers of AWS could not be understood', details.length),
        icon: 'warning',
      };
    case 'unreadElsewhere':
      return {
        label: vscode.l10n.t('Not known: use in {0}, with which it is shared', details.join(', ')),
        icon: 'warning',
      };
    case 'publicUse':
      return {
        label: vscode.l10n.t('Not known: use by other accounts, because the image is public'),
        icon: 'globe',
      };
    case 'noDisks':
      return { label: vscode.l10n.t('No disks'), icon: 'info' };
    case 'noLineage':
      return { label: vscode.l10n.t('Neither EC2 nor its tags tell where it is from'), icon: 'info' };
  }
}

/**
 * The row that shows more of a long list.
 * @param node - how many are not shown
 */
export function olderItem(node: OlderNode): vscode.TreeItem {
  const count = new Intl.NumberFormat(vscode.env.language).format(node.count);
  const label = olderLabel(node, count);
  const item = new vscode.TreeItem(label, None);
  item.iconPath = themeIcon(node.available > 0 ? 'unfold' : 'history');
  item.contextValue = 'older';
  if (node.available > 0) {
    item.command = { title: label, command: commandIds.showOlderImages, arguments: [node] };
  }
  return item;
}

function olderLabel({ available, isByAge }: OlderNode, count: string): string {
  if (available === 0) return vscode.l10n.t('{0} older, being read', count);
  return isByAge ? vscode.l10n.t('Show Older ({0})', count) : vscode.l10n.t('Show More ({0})', count);
}

/**
 * The row that says what went wrong, in AWS's words, and by its inline buttons what to do.
 * @param node - the failure and the regions it is true of
 */
export function failureItem({ environmentId, failure, regions }: FailureNode): vscode.TreeItem {
  const where = regions.length === 0 ? '' : `${regions.join(', ')}: `;
  const item = new vscode.TreeItem(singleLine(failure.title), None);
  item.id = JSON.stringify([environmentId, 'failure', failure.title, failure.message]);
  item.contextValue = failureContext('failure', failure);
  item.description = singleLine(`${where}${failure.message}`);
  item.tooltip = failureTooltip(failure, item.description);
  item.iconPath = themeIcon('error', 'list.errorForeground');
  item.accessibilityInformation = {
    label: vscode.l10n.t('Failed: {0}. {1}', singleLine(failure.title), item.description),
  };
  return item;
}
