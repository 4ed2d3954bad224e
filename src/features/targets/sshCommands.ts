import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import { isCancellation } from '../../core/outcome/outcome.ts';
import { machineKindOf } from '../../core/targets/machine.ts';
import { singleLine, withoutMarkup } from '../../core/text/plainText.ts';
import { registerRowCommand } from '../../host/registerCommand.ts';
import { type CommandId, commandIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';
import { sayInStatusBar } from '../../host/statusBarMessage.ts';
import { tell } from '../../host/tell.ts';
import { accessToInstance } from '../../host/testInstanceAccess.ts';
import type { InstanceTarget } from '../../host/testInstanceList.ts';
import { asTyped } from '../../tools/commandLine.ts';
import { type SshAddress, sshCommand } from '../../tools/ssh/sshAddress.ts';
import { instanceOfRow } from './instances/chooseInstance.ts';
import { machineOfRow } from './machines/chooseMachine.ts';
import type { MachineList } from './machines/machineList.ts';

/** What the commands use. */
export interface SshCommandParts extends Pick<
  Services,
  'log' | 'storageFolder' | 'testInstanceList' | 'testInstances' | 'work' | 'workspaceState'
> {
  readonly list: MachineList;
}

/** Something that runs, and how it is reached. */
interface Destination {
  readonly name: string;
  readonly address: () => Promise<SshAddress>;
}

/** How long a key is let in that EC2 Instance Connect was sent, in milliseconds. */
const keyTime = 60_000;

/** How long a person may take to say how they log in, and the instance to answer, in milliseconds. */
const patience = 600_000;

/**
 * The commands that lead onto a machine or a test instance.
 * @param parts - what they use
 */
export function registerSshCommands(parts: SshCommandParts): Disposable[] {
  const register = (
    id: CommandId,
    title: () => string,
    act: (name: string, address: SshAddress) => Promise<void> | void,
  ): Disposable =>
    registerRowCommand(parts.work, id, async (row) => {
      if (!vscode.workspace.isTrusted) {
        tell(vscode.l10n.t('No program is run in Restricted Mode.'));
        return;
      }
      const destination = await chooseDestination(parts, row, title());
      if (destination === undefined) return;
      try {
        await act(destination.name, await destination.address());
      } catch (thrown) {
        if (isCancellation(thrown)) return;
        await parts.work.showFailure({
          title: vscode.l10n.t('{0} cannot be reached', destination.name),
          message: messageOf(thrown),
          cause: thrown,
          nextSteps: [],
        });
      }
    });
  return [
    register(
      commandIds.openSshTerminal,
      () => vscode.l10n.t('Open a terminal on which target?'),
      (name, address) => {
        const { program, arguments: words } = sshCommand(address);
        vscode.window
          .createTerminal({ name: vscode.l10n.t('ssh {0}', name), shellPath: program, shellArgs: [...words] })
          .show();
      },
    ),
    register(
      commandIds.copySshCommand,
      () => vscode.l10n.t('Copy the SSH command of which target?'),
      async (name, address) => {
        await vscode.env.clipboard.writeText(asTyped(sshCommand(address)));
        sayInStatusBar(vscode.l10n.t('Copied the SSH command of {0}', name));
      },
    ),
  ];
}

async function chooseDestination(
  parts: SshCommandParts,
  row: unknown,
  title: string,
): Promise<Destination | undefined> {
  const instance = instanceOfRow(parts.testInstanceList, row);
  if (instance !== undefined) return ofInstance(parts, instance);
  await parts.list.start();
  const machine = machineOfRow(parts.list, row);
  if (machine !== undefined) return ofMachine(parts, machine.folder, machine.name);
  await parts.testInstanceList.refresh();
  const machines = parts.list.machines.filter(({ state }) => machineKindOf(state) === 'running');
  const instances = parts.testInstanceList.instances.filter((each) => each.instance.state === 'running');
  const items = [
    ...machines.map(({ folder, name, provider }) => ({
      label: withoutMarkup(name),
      description: withoutMarkup(provider),
      destination: ofMachine(parts, folder, name),
    })),
    ...instances.map((target) => ({
      label: target.instance.instanceId,
      description: [target.environment.name, target.instance.tags.owner].map(withoutMarkup).join(' · '),
      destination: ofInstance(parts, target),
    })),
  ];
  if (items.length === 0) {
    tell(vscode.l10n.t('No machine and no test instance is running.'));
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { title }))?.destination;
}

function ofMachine({ list }: SshCommandParts, folder: string, name: string): Destination {
  return {
    name: singleLine(name),
    address: async () => {
      const machine = list.find(folder, name);
      if (machine === undefined) throw new Error(vscode.l10n.t('The machine is gone.'));
      return list.addressOf(machine);
    },
  };
}

function ofInstance(parts: SshCommandParts, target: InstanceTarget): Destination {
  return {
    name: target.instance.instanceId,
    address: async () => {
      const keyFolder = join(parts.storageFolder, 'keys', randomUUID());
      await mkdir(keyFolder, { recursive: true, mode: 0o700 });
      const over = new AbortController();
      const signal = AbortSignal.timeout(patience);
      try {
        const access = await accessToInstance(parts, target, { keyFolder, over: over.signal, signal });
        return access.address;
      } finally {
        setTimeout(() => {
          over.abort();
          // Nobody gets in with it any more.
          rm(keyFolder, { recursive: true, force: true }).catch((thrown: unknown) => {
            parts.log.warn(messageOf(thrown));
          });
        }, keyTime);
      }
    },
  };
}
