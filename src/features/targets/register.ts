import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import { registerCommand, registerRowCommand } from '../../host/registerCommand.ts';
import { commandIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';
import { FolderQueue } from '../../tools/vagrant/folderQueue.ts';
import { MachineActions } from './machines/machineActions.ts';
import { registerMachineCommands } from './machines/machineCommands.ts';
import { MachineList } from './machines/machineList.ts';
import { registerInstanceCommands } from './instances/instanceCommands.ts';
import type { LaunchServices } from './instances/launchInstance.ts';
import { registerSshCommands } from './sshCommands.ts';
import { TargetsView } from './targetsView.ts';

/**
 * What playbooks are tested on, Vagrant machines and EC2 test instances: which there are, and starting and ending them.
 * @param services - what this feature uses
 */
export function registerTargets(
  services: LaunchServices & Pick<Services, 'environments' | 'storageFolder'>,
): Disposable[] {
  const { clock, environments, log, playbookRuns, testInstanceList, work } = services;
  const queue = new FolderQueue();
  const list = new MachineList(log, queue);
  const actions = new MachineActions(services, list, queue);
  const view = new TargetsView({ clock, log, list, actions, environments, instances: testInstanceList });
  // Nothing of this is done before the extension is activated, and where nothing was left one folder is looked into.
  setImmediate(() => {
    const resumeWhenLeft = async (): Promise<void> => {
      if (vscode.workspace.isTrusted && (await actions.hasOrders())) await actions.resume();
    };
    resumeWhenLeft().catch((thrown: unknown) => {
      log.warn(messageOf(thrown));
    });
  });
  return [
    list,
    actions,
    view,
    registerRowCommand(work, commandIds.refreshTargets, async () => {
      await Promise.all([list.refresh(), view.refreshInstances()]);
    }),
    registerCommand(work, commandIds.showVagrantOutput, () => {
      actions.showOutput();
    }),
    ...registerMachineCommands({ playbookRuns, work, list, actions }),
    ...registerInstanceCommands(services),
    ...registerSshCommands({ ...services, list }),
  ];
}
