import * as vscode from 'vscode';
import type { Disposable } from '../../../core/events/listeners.ts';
import { messageOf } from '../../../core/outcome/failure.ts';
import type { Outcome } from '../../../core/outcome/outcome.ts';
import { type Machine, machineKindOf, snapshotWayOf } from '../../../core/targets/machine.ts';
import { singleLine, withoutMarkup } from '../../../core/text/plainText.ts';
import { registerRowCommand } from '../../../host/registerCommand.ts';
import { type CommandId, commandIds } from '../../../host/contributedIds.ts';
import type { Services } from '../../../host/services.ts';
import { tell } from '../../../host/tell.ts';
import { askForSnapshots } from './askVagrant.ts';
import {
  destroySteps,
  restoreSnapshotSteps,
  saveSnapshotSteps,
  snapshotsOf,
  upSteps,
  vagrantSteps,
} from './actionSteps.ts';
import { chooseMachine, type MachineQuestion } from './chooseMachine.ts';
import { containerOfMachine } from './containerOfMachine.ts';
import type { MachineActions } from './machineActions.ts';
import type { MachineList } from './machineList.ts';

/** What the commands use. */
export interface MachineCommandParts extends Pick<Services, 'playbookRuns' | 'work'> {
  readonly list: MachineList;
  readonly actions: MachineActions;
}

/**
 * The commands that do something with a machine. Each gives its outcome to whoever runs it.
 * @param parts - what they use
 */
export function registerMachineCommands(parts: MachineCommandParts): Disposable[] {
  const { actions, list, playbookRuns, work } = parts;
  const register = (
    id: CommandId,
    question: () => MachineQuestion,
    act: (machine: Machine) => Promise<Outcome<void> | undefined>,
  ): Disposable =>
    registerRowCommand(work, id, async (target) => {
      if (!vscode.workspace.isTrusted) {
        tell(vscode.l10n.t('Vagrant is not run in Restricted Mode.'));
        return;
      }
      const machine = await chooseMachine(list, target, question());
      if (machine === undefined) return;
      try {
        // To start one that runs changes nothing on it.
        if (id === commandIds.vagrantUp || (await playbookRuns.mayDisturb(machine.name))) await act(machine);
      } catch (thrown) {
        await work.showFailure({
          title: vscode.l10n.t('{0} could not be asked', singleLine(machine.name)),
          message: messageOf(thrown),
          cause: thrown,
          nextSteps: [],
        });
      }
    });
  return [
    register(
      commandIds.vagrantUp,
      () => ({ title: vscode.l10n.t('Start which machine?'), kinds: ['absent', 'stopped'] }),
      (machine) => actions.run('up', machine, () => upSteps(machine)),
    ),
    register(
      commandIds.vagrantHalt,
      () => ({ title: vscode.l10n.t('Stop which machine?'), kinds: ['running'] }),
      (machine) => actions.run('halt', machine, () => vagrantSteps(machine, 'halt')),
    ),
    register(
      commandIds.vagrantProvision,
      () => ({ title: vscode.l10n.t('Provision which machine?'), kinds: ['running'] }),
      (machine) => actions.run('provision', machine, () => vagrantSteps(machine, 'provision')),
    ),
    register(
      commandIds.vagrantDestroy,
      () => ({ title: vscode.l10n.t('Destroy which machine?'), kinds: ['running', 'stopped'] }),
      (machine) => destroy(actions, machine),
    ),
    register(
      commandIds.saveSnapshot,
      () => ({
        title: vscode.l10n.t('Save a snapshot of which machine?'),
        kinds: ['running', 'stopped'],
        isPossible: hasSnapshots,
      }),
      (machine) => saveSnapshot(actions, machine),
    ),
    register(
      commandIds.restoreSnapshot,
      () => ({
        title: vscode.l10n.t('Restore a snapshot of which machine?'),
        kinds: ['running', 'stopped'],
        isPossible: hasSnapshots,
      }),
      (machine) => restoreSnapshot(actions, machine),
    ),
  ];
}

function hasSnapshots({ provider }: Machine): boolean {
  return snapshotWayOf(provider) !== 'none';
}

async function destroy(actions: MachineActions, machine: Machine): Promise<Outcome<void> | undefined> {
  const yes = vscode.l10n.t('Destroy');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Destroy {0}?', singleLine(machine.name)),
    {
      modal: true,
      detail: vscode.l10n.t('The machine, all that is on it and its snapshots are removed for good.'),
    },
    yes,
  );
  if (chosen !== yes) return undefined;
  const container = await containerOfMachine(machine);
  return actions.run('destroy', machine, () => destroySteps(machine, container));
}

async function saveSnapshot(actions: MachineActions, machine: Machine): Promise<Outcome<void> | undefined> {
  const container = await containerOfMachine(machine);
  if (container !== undefined) {
    if (machineKindOf(machine.state) === 'running' && !(await mayStop(machine))) return undefined;
    return actions.run('saveSnapshot', machine, () => saveSnapshotSteps(machine, '', container));
  }
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Save a snapshot of {0}', singleLine(machine.name)),
    prompt: vscode.l10n.t('A name for it'),
    validateInput: (text) =>
      /^[\w.-]+$/u.test(text) ? undefined : vscode.l10n.t('Letters, digits, dots, dashes and underscores'),
  });
  if (name === undefined) return undefined;
  return actions.run('saveSnapshot', machine, () => saveSnapshotSteps(machine, name, undefined));
}

/** lxc makes snapshots only of what does not run. */
async function mayStop({ name }: Machine): Promise<boolean> {
  const yes = vscode.l10n.t('Save');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Save a snapshot of {0}?', singleLine(name)),
    { modal: true, detail: vscode.l10n.t('It is stopped for that, and started again.') },
    yes,
  );
  return chosen === yes;
}

async function restoreSnapshot(
  actions: MachineActions,
  machine: Machine,
): Promise<Outcome<void> | undefined> {
  const container = await containerOfMachine(machine);
  const snapshots =
    container === undefined
      ? (await askForSnapshots(machine)).map((name) => ({ name, madeAt: '' }))
      : await snapshotsOf(container);
  if (snapshots.length === 0) {
    tell(vscode.l10n.t('{0} has no snapshot. Save one first.', singleLine(machine.name)));
    return undefined;
  }
  const items = snapshots.map(({ name, madeAt }) => ({
    label: withoutMarkup(name),
    description: madeAt,
    name,
  }));
  const chosen = await vscode.window.showQuickPick(items.reverse(), {
    title: vscode.l10n.t(
      'Restore which snapshot of {0}? What came after it is lost.',
      singleLine(machine.name),
    ),
  });
  if (chosen === undefined) return undefined;
  return actions.run('restoreSnapshot', machine, () => restoreSnapshotSteps(machine, chosen.name, container));
}
