import { readFile, realpath, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import * as vscode from 'vscode';
import { CancelledError } from '../../core/outcome/outcome.ts';
import { singleLine, withoutMarkup } from '../../core/text/plainText.ts';
import { askVagrant } from '../../host/askVagrant.ts';
import { commandIds } from '../../host/manifest.ts';
import type { KeyRecipient } from '../../host/sentKey.ts';
import { readSettings } from '../../host/settings.ts';
import {
  machineIndexFile,
  parseMachineIndex,
  type VagrantMachine,
} from '../../tools/vagrant/machineIndex.ts';
import { sshConfigCommand } from '../../tools/vagrant/vagrantCommand.ts';
import type { ChosenMachine } from './runTargets.ts';

/** A machine that Ansible can reach. */
export interface Target {
  /** Name of its host. */
  readonly host: string;
  /** Path of an ssh_config that says how it is reached. */
  readonly sshConfig: string;
  /** Who is let in with a key that is sent again and again. */
  readonly keyRecipient?: KeyRecipient;
  /** Forgets what a person said of how it is reached. */
  readonly forgetAnswers?: () => Promise<void>;
}

/**
 * Path of the ssh_config of a run.
 * @param runFolder - where what is needed to reach its machine is kept
 */
export function sshConfigFile(runFolder: string): string {
  return join(runFolder, 'ssh-config');
}

/**
 * The running Vagrant machine to run a playbook on: the one with its name, the only one, or the one that a person chooses.
 * @param folder - path of the folder of the workspace
 * @param playbook - path of the playbook in it
 * @throws CancelledError when the person chose none
 * @throws Error when none is running; reaching it throws when Vagrant does not say how
 */
export async function vagrantMachine(folder: string, playbook: string): Promise<ChosenMachine> {
  const machine = await chooseMachine(folder, nameOf(playbook));
  return {
    reach: async ({ runFolder, signal }) => {
      const sshConfig = sshConfigFile(runFolder);
      await writeFile(sshConfig, await askForSshConfig(machine, signal), { mode: 0o600 });
      return { host: machine.name, sshConfig };
    },
  };
}

async function chooseMachine(folder: string, name: string): Promise<VagrantMachine> {
  const machines = await machinesOf(folder);
  const running = machines.filter(isRunning);
  const named = machines.find((machine) => machine.name === name);
  if (named !== undefined && isRunning(named)) return named;
  const [only, other] = running;
  if (only === undefined) {
    await askToStart(name);
    return startedMachine(folder, name, running);
  }
  // What is of another name is used unasked only where the playbook has no machine of its own.
  if (named === undefined && other === undefined) return only;
  const chosen = await pickMachine(running, named);
  return isRunning(chosen) ? chosen : startedMachine(folder, name, running);
}

/** The machines of a folder that Vagrant knows of. */
async function machinesOf(folder: string): Promise<VagrantMachine[]> {
  const text = await readFile(machineIndexFile(process.env), 'utf8').catch(() => '');
  // Vagrant notes where a folder really is.
  const real = await realpath(folder);
  return (parseMachineIndex(text) ?? []).filter((machine) => isWithin(real, machine.folder));
}

function isRunning({ state }: VagrantMachine): boolean {
  return state === 'running';
}

async function askToStart(name: string): Promise<void> {
  const start = vscode.l10n.t('Start {0}', singleLine(name));
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('No Vagrant machine of this folder is running.'),
    { modal: true },
    start,
  );
  if (chosen !== start) throw new CancelledError('No machine was started.');
}

/** Where there is none of that name, another may have been chosen. */
async function startedMachine(
  folder: string,
  name: string,
  before: readonly VagrantMachine[],
): Promise<VagrantMachine> {
  await vscode.commands.executeCommand(commandIds.vagrantUp, name);
  const started = (await machinesOf(folder)).find(
    (machine) => isRunning(machine) && before.every((each) => each.name !== machine.name),
  );
  if (started !== undefined) return started;
  throw new Error(vscode.l10n.t('The machine does not run. Start it: vagrant up {0}', name));
}

/** One that runs, or that of the playbook, which does not. */
async function pickMachine(
  running: readonly VagrantMachine[],
  stopped: VagrantMachine | undefined,
): Promise<VagrantMachine> {
  const itemOf = (machine: VagrantMachine): vscode.QuickPickItem & { readonly machine: VagrantMachine } => ({
    label: isRunning(machine)
      ? withoutMarkup(machine.name)
      : vscode.l10n.t('Start {0}', withoutMarkup(machine.name)),
    description: withoutMarkup(machine.provider),
    machine,
  });
  const items = [...(stopped === undefined ? [] : [stopped]), ...running].map(itemOf);
  const title = vscode.l10n.t('Run on which machine?');
  const chosen = await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true });
  if (chosen === undefined) throw new CancelledError('No machine was chosen.');
  return chosen.machine;
}

function askForSshConfig({ name, folder }: VagrantMachine, signal: AbortSignal): Promise<string> {
  return askVagrant(folder, sshConfigCommand(readSettings().vagrantPath, name), signal);
}

function nameOf(playbook: string): string {
  return basename(playbook).replace(/\.ya?ml$/u, '');
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith('../') && !way.startsWith('/');
}
