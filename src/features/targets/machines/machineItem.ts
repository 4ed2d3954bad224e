import * as vscode from 'vscode';
import { type Machine, machineKindOf, snapshotWayOf } from '../../../core/targets/machine.ts';
import { onOneLine, singleLine } from '../../../core/text/plainText.ts';
import { formatAge } from '../../../core/time/age.ts';
import { folderTitle } from '../../../host/folderTitle.ts';
import { themeIcon } from '../../../host/themeIcon.ts';
import type { ActionName } from './actionOrder.ts';
import type { MachineFolder } from './machineList.ts';

/**
 * The row of a folder with a Vagrantfile.
 * @param folder - with its machines
 */
export function folderItem({ path, problem }: MachineFolder): vscode.TreeItem {
  const item = new vscode.TreeItem(
    vscode.l10n.t('Vagrant machines'),
    vscode.TreeItemCollapsibleState.Expanded,
  );
  item.id = path;
  item.contextValue = 'folder';
  item.iconPath = themeIcon('server');
  const where = singleLine(folderTitle(path));
  item.description = where;
  item.tooltip = path;
  item.accessibilityInformation = {
    label: [
      vscode.l10n.t('Vagrant machines of {0}', where),
      ...(problem === undefined ? [] : [onOneLine(problem)]),
    ].join(', '),
  };
  return item;
}

/**
 * The row that says why Vagrant does not tell of a folder.
 * @param folder - with a problem
 */
export function problemItem({ path, problem = '' }: MachineFolder): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Vagrant does not say which machines there are'));
  item.id = `${path} problem`;
  item.contextValue = 'problem';
  item.description = onOneLine(problem);
  item.tooltip = problem;
  item.command = {
    command: 'vscode.open',
    title: vscode.l10n.t('Open the Vagrantfile'),
    arguments: [vscode.Uri.joinPath(vscode.Uri.file(path), 'Vagrantfile')],
  };
  item.iconPath = themeIcon('error', 'list.errorForeground');
  item.accessibilityInformation = {
    label: vscode.l10n.t('Vagrant does not say which machines there are: {0}', onOneLine(problem)),
  };
  return item;
}

/**
 * The row of a machine.
 * @param machine - what is known of it
 * @param action - what is being done with it, if anything
 * @param now - milliseconds since 1970
 */
export function machineItem(machine: Machine, action: ActionName | undefined, now: number): vscode.TreeItem {
  const label = singleLine(machine.name);
  const item = new vscode.TreeItem(label);
  const kind = machineKindOf(machine.state);
  const words = [
    action === undefined ? stateWords(machine) : actionWords(action),
    ...(machine.address === undefined ? [] : [singleLine(machine.address)]),
    singleLine(machine.provider),
    ...(machine.createdAt === undefined ? [] : [ageOf(machine.createdAt, now)]),
  ];
  item.id = JSON.stringify([machine.folder, machine.name]);
  item.description = words.join(' · ');
  item.contextValue = [
    'machine',
    action === undefined ? kind : 'busy',
    ...(kind === 'absent' || snapshotWayOf(machine.provider) === 'none' ? [] : ['snapshots']),
  ].join(' ');
  item.iconPath = iconOf(kind, action);
  item.tooltip = tooltipOf(machine, now);
  item.accessibilityInformation = { label: [vscode.l10n.t('Machine {0}', label), ...words].join(', ') };
  return item;
}

/**
 * Vagrant's words for the states that all providers have; those of the provider for any other.
 * @param machine - any
 */
export function stateWords({ state }: Pick<Machine, 'state'>): string {
  switch (machineKindOf(state)) {
    case 'running':
      return vscode.l10n.t('running');
    case 'absent':
      return vscode.l10n.t('not created');
    case 'stopped':
      return singleLine(state.replaceAll('_', ' '));
  }
}

function actionWords(action: ActionName): string {
  switch (action) {
    case 'up':
      return vscode.l10n.t('starting');
    case 'halt':
      return vscode.l10n.t('stopping');
    case 'destroy':
      return vscode.l10n.t('being destroyed');
    case 'provision':
      return vscode.l10n.t('being provisioned');
    case 'saveSnapshot':
      return vscode.l10n.t('saving a snapshot');
    case 'restoreSnapshot':
      return vscode.l10n.t('restoring a snapshot');
  }
}

function iconOf(kind: ReturnType<typeof machineKindOf>, action: ActionName | undefined): vscode.ThemeIcon {
  if (action !== undefined) return themeIcon('loading~spin');
  switch (kind) {
    case 'running':
      return themeIcon('vm-running', 'charts.green');
    case 'stopped':
      return themeIcon('vm');
    case 'absent':
      return themeIcon('vm-outline');
  }
}

function tooltipOf(machine: Machine, now: number): string {
  const rows: readonly (readonly [string, string | undefined])[] = [
    [vscode.l10n.t('State'), stateWords(machine)],
    [vscode.l10n.t('Provider'), machine.provider],
    [vscode.l10n.t('Address'), machine.address],
    [vscode.l10n.t('Box'), machine.box],
    [
      vscode.l10n.t('Created'),
      machine.createdAt === undefined
        ? undefined
        : `${new Date(machine.createdAt).toISOString()} (${ageOf(machine.createdAt, now)})`,
    ],
    [vscode.l10n.t('Folder'), machine.folder],
  ];
  return rows
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${singleLine(value)}`]))
    .join('\n');
}

function ageOf(createdAt: number, now: number): string {
  return formatAge(createdAt, now, vscode.env.language);
}
