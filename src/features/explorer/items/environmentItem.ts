import * as vscode from 'vscode';
import { countOf, type EnvironmentImages, isRestored } from '../../../core/images/environmentImages.ts';
import { singleLine } from '../../../core/text/plainText.ts';
import { formatAge } from '../../../core/time/age.ts';
import { countedImages } from '../../../host/countedImages.ts';
import { themeIcon } from '../../../host/themeIcon.ts';

/** What the row of an environment shows besides what is known of it. */
export interface EnvironmentRowFacts {
  /** Whether it is open when it is shown for the first time. */
  readonly isExpanded: boolean;
  /** How many images pass the filter; undefined without one. */
  readonly matching: number | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * The row of an environment: how many images, or how far the reading is.
 * @param images - what is known of the environment
 * @param facts - what it shows besides
 */
export function environmentItem(images: EnvironmentImages, facts: EnvironmentRowFacts): vscode.TreeItem {
  const { environment, status } = images;
  const isReading = status.kind === 'reading';
  const isFailed = status.kind === 'failed';
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(singleLine(environment.name), facts.isExpanded ? Expanded : Collapsed);
  item.id = environment.id;
  item.contextValue = isReading ? 'environment reading' : 'environment';
  item.description = environmentDescription(images, facts);
  item.tooltip = [
    environment.name,
    ...(environment.profile === undefined ? [] : [vscode.l10n.t('Profile: {0}', environment.profile)]),
    ...(environment.roleArn === undefined ? [] : [vscode.l10n.t('Role: {0}', environment.roleArn)]),
    ...(environment.accountId === undefined ? [] : [vscode.l10n.t('Account: {0}', environment.accountId)]),
    ...(environment.endpoint === undefined ? [] : [vscode.l10n.t('Endpoint: {0}', environment.endpoint)]),
    vscode.l10n.t('Regions: {0}', environment.regions.join(', ')),
  ]
    .map(singleLine)
    .join('\n');
  item.iconPath = isReading
    ? themeIcon('loading~spin')
    : isFailed
      ? themeIcon('warning', 'list.warningForeground')
      : themeIcon('server-environment');
  item.accessibilityInformation = {
    label: vscode.l10n.t('Environment {0}, {1}', singleLine(environment.name), item.description),
  };
  return item;
}

function environmentDescription(images: EnvironmentImages, { matching, now }: EnvironmentRowFacts): string {
  const count = countOf(images);
  const all = countedImages(count);
  const format = new Intl.NumberFormat(vscode.env.language);
  const counted = matching === undefined ? all : vscode.l10n.t('{0} of {1}', format.format(matching), all);
  const known =
    isRestored(images) && images.knownSince !== undefined
      ? vscode.l10n.t('{0}, as of {1}', counted, formatAge(images.knownSince, now, vscode.env.language))
      : counted;
  switch (images.status.kind) {
    case 'unread':
      return count === 0 ? singleLine(images.environment.regions.join(', ')) : known;
    case 'reading':
      return count === 0 ? vscode.l10n.t('reading…') : vscode.l10n.t('{0}, reading…', known);
    case 'read':
      return counted;
    case 'stopped':
      return vscode.l10n.t('{0}, not all', known);
    case 'failed':
      return count === 0 ? vscode.l10n.t('not read') : vscode.l10n.t('{0}, not all up to date', known);
  }
}
