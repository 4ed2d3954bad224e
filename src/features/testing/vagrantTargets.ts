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

/** A machine that Ansible can reach. */
export interface Target {
  /** Name of its host. */
  readonly host: string;
  /** Path of an ssh_config that says how it is reached. */
  readonly sshConfig: string;
  /** Who is let in with a key that is sent again and again. */
  readonly keyRecipient?: KeyRecipient;
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
 * @param runFolder - where what is needed to reach it is kept
 * @param signal - ends asking Vagrant
 * @throws CancelledError when the person chose none
 * @throws Error when none is running, or Vagrant does not say how it is reached
 */
export async function vagrantTarget(
  folder: string,
  playbook: string,
  runFolder: string,
  signal: AbortSignal,
): Promise<Target> {
  const machine = await chooseMachine(await startedMachines(folder, nameOf(playbook)), nameOf(playbook));
  const sshConfig = sshConfigFile(runFolder);
  await writeFile(sshConfig, await askForSshConfig(machine, signal), { mode: 0o600 });
  return { host: machine.name, sshConfig };
}

/** The machines that run; where there is none, the person is asked whether to start one. */
async function startedMachines(folder: string, name: string): Promise<VagrantMachine[]> {
  const running = await runningMachines(folder);
  if (running.length > 0) return running;
  const start = vscode.l10n.t('Start {0}', singleLine(name));
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('No Vagrant machine of this folder is running.'),
    { modal: true },
    start,
  );
  if (chosen !== start) throw new CancelledError('No machine was started.');
  await vscode.commands.executeCommand(commandIds.vagrantUp, name);
  return runningMachines(folder);
}

async function runningMachines(folder: string): Promise<VagrantMachine[]> {
  const text = await readFile(machineIndexFile(process.env), 'utf8').catch(() => '');
  const machines = parseMachineIndex(text) ?? [];
  // Vagrant notes where a folder really is.
  const real = await realpath(folder);
  return machines.filter(({ state, folder: its }) => state === 'running' && isWithin(real, its));
}

async function chooseMachine(machines: readonly VagrantMachine[], name: string): Promise<VagrantMachine> {
  const named = machines.find((machine) => machine.name === name);
  const [first] = machines;
  if (first === undefined) {
    throw new Error(
      vscode.l10n.t('No Vagrant machine of this folder is running. Start one: vagrant up {0}', name),
    );
  }
  if (named !== undefined || machines.length === 1) return named ?? first;
  const items = machines.map((machine) => ({
    label: withoutMarkup(machine.name),
    description: withoutMarkup(machine.provider),
    machine,
  }));
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
