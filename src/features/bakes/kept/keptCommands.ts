import * as vscode from 'vscode';
import type { Disposable } from '../../../core/events/listeners.ts';
import { messageOf } from '../../../core/outcome/failure.ts';
import { isCancellation } from '../../../core/outcome/outcome.ts';
import { type CommandId, commandIds } from '../../../host/contributedIds.ts';
import { registerRowCommand } from '../../../host/registerCommand.ts';
import { tell } from '../../../host/tell.ts';
import type { BakeChanges } from '../bakeChanges.ts';
import type { BakeList } from '../bakeList.ts';
import { titleOf } from '../bakeWords.ts';
import { discard } from './discardKept.ts';
import { finish } from './finishKept.ts';
import { asTarget, chooseKept, type KeptChoice, type KeptServices } from './keptChoice.ts';

/**
 * The commands for instances that stayed because their bake failed.
 * @param services - what they use
 * @param list - of all bakes
 * @param changes - lets one at a time change what a bake has kept
 */
export function registerKeptCommands(
  services: KeptServices,
  list: BakeList,
  changes: BakeChanges,
): Disposable[] {
  const register = (
    id: CommandId,
    title: () => string,
    act: (choice: KeptChoice) => Promise<void>,
  ): Disposable =>
    registerRowCommand(services.work, id, async (row) => {
      const choice = await chooseKept(services, list, row, title());
      if (choice === undefined) return;
      try {
        await act(choice);
      } catch (thrown) {
        if (isCancellation(thrown)) return;
        await services.work.showFailure({
          title: vscode.l10n.t('The instance that the bake of {0} has kept', titleOf(choice.bake)),
          message: messageOf(thrown),
          cause: thrown,
          nextSteps: [],
        });
      }
    });
  const alone = (choice: KeptChoice, change: (choice: KeptChoice) => Promise<void>): Promise<void> =>
    changes.alone(choice.bake, async (result) => {
      const kept = result.kept?.find(({ instanceId }) => instanceId === choice.kept.instanceId);
      if (kept === undefined) {
        tell(vscode.l10n.t('{0} has been finished or discarded.', choice.kept.instanceId));
        return;
      }
      await change({ ...choice, result, kept });
    });
  return [
    register(
      commandIds.connectToKeptInstance,
      () => vscode.l10n.t('Connect to the instance of which bake?'),
      (choice) => connect(services, choice),
    ),
    register(
      commandIds.runOnKeptInstance,
      () => vscode.l10n.t('Run Ansible on the instance of which bake?'),
      (choice) => runAnsible(services, choice),
    ),
    register(
      commandIds.finishKeptInstance,
      () => vscode.l10n.t('Finish which bake?'),
      (choice) => alone(choice, (now) => finish(services, list, now)),
    ),
    register(
      commandIds.discardKeptInstance,
      () => vscode.l10n.t('Discard the instance of which bake?'),
      (choice) => alone(choice, (now) => discard(services, list, now)),
    ),
  ];
}

/** With the playbook of its build, where that is known. */
async function runAnsible(services: KeptServices, choice: KeptChoice): Promise<void> {
  await asTarget(services, choice);
  const { bake, kept } = choice;
  const name = bake.record.builds.find(({ temporary }) => temporary.instanceId === kept.instanceId)?.name;
  const playbooks = bake.order.builds
    .filter((build) => name === undefined || build.name === name)
    .flatMap(({ provisioners }) => provisioners.flatMap(({ playbook = [] }) => playbook));
  await vscode.commands.executeCommand(commandIds.runWithTagsOnInstance, {
    instanceId: kept.instanceId,
    folder: bake.order.folder,
    ...(playbooks[0] === undefined ? {} : { playbook: playbooks[0] }),
  });
}

async function connect(services: KeptServices, choice: KeptChoice): Promise<void> {
  await asTarget(services, choice);
  const { instanceId, region } = choice.kept;
  await vscode.commands.executeCommand(commandIds.openSshTerminal, {
    kind: 'instance',
    target: { instance: { instanceId, region } },
  });
}
