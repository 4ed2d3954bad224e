import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { Disposable } from '../../core/events/listeners.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import { registerCommand } from '../../host/registerCommand.ts';
import { commandIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';
import { registerAnsibleTasks } from './ansibleTasks.ts';
import { chooseRun } from './chooseRun.ts';
import { registerCodeLenses } from './codeLenses.ts';
import { PlaybookDiscovery } from './discovery.ts';
import { type InstanceServices, instanceTarget, letInAgain } from './instanceTargets.ts';
import { hasKeptRuns, showKeptRuns } from './keptRuns.ts';
import { requestedRuns } from './requestedRuns.ts';
import { chooseAtLine } from './runAtLine.ts';
import { LastOptions } from './runOptions.ts';
import { RunHistory } from './runHistory.ts';
import { type RequestedRun, runAll, type RunMode, type RunServices } from './runProfiles.ts';
import type { RunTarget } from './runTargets.ts';
import { vagrant } from './vagrantTargets.ts';

/** Id of the controller: the filter of the Testing view knows tags as `@amiBakery:TAG`. */
const controllerId = 'amiBakery';

/** An instance that other features want a playbook to be run on, and which. */
const wishSchema = z.object({
  instanceId: z.string(),
  folder: z.optional(z.string()),
  playbook: z.optional(z.string()),
});

/**
 * The playbooks of the workspace in the Testing view: which there are, and running them.
 * @param services - what this feature uses
 */
export function registerTesting(
  services: Omit<RunServices, 'approvals'> & InstanceServices & Pick<Services, 'environments' | 'work'>,
): Disposable[] {
  const { log, work } = services;
  const instances = instanceTarget(services);
  const runServices: RunServices = { ...services, approvals: new Set() };
  const controller = vscode.tests.createTestController(controllerId, vscode.l10n.t('Ansible'));
  const discovery = new PlaybookDiscovery(controller, log);
  const lastOptions = new LastOptions(services.workspaceState);
  const history = new RunHistory();
  const closing = new AbortController();
  const warn = (thrown: unknown): void => {
    log.warn(messageOf(thrown));
  };
  let started: Promise<void> | undefined;
  const start = async (): Promise<void> => {
    await discovery.start();
    // Before this window can have runs of its own. They may go on for long: nobody waits for their end.
    showKeptRuns(services, {
      controller,
      tests: discovery.tests,
      letInAgain: (begun, over) => letInAgain(services, begun, over),
      signal: closing.signal,
    }).catch(warn);
  };
  const startOnce = (): Promise<void> =>
    (started ??= start().catch((thrown: unknown) => {
      // The next one tries again.
      started = undefined;
      throw thrown;
    }));
  controller.resolveHandler = async (item) => {
    if (item === undefined) await startOnce();
  };
  controller.refreshHandler = async () => {
    await startOnce();
    await discovery.refresh();
  };
  const run = async (
    request: vscode.TestRunRequest,
    requested: readonly RequestedRun[],
    mode: RunMode,
  ): Promise<void> => {
    history.note(requested, mode);
    await runAll(runServices, controller.createTestRun(request), requested, mode);
  };
  const runRequested = (requested: readonly RequestedRun[], mode: RunMode): Promise<void> =>
    run(new vscode.TestRunRequest(requested.map(({ test }) => test.item)), requested, mode);
  const runChosen = async (item: unknown, target: RunTarget): Promise<void> => {
    await startOnce();
    const chosen = await chooseRun(lastOptions, discovery.tests, item);
    if (chosen !== undefined) await runRequested([chosen], { target });
  };
  const profile = (label: string, mode: RunMode, isDefault: boolean): vscode.TestRunProfile =>
    controller.createRunProfile(
      label,
      vscode.TestRunProfileKind.Run,
      (request) => run(request, requestedRuns(discovery.tests, request), mode),
      isDefault,
    );
  // Nothing of this is done before the extension is activated, and where no run is kept one folder is read.
  setImmediate(() => {
    const showWhenKept = async (): Promise<void> => {
      if (await hasKeptRuns(services)) await startOnce();
    };
    showWhenKept().catch(warn);
  });
  return [
    controller,
    discovery,
    {
      dispose: () => {
        closing.abort();
      },
    },
    profile(vscode.l10n.t('Vagrant'), { target: vagrant }, true),
    profile(vscode.l10n.t('Check mode on Vagrant'), { target: vagrant, isCheck: true }, false),
    profile(vscode.l10n.t('Idempotence on Vagrant'), { target: vagrant, isTwice: true }, false),
    profile(vscode.l10n.t('EC2 instance'), { target: instances }, false),
    profile(vscode.l10n.t('Check mode on EC2 instance'), { target: instances, isCheck: true }, false),
    profile(vscode.l10n.t('Idempotence on EC2 instance'), { target: instances, isTwice: true }, false),
    registerCommand(work, commandIds.runWithTags, (target) => runChosen(target, vagrant)),
    registerCommand(work, commandIds.runWithTagsOnInstance, async (target) => {
      const wish = wishSchema.safeParse(target);
      if (!wish.success) return runChosen(target, instances);
      await startOnce();
      const { instanceId, folder, playbook } = wish.data;
      const test = discovery.tests.find((each) => each.folder === folder && each.playbook.path === playbook);
      return runChosen(test?.item, instanceTarget(services, instanceId));
    }),
    registerCommand(work, commandIds.runAtLine, async (target) => {
      await startOnce();
      const chosen = await chooseAtLine(discovery.tests, target);
      if (chosen === undefined) return;
      const { requested, isCheck, isOnInstance } = chosen;
      await runRequested(requested, { target: isOnInstance ? instances : vagrant, isCheck });
    }),
    ...registerCodeLenses(discovery, startOnce),
    registerAnsibleTasks(discovery, startOnce),
    registerCommand(work, commandIds.rerunLastTest, async () => {
      const last = history.last(discovery.tests);
      if (last === undefined) {
        await vscode.commands.executeCommand('testing.reRunLastRun');
        return;
      }
      await runRequested(last.requested, last.mode);
    }),
  ];
}
