import * as vscode from 'vscode';
import { messageOf } from '../../../core/outcome/failure.ts';
import { cancelled, done, failed, isCancellation, type Outcome } from '../../../core/outcome/outcome.ts';
import { type OrphanReason, orphanReason } from '../../../core/testInstances/ending.ts';
import type { EndReport } from '../../../core/testInstances/testInstances.ts';
import { singleLine, withoutMarkup } from '../../../core/text/plainText.ts';
import { formatAge } from '../../../core/time/age.ts';
import { commandIds } from '../../../host/contributedIds.ts';
import { tell } from '../../../host/tell.ts';
import type { InstanceTarget } from '../../../host/testInstanceList.ts';
import { ownerName } from '../../../host/ownerName.ts';
import type { LaunchServices } from './launchInstance.ts';
import { liveSessions } from '../../../host/sessions.ts';

/**
 * Ends a test instance, after a person has said yes. What it is, is judged by its tags right before that.
 * @param services - where instances are
 * @param target - which
 */
export async function endInstance(services: LaunchServices, target: InstanceTarget): Promise<void> {
  const { instanceId } = target.instance;
  const end = vscode.l10n.t('End');
  const question = vscode.l10n.t('End the test instance {0}?', instanceId);
  const playbooks = services.playbookRuns.on(instanceId);
  const detail = [
    ...(playbooks === undefined ? [] : [vscode.l10n.t('{0} is running on it, and fails.', playbooks)]),
    vscode.l10n.t(
      'It is terminated, with all that is on it. Its security group is deleted when no other one has it.',
    ),
    factsOf(target, services.clock()),
  ].join('\n');
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, end)) !== end) return;
  await endAll(services, [target]);
}

/**
 * Finds the test instances that have been left behind, and ends those that a person chooses.
 * @param services - where instances are
 */
export async function endOrphans(services: LaunchServices): Promise<void> {
  const { clock, sharedStorageFolder, testInstanceList } = services;
  await testInstanceList.refresh();
  const asker = {
    owner: ownerName(),
    machine: vscode.env.machineId,
    liveSessions: await liveSessions(sharedStorageFolder),
  };
  const orphans = testInstanceList.instances.flatMap((target) => {
    const reason = orphanReason(target.instance, asker, clock());
    return reason === undefined ? [] : [{ target, reason }];
  });
  const unread = testInstanceList.environments.flatMap(({ failures, unreadable }) => [
    ...failures.map(({ title }) => title),
    ...unreadable,
  ]);
  if (unread.length > 0) tell(vscode.l10n.t('Not everything could be read: {0}', unread.join(' · ')));
  await deleteLeftGroups(services);
  if (orphans.length === 0) {
    if (unread.length === 0) tell(vscode.l10n.t('No test instance has been left behind.'));
    return;
  }
  const items = orphans.map(({ target, reason }) => ({
    label: target.instance.instanceId,
    description: [
      reasonWords(reason, target, clock()),
      withoutMarkup(target.environment.name),
      withoutMarkup(target.instance.tags.owner),
    ].join(' · '),
    // One whose window is gone may be worked with from the next one.
    picked: reason === 'expired',
    target,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('End which test instances that have been left behind?'),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (chosen === undefined || chosen.length === 0) return;
  const end = vscode.l10n.t('End');
  const question = vscode.l10n.t('End these test instances? They are terminated, with all that is on them.');
  const detail = chosen.map(({ target }) => factsOf(target, clock())).join('\n');
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, end)) !== end) return;
  await endAll(
    services,
    chosen.map(({ target }) => target),
  );
}

/** What a person must see before one is ended. */
function factsOf({ environment, instance }: InstanceTarget, now: number): string {
  const { imageId = '', instanceId, launchedAt, tags } = instance;
  const age = launchedAt === undefined ? [] : [formatAge(launchedAt, now, vscode.env.language)];
  return [instanceId, environment.name, tags.owner, imageId, ...age].map(singleLine).join(' · ');
}

/** Instances that have ended by themselves leave their groups behind, which cost nothing and only pile up. */
async function deleteLeftGroups({ log, testInstanceList, testInstances }: LaunchServices): Promise<void> {
  const never = new AbortController().signal;
  const regions = testInstanceList.environments.flatMap(({ environment }) =>
    environment.regions.map((region) => ({ environment, region })),
  );
  await Promise.all(
    regions.map(async ({ environment, region }) => {
      try {
        await testInstances.deleteUnusedGroups(environment, region, ownerName(), never);
      } catch (thrown) {
        log.warn(messageOf(thrown));
      }
    }),
  );
}

function reasonWords(reason: OrphanReason, { instance }: InstanceTarget, now: number): string {
  return reason === 'expired'
    ? vscode.l10n.t('should have ended {0}', formatAge(instance.tags.expiresAt, now, vscode.env.language))
    : vscode.l10n.t('its window is gone');
}

/** Each of them, also where another one cannot be ended. */
async function endAll(services: LaunchServices, targets: readonly InstanceTarget[]): Promise<void> {
  const ended = await Promise.all(targets.map((target) => endOne(services, target)));
  await services.testInstanceList.refresh();
  const used = services.testInstanceList.instances.flatMap(({ instance }) => instance.securityGroupIds);
  const kept = ended
    .flatMap((outcome) => (outcome.kind === 'done' ? outcome.value.keptGroups : []))
    .filter(({ groupId }) => !used.includes(groupId));
  for (const { groupId, reason } of kept) {
    tell(vscode.l10n.t('The security group {0} is still there: {1}', groupId, reason));
  }
}

function endOne(
  services: LaunchServices,
  { environment, instance }: InstanceTarget,
): Promise<Outcome<EndReport>> {
  const { instanceId, region } = instance;
  return services.work.run(
    async ({ signal }) => {
      try {
        return done(
          await services.testInstances.terminate(environment, region, instanceId, ownerName(), signal),
        );
      } catch (thrown) {
        if (isCancellation(thrown)) return cancelled;
        const failure = await services.explainReadError(thrown, environment);
        return failed({
          ...failure,
          title: vscode.l10n.t('{0} could not be ended', instanceId),
          nextSteps: failure.nextSteps.filter(({ command }) => command !== commandIds.refreshEnvironment),
        });
      }
    },
    { title: vscode.l10n.t('Ending {0}', instanceId), place: { notification: true } },
  );
}
