import * as vscode from 'vscode';
import type { Failure } from '../../../core/outcome/failure.ts';
import type { TestInstance } from '../../../core/testInstances/testInstance.ts';
import { onOneLine, singleLine } from '../../../core/text/plainText.ts';
import { formatAge, formatTimeUntil } from '../../../core/time/age.ts';
import { themeIcon } from '../../../host/themeIcon.ts';
import type { InstanceTarget } from '../../../host/testInstanceList.ts';

/** The row that all test instances are below. They are read when it is opened. */
export function instancesItem(): vscode.TreeItem {
  const item = new vscode.TreeItem(
    vscode.l10n.t('EC2 test instances'),
    vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = 'instances';
  item.contextValue = 'instances';
  item.iconPath = themeIcon('cloud');
  item.accessibilityInformation = { label: vscode.l10n.t('EC2 test instances') };
  return item;
}

/**
 * The row of a test instance.
 * @param target - which, and where
 * @param now - milliseconds since 1970
 */
export function instanceItem({ environment, instance }: InstanceTarget, now: number): vscode.TreeItem {
  const item = new vscode.TreeItem(instance.instanceId);
  const address = instance.publicAddress ?? instance.privateAddress;
  const words = [
    instance.state,
    ...(address === undefined ? [] : [singleLine(address)]),
    singleLine(environment.name),
    endWords(instance, now),
    ...(instance.imageId === undefined ? [] : [instance.imageId]),
  ];
  item.id = JSON.stringify([environment.id, instance.region, instance.instanceId]);
  item.description = words.join(' · ');
  item.contextValue = `instance ${instance.state}`;
  item.iconPath = iconOf(instance);
  item.tooltip = tooltipOf({ environment, instance }, now);
  item.accessibilityInformation = {
    label: [vscode.l10n.t('Test instance {0}', instance.instanceId), ...words].join(', '),
  };
  return item;
}

/**
 * The row that says that there is none.
 */
export function noInstanceItem(): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('None'));
  item.description = vscode.l10n.t('launch one from an image');
  item.contextValue = 'none';
  item.iconPath = themeIcon('info');
  return item;
}

/**
 * The row of something that could not be read.
 * @param title - what could not be read
 * @param message - in AWS's words
 */
export function troubleItem({ title, message }: Pick<Failure, 'title' | 'message'>): vscode.TreeItem {
  const item = new vscode.TreeItem(singleLine(title));
  item.description = onOneLine(message);
  item.tooltip = message;
  item.contextValue = 'problem';
  item.iconPath = themeIcon('error', 'list.errorForeground');
  item.accessibilityInformation = { label: `${singleLine(title)}: ${onOneLine(message)}` };
  return item;
}

function endWords({ tags }: TestInstance, now: number): string {
  const { expiresAt } = tags;
  return now < expiresAt
    ? vscode.l10n.t('ends {0}', formatTimeUntil(expiresAt, now, vscode.env.language))
    : vscode.l10n.t('should have ended {0}', formatAge(expiresAt, now, vscode.env.language));
}

function iconOf({ state }: TestInstance): vscode.ThemeIcon {
  switch (state) {
    case 'running':
      return themeIcon('vm-running', 'charts.green');
    case 'pending':
    case 'stopping':
    case 'shutting-down':
      return themeIcon('loading~spin');
    default:
      return themeIcon('vm');
  }
}

function tooltipOf({ environment, instance }: InstanceTarget, now: number): string {
  const rows: readonly (readonly [string, string | undefined])[] = [
    [vscode.l10n.t('State'), stateWords(instance)],
    [vscode.l10n.t('Image'), instance.imageId],
    [vscode.l10n.t('Type'), instance.instanceType],
    [vscode.l10n.t('Public address'), instance.publicAddress],
    [vscode.l10n.t('Private address'), instance.privateAddress],
    [vscode.l10n.t('Key pair'), instance.keyName ?? vscode.l10n.t('none: EC2 Instance Connect')],
    [vscode.l10n.t('Owner'), instance.tags.owner],
    [
      vscode.l10n.t('Launched'),
      instance.launchedAt === undefined
        ? undefined
        : formatAge(instance.launchedAt, now, vscode.env.language),
    ],
    [vscode.l10n.t('Ends at'), new Date(instance.tags.expiresAt).toISOString()],
    [vscode.l10n.t('Environment'), environment.name],
    [vscode.l10n.t('Zone'), instance.availabilityZone ?? instance.region],
  ];
  return rows
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${singleLine(value)}`]))
    .join('\n');
}

function stateWords({ state, stateReason }: TestInstance): string {
  return stateReason === undefined ? state : `${state}: ${stateReason}`;
}
