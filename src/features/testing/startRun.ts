import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import * as vscode from 'vscode';
import type { KeyRecipient } from '../../host/sentKey.ts';
import { hostGroupFor } from '../../core/playbooks/hostGroup.ts';
import type { TagSelection } from '../../core/playbooks/selectTasks.ts';
import type { Services } from '../../host/services.ts';
import { connectionVariables } from '../../tools/ansible/connections.ts';
import { runVariable } from '../../tools/ansible/machineProcesses.ts';
import type { PlaybookRun } from '../../tools/ansible/playbookCommand.ts';
import { startPlaybook } from '../../tools/ansible/runPlaybook.ts';
import { writeSecretFiles } from '../../tools/ansible/secretFiles.ts';
import { claimFolder } from '../../tools/detached/claim.ts';
import type { DetachedRun } from '../../tools/detached/detachedRun.ts';
import { writeWhole } from '../../tools/writeWhole.ts';
import type { PlaybookTest } from './playbookTests.ts';
import type { PreparedRun } from './prepareRun.ts';
import { ansibleOptions } from './runOptions.ts';
import type { ChosenMachine } from './runTargets.ts';

/** What starting a run uses. */
export type StartServices = Pick<Services, 'extensionFolder' | 'storageFolder'>;

/** What of a run the next window must know; kept beside it. */
export interface RunOrder extends TagSelection {
  /** Id of the item of the playbook. */
  readonly playbook: string;
  /** A UUID, by which its processes are known on the machine. */
  readonly runId: string;
  /** Name of the machine. */
  readonly host: string;
  /** `first` and `second` where the playbook is run twice and must change nothing the second time. */
  readonly turn: 'only' | 'first' | 'second';
  /** Who is let in with the key in the folder of the run, as long as that is sent again and again. */
  readonly keyRecipient?: KeyRecipient | undefined;
}

/** A run that has begun, in this window or in an earlier one. */
export interface BegunRun {
  readonly detached: DetachedRun;
  readonly test: PlaybookTest;
  readonly order: RunOrder;
  /** Forgets what a person said of how its machine is reached. */
  readonly forgetAnswers?: (() => Promise<void>) | undefined;
}

/** Where a playbook is run, and which time it is. */
export interface RunTurn {
  readonly machine: ChosenMachine;
  readonly turn: RunOrder['turn'];
  /** Aborted when it is over. */
  readonly over: AbortSignal;
}

/** Name of the file that an order is kept in. */
export const orderFile = 'order.json';

/**
 * The folder with a folder for each run.
 * @param services - where the files of this workspace are
 */
export function runsFolder({ storageFolder }: Pick<StartServices, 'storageFolder'>): string {
  return join(storageFolder, 'runs');
}

/**
 * Starts a playbook on a machine. It goes on when this window is closed.
 * @param services - where the extension is, and where runs are kept
 * @param prepared - what to run
 * @param turn - where, and which time it is
 * @param signal - ends what comes before it, not the run
 * @throws CancelledError when the person chose no machine
 * @throws Error in words for a person when it cannot be started
 */
export async function startRun(
  services: StartServices,
  prepared: PreparedRun,
  turn: RunTurn,
  signal: AbortSignal,
): Promise<BegunRun> {
  const runId = randomUUID();
  const runFolder = join(runsFolder(services), runId);
  await mkdir(runFolder, { recursive: true, mode: 0o700 });
  // Before it can be taken for one that an earlier window has left.
  await claimFolder(runFolder);
  try {
    return await startIn(services, { ...prepared, ...turn, runId, runFolder }, signal);
  } catch (thrown) {
    await rm(runFolder, { recursive: true, force: true });
    throw thrown;
  }
}

/** A machine of another name is what the plays are for, as far as they say one. */
async function inventoryFor(
  { playbook }: PlaybookTest,
  host: string,
  runFolder: string,
): Promise<PlaybookRun['inventory']> {
  const group = hostGroupFor(playbook, host);
  if (group === undefined) return { hosts: [host] };
  const file = join(runFolder, 'inventory.ini');
  await writeFile(file, `[${group}]\n${host}\n`, { mode: 0o600 });
  return { file };
}

interface Beginning extends PreparedRun, RunTurn {
  readonly runId: string;
  readonly runFolder: string;
}

async function startIn(
  { extensionFolder }: StartServices,
  { test, options, program, callbacks, secrets, machine, turn, over, runId, runFolder }: Beginning,
  signal: AbortSignal,
): Promise<BegunRun> {
  const playbook = join(test.folder, test.playbook.path);
  const { host, sshConfig, forgetAnswers, ...recipient } = await machine.reach({ runFolder, signal, over });
  const { tags, skipTags } = options;
  const order: RunOrder = { playbook: test.item.id, tags, skipTags, runId, host, turn, ...recipient };
  await writeWhole(join(runFolder, orderFile), JSON.stringify(order));
  signal.throwIfAborted();
  const { extraVars, environment } = await writeSecretFiles(runFolder, secrets);
  const begun = await startPlaybook({
    program,
    run: {
      playbook: relative(test.ansibleFolder, playbook),
      inventory: await inventoryFor(test, host, runFolder),
      ssh: { config: sshConfig, sendsVariable: runVariable },
      ...ansibleOptions(options, extraVars === undefined ? [] : [extraVars]),
    },
    folder: test.ansibleFolder,
    runFolder,
    environment: { ...environment, ...connectionVariables(runId), [runVariable]: runId },
    events: {
      pluginFolder: vscode.Uri.joinPath(extensionFolder, 'callback_plugins').fsPath,
      callbacks,
    },
  });
  if (begun.kind === 'started') return { detached: begun.run, test, order, forgetAnswers };
  throw new Error(vscode.l10n.t('{0} cannot be run.', program));
}
