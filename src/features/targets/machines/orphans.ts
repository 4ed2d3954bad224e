import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { withoutMarkup } from '../../../core/text/plainText.ts';
import type { Services } from '../../../host/services.ts';
import { runProgram } from '../../../tools/runProgram.ts';
import { containerOf, listContainersCommand, removeContainerCommand } from '../../../tools/vagrant/lxc.ts';
import { machineIndexFile, parseMachineIndex } from '../../../tools/vagrant/machineIndex.ts';
import type { ActionOrder } from './actionOrder.ts';

/** How long lxc may take to list, and to remove, containers, in milliseconds. */
const listTime = 10_000;
const removalTime = 60_000;

/**
 * The containers that there are.
 * @returns undefined when lxc does not say
 */
export async function containersNow(): Promise<string[] | undefined> {
  const end = await runProgram(
    { ...listContainersCommand, timeLimit: listTime },
    new AbortController().signal,
  );
  if (end.kind !== 'exited' || end.code !== 0) return undefined;
  return end.stdout.split('\n').filter((name) => name !== '');
}

/**
 * Offers to remove containers that an action has left behind: made for its machine since it began, and unknown to Vagrant,
 * which happens where Vagrant is killed while it makes one (measured with vagrant-lxc). No other container is ever touched.
 * @param order - that did not end well
 * @param services - how a failure looks
 */
export async function offerOrphans(order: ActionOrder, { work }: Pick<Services, 'work'>): Promise<void> {
  for (const container of await orphansOf(order)) {
    const remove = vscode.l10n.t('Remove Container');
    const question = vscode.l10n.t(
      'The container {0} of {1} was left behind, and Vagrant does not know it.',
      withoutMarkup(container),
      withoutMarkup(order.machine),
    );
    if ((await vscode.window.showWarningMessage(question, remove)) !== remove) continue;
    const end = await runProgram(
      { ...removeContainerCommand(container), timeLimit: removalTime },
      new AbortController().signal,
    );
    if (end.kind === 'exited' && end.code === 0) continue;
    const message = 'stderr' in end ? end.stderr.trim() : end.kind;
    await work.showFailure({
      title: vscode.l10n.t('The container could not be removed'),
      message,
      cause: new Error(message),
      nextSteps: [],
    });
  }
}

async function orphansOf({ containers, folder, machine }: ActionOrder): Promise<readonly string[]> {
  if (containers === undefined) return [];
  const now = (await containersNow()) ?? [];
  const known = await knownContainers();
  return now.filter((name) => !containers.includes(name) && !known.has(name) && isOf(name, folder, machine));
}

/** vagrant-lxc 1.4.3 names a container by its folder, its machine, the time and a number (action/create.rb). */
function isOf(container: string, folder: string, machine: string): boolean {
  const begin = `${basename(folder)}_${machine}_`.replace(/[^-a-z0-9_]/giu, '');
  return container.startsWith(begin) && /^\d+_\d+$/u.test(container.slice(begin.length));
}

/** Of all machines that Vagrant knows, wherever they are. */
async function knownContainers(): Promise<ReadonlySet<string>> {
  const text = await readFile(machineIndexFile(process.env), 'utf8').catch(() => '');
  const machines = (parseMachineIndex(text) ?? []).filter(({ provider }) => provider === 'lxc');
  const names = await Promise.all(
    machines.map(({ dataFolder, name }) => containerOf(dataFolder, name).catch(() => undefined)),
  );
  return new Set(names.flatMap((name) => name ?? []));
}
