import * as vscode from 'vscode';
import type { AgePeriod, GroupKey } from '../../../core/images/imageArrangement.ts';
import { stateWord } from '../../../core/images/imageWords.ts';
import { singleLine } from '../../../core/text/plainText.ts';
import { countedImages } from '../../../host/countedImages.ts';
import type { GroupNode } from '../imageTree.ts';
import { themeIcon } from '../../../host/themeIcon.ts';

/**
 * The row of a group: what its images have in common, and how many there are.
 * @param node - which group
 */
export function groupItem({ environmentId, path, count }: GroupNode): vscode.TreeItem {
  const key = path.at(-1) ?? { kind: 'all' };
  const label = singleLine(groupLabel(key));
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = JSON.stringify([environmentId, path]);
  item.contextValue = isOfService(key) ? 'group service' : 'group';
  item.description = new Intl.NumberFormat(vscode.env.language).format(count);
  item.tooltip = label;
  item.iconPath = themeIcon(groupIcon(key));
  item.accessibilityInformation = { label: `${label}, ${countedImages(count)}` };
  return item;
}

function isOfService(key: GroupKey): boolean {
  return key.kind === 'service' && key.service !== undefined;
}

function groupLabel(key: GroupKey): string {
  switch (key.kind) {
    case 'service':
      return key.service ?? vscode.l10n.t('No service tag');
    case 'nameFamily':
      return key.family ?? vscode.l10n.t('Other names');
    case 'state':
      return stateWord(key.state);
    case 'age':
      return periodLabel(key.period);
    case 'all':
      return vscode.l10n.t('All images');
  }
}

function periodLabel(period: AgePeriod): string {
  switch (period) {
    case 'day':
      return vscode.l10n.t('Last 24 hours');
    case 'week':
      return vscode.l10n.t('Last 7 days');
    case 'month':
      return vscode.l10n.t('Last 30 days');
    case 'quarter':
      return vscode.l10n.t('Last 3 months');
    case 'year':
      return vscode.l10n.t('Last year');
    case 'older':
      return vscode.l10n.t('Older than a year');
    case 'unknown':
      return vscode.l10n.t('Age unknown');
  }
}

function groupIcon(key: GroupKey): string {
  switch (key.kind) {
    case 'service':
      return key.service === undefined ? 'question' : 'package';
    case 'nameFamily':
      return 'symbol-string';
    case 'state':
      return 'symbol-enum';
    case 'age':
      return 'history';
    case 'all':
      return 'list-flat';
  }
}
