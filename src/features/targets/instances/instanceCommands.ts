import * as vscode from 'vscode';
import type { Disposable } from '../../../core/events/listeners.ts';
import { attempt } from '../../../core/outcome/outcome.ts';
import { registerCommand, registerRowCommand } from '../../../host/registerCommand.ts';
import { commandIds } from '../../../host/contributedIds.ts';
import { tell } from '../../../host/tell.ts';
import { chooseInstance } from './chooseInstance.ts';
import { endInstance, endOrphans } from './endInstances.ts';
import { launchInstance, type LaunchServices } from './launchInstance.ts';

/**
 * The commands that launch, look into and end EC2 test instances.
 * @param services - where images and instances are
 */
export function registerInstanceCommands(services: LaunchServices): Disposable[] {
  const { testInstanceList, work } = services;
  let output: vscode.OutputChannel | undefined;
  return [
    registerRowCommand(work, commandIds.launchTestInstance, (target, targets) =>
      launchInstance(services, target, targets),
    ),
    registerRowCommand(work, commandIds.endTestInstance, async (row) => {
      const target = await chooseInstance(testInstanceList, row, vscode.l10n.t('End which test instance?'));
      if (target !== undefined) await endInstance(services, target);
    }),
    registerCommand(work, commandIds.endOrphanedInstances, () => endOrphans(services)),
    registerRowCommand(work, commandIds.showConsoleOutput, async (row) => {
      const title = vscode.l10n.t('Show the console output of which test instance?');
      const target = await chooseInstance(testInstanceList, row, title);
      if (target === undefined) return;
      const { environment, instance } = target;
      const read = await work.run(
        ({ signal }) =>
          attempt(
            signal,
            () =>
              services.testInstances.readConsoleOutput(
                environment,
                instance.region,
                instance.instanceId,
                signal,
              ),
            (thrown) => services.explainReadError(thrown, environment),
          ),
        {
          title: vscode.l10n.t('Reading the console output of {0}', instance.instanceId),
          place: { notification: true },
        },
      );
      if (read.kind !== 'done') return;
      if (read.value.trim() === '') {
        tell(
          vscode.l10n.t('{0} has written nothing yet. EC2 shows it some minutes later.', instance.instanceId),
        );
        return;
      }
      output ??= vscode.window.createOutputChannel(vscode.l10n.t('AMI Bakery: Console Output'), 'log');
      output.replace(`${instance.instanceId}\n\n${read.value}`);
      output.show(true);
    }),
    {
      dispose: () => {
        output?.dispose();
      },
    },
  ];
}
