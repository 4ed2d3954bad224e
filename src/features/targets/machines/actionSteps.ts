import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type Machine, machineKindOf } from '../../../core/targets/machine.ts';
import { readSettings } from '../../../host/settings.ts';
import type { CommandLine } from '../../../tools/commandLine.ts';
import { runProgram } from '../../../tools/runProgram.ts';
import {
  type ContainerSnapshot,
  listSnapshotsCommand,
  networkCommands,
  parseSnapshots,
  removeSnapshotsCommand,
  restoreSnapshotCommand,
  saveSnapshotCommand,
} from '../../../tools/vagrant/lxc.ts';
import {
  actionCommand,
  type MachineAction,
  snapshotCommand,
  vagrantVariables,
} from '../../../tools/vagrant/vagrantCommand.ts';
import type { ActionStep } from './actionOrder.ts';

/** The script of the starter project that makes the box of lxc, where none can be downloaded. */
const boxScript = ['box', 'build-lxc-box.sh'];

/** How long lxc may take to answer, in milliseconds. */
const timeLimit = 10_000;

/**
 * What starts a machine: with lxc the box is made first, and its network started, which both take no time where that is
 * done already.
 * @param machine - to start
 */
export function upSteps(machine: Machine): ActionStep[] {
  return [...(machine.provider === 'lxc' ? lxcSteps(machine) : []), vagrantStep(machine, 'up')];
}

/**
 * What one call of Vagrant does.
 * @param machine - to do it with
 * @param action - what to do
 */
export function vagrantSteps(machine: Machine, action: Exclude<MachineAction, 'up'>): ActionStep[] {
  return [vagrantStep(machine, action)];
}

/**
 * What removes a machine. lxc removes no container that has snapshots.
 * @param machine - to remove
 * @param container - its container, with lxc
 */
export async function destroySteps(machine: Machine, container: string | undefined): Promise<ActionStep[]> {
  // Where lxc does not say, Vagrant does as it can.
  const snapshots = container === undefined ? [] : await snapshotsOf(container).catch(() => []);
  const removal =
    container === undefined || snapshots.length === 0
      ? []
      : [programStep(machine, removeSnapshotsCommand(container), vscode.l10n.t('Removing its snapshots'))];
  return [...removal, vagrantStep(machine, 'destroy')];
}

/**
 * What makes a snapshot of a machine, which is afterwards as it was. lxc names its snapshots itself.
 * @param machine - of a provider that has snapshots
 * @param snapshot - its name
 * @param container - with lxc
 */
export function saveSnapshotSteps(
  machine: Machine,
  snapshot: string,
  container: string | undefined,
): ActionStep[] {
  const title = vscode.l10n.t('Saving a snapshot');
  return container === undefined
    ? [snapshotStep(machine, 'save', snapshot, title)]
    : whileHalted(machine, programStep(machine, saveSnapshotCommand(container), title));
}

/**
 * What makes a machine what it was.
 * @param machine - of a provider that has snapshots
 * @param snapshot - its name
 * @param container - with lxc
 */
export function restoreSnapshotSteps(
  machine: Machine,
  snapshot: string,
  container: string | undefined,
): ActionStep[] {
  const title = vscode.l10n.t('Restoring {0}', snapshot);
  return container === undefined
    ? [snapshotStep(machine, 'restore', snapshot, title)]
    : whileHalted(machine, programStep(machine, restoreSnapshotCommand(container, snapshot), title));
}

/**
 * The snapshots of a container.
 * @param container - its name
 * @throws Error in lxc's words
 */
export async function snapshotsOf(container: string): Promise<readonly ContainerSnapshot[]> {
  const end = await runProgram(
    { ...listSnapshotsCommand(container), timeLimit },
    new AbortController().signal,
  );
  if (end.kind === 'exited' && end.code === 0) return parseSnapshots(end.stdout);
  throw new Error('stderr' in end && end.stderr !== '' ? end.stderr.trim() : end.kind);
}

function lxcSteps(machine: Machine): ActionStep[] {
  const script = join(machine.folder, ...boxScript);
  const box = existsSync(script)
    ? [
        programStep(
          machine,
          { program: 'bash', arguments: [script] },
          vscode.l10n.t('Building the Debian 12 box, once'),
        ),
      ]
    : [];
  // Of others it is not ours to start, and vagrant-lxc says what is missing.
  const network = (process.getuid?.() === 0 ? networkCommands() : []).map((command) => ({
    ...programStep(machine, command, vscode.l10n.t('Starting the network of lxc')),
    mayFail: command.arguments.includes('stop'),
  }));
  return [...box, ...network];
}

/**
 * A snapshot of a container is made, and restored, while it does not run (measured with vagrant-lxc). What ran runs again
 * afterwards, however that went.
 */
function whileHalted(machine: Machine, step: ActionStep): ActionStep[] {
  const wasRunning = machineKindOf(machine.state) === 'running';
  const up = upSteps(machine).map((each) => ({ ...each, isAlways: true }));
  return [...(wasRunning ? [vagrantStep(machine, 'halt')] : []), step, ...(wasRunning ? up : [])];
}

function vagrantStep(machine: Machine, action: MachineAction): ActionStep {
  const titles: Readonly<Record<MachineAction, string>> = {
    up: vscode.l10n.t('Starting'),
    halt: vscode.l10n.t('Stopping'),
    destroy: vscode.l10n.t('Destroying'),
    provision: vscode.l10n.t('Provisioning'),
  };
  const command = actionCommand(readSettings().vagrantPath, action, machine.name, machine.provider);
  return vagrantCall(machine, command, titles[action]);
}

function snapshotStep(
  machine: Machine,
  action: 'save' | 'restore',
  snapshot: string,
  title: string,
): ActionStep {
  return vagrantCall(
    machine,
    snapshotCommand(readSettings().vagrantPath, action, machine.name, snapshot),
    title,
  );
}

function vagrantCall({ folder }: Machine, command: CommandLine, title: string): ActionStep {
  return {
    ...copied(command),
    environment: vagrantVariables,
    folder,
    title,
    stop: 'interrupt',
    mayFail: false,
    isAlways: false,
  };
}

function programStep({ folder }: Machine, command: CommandLine, title: string): ActionStep {
  const environment = { LC_ALL: 'C.UTF-8' };
  return {
    ...copied(command),
    environment,
    folder,
    title,
    stop: 'terminate',
    mayFail: false,
    isAlways: false,
  };
}

function copied({ program, arguments: words }: CommandLine): { program: string; arguments: string[] } {
  return { program, arguments: [...words] };
}
