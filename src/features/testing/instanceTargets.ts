import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { CancelledError } from '../../core/outcome/outcome.ts';
import { withoutMarkup } from '../../core/text/plainText.ts';
import { commandIds } from '../../host/contributedIds.ts';
import { ownerName } from '../../host/ownerName.ts';
import { sendKeyAgain } from '../../host/sentKey.ts';
import type { Services } from '../../host/services.ts';
import { accessToInstance } from '../../host/testInstanceAccess.ts';
import type { InstanceTarget } from '../../host/testInstanceList.ts';
import { sshConfigText } from '../../tools/ssh/sshAddress.ts';
import { readPublicKey } from '../../tools/ssh/sshKeys.ts';
import { type ReachedFor, type RunTarget, sshConfigFile, type Target } from './runTargets.ts';
import type { BegunRun } from './startRun.ts';

/** What running on a test instance uses. */
export type InstanceServices = Pick<Services, 'testInstanceList' | 'testInstances' | 'workspaceState'>;

/**
 * The EC2 test instances of all environments. Where none runs, the person is asked whether to launch one.
 * @param services - where they are, and how one gets in
 * @param instanceId - of the one that is meant; a person chooses when left out
 */
export function instanceTarget(services: InstanceServices, instanceId?: string): RunTarget {
  return {
    choose: async () => {
      const target =
        instanceId === undefined ? await chooseRunning(services) : await runningOne(services, instanceId);
      return { reach: (run) => reachInstance(services, target, run) };
    },
  };
}

async function reachInstance(
  services: InstanceServices,
  target: InstanceTarget,
  { runFolder, over, signal }: ReachedFor,
): Promise<Target> {
  const access = await accessToInstance(services, target, { keyFolder: runFolder, over, signal });
  const { address, forgetUser: forgetAnswers, ...recipient } = access;
  const { instanceId } = target.instance;
  const sshConfig = sshConfigFile(runFolder);
  await writeFile(sshConfig, sshConfigText(instanceId, address), { mode: 0o600 });
  return { host: instanceId, sshConfig, forgetAnswers, ...recipient };
}

/**
 * Lets a run that an earlier window has begun in again, where that needs a key to be sent.
 * @param services - what sends it
 * @param begun - the run
 * @param over - ends it
 * @throws Error in words for a person when it cannot be let in
 */
export async function letInAgain(
  services: Pick<Services, 'environments' | 'testInstances'>,
  { detached, order }: BegunRun,
  over: AbortSignal,
): Promise<void> {
  if (order.keyRecipient === undefined) return;
  await sendKeyAgain(services, order.keyRecipient, await readPublicKey(detached.folder), over);
}

async function runningOne(services: InstanceServices, instanceId: string): Promise<InstanceTarget> {
  const running = await runningInstances(services);
  const target = running.find(({ instance }) => instance.instanceId === instanceId);
  if (target === undefined) throw new Error(vscode.l10n.t('{0} does not run.', instanceId));
  return target;
}

async function chooseRunning(services: InstanceServices): Promise<InstanceTarget> {
  const running = await startedInstances(services);
  const [only, other] = running.filter(({ instance }) => instance.tags.owner === ownerName());
  if (running.length === 0) throw new Error(vscode.l10n.t('No EC2 test instance is running.'));
  // One of somebody else is used only where a person chooses it.
  if (only !== undefined && other === undefined) return only;
  const items = running.map((target) => ({
    label: target.instance.instanceId,
    description: [target.environment.name, target.instance.tags.owner].map(withoutMarkup).join(' · '),
    target,
  }));
  const title = vscode.l10n.t('Run on which test instance?');
  const chosen = await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true });
  if (chosen === undefined) throw new CancelledError('No test instance was chosen.');
  return chosen.target;
}

async function startedInstances(services: InstanceServices): Promise<readonly InstanceTarget[]> {
  const running = await runningInstances(services);
  if (running.length > 0) return running;
  const launch = vscode.l10n.t('Launch Test Instance…');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('No EC2 test instance is running.'),
    { modal: true },
    launch,
  );
  if (chosen !== launch) throw new CancelledError('No test instance was launched.');
  await vscode.commands.executeCommand(commandIds.launchTestInstance);
  return runningInstances(services);
}

async function runningInstances({ testInstanceList }: InstanceServices): Promise<readonly InstanceTarget[]> {
  await testInstanceList.refresh();
  return testInstanceList.instances.filter(({ instance }) => instance.state === 'running');
}
