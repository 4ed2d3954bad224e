import { readFile, realpath, writeFile } from 'node:fs/promises';
import { basename, dirname, relative } from 'node:path';
import * as vscode from 'vscode';
import { CancelledError } from '../../core/outcome/outcome.ts';
import { singleLine, withoutMarkup } from '../../core/text/plainText.ts';
import { askVagrant } from '../../host/askVagrant.ts';
import { commandIds } from '../../host/contributedIds.ts';
import { readSettings } from '../../host/settings.ts';
import {
  machineIndexFile,
  parseMachineIndex,
  type VagrantMachine,
} from '../../tools/vagrant/machineIndex.ts';
import { parseStatus } from '../../tools/vagrant/machineStatus.ts';
import { sshConfigCommand, statusCommand } from '../../tools/vagrant/vagrantCommand.ts';
import { type ChosenMachine, type RunTarget, sshConfigFile } from './runTargets.ts';

/** The Vagrant machines of the workspace. */
export const vagrant: RunTarget = { choose: vagrantMachine };

/**
 * The running Vagrant machine to run a playbook on: the one with its name, the only one where the Vagrantfile has none of its
 * name, or the one that a person chooses.
 * @param folder - path of the folder of the workspace
 * @param playbook - path of the playbook in it
 * @throws CancelledError when the person chose none
 * @throws Error when none is running; reaching it throws when Vagrant does not say how
 */
async function vagrantMachine(folder: string, playbook: string): Promise<ChosenMachine> {
  const machine = await chooseMachine(folder, nameOf(playbook));
  return {
    reach: async ({ runFolder, signal }) => {
      const sshConfig = sshConfigFile(runFolder);
      await writeFile(sshConfig, await sshConfigOf(folder, machine, signal), { mode: 0o600 });
      return { host: machine.name, sshConfig };
    },
  };
}

async function chooseMachine(folder: string, name: string): Promise<VagrantMachine> {
  const machines = await machinesOf(folder);
  const running = machines.filter(isRunning);
  const named = machines.find((machine) => machine.name === name);
  if (named !== undefined && isRunning(named)) return named;
  // Vagrant has noted nothing of a machine that was never started.
  const names = named === undefined ? await namesInVagrantfiles(folder) : [named.name];
  const own = names.includes(name) ? name : undefined;
  const [only, other] = running;
  if (only === undefined) return start(folder, own ?? (await pickName(names, name)));
  // What is of another name is used unasked only where the playbook has no machine of its own.
  if (own === undefined && other === undefined) return only;
  const chosen = await pickMachine(running, own);
  return typeof chosen === 'string' ? startNow(folder, chosen) : chosen;
}

/** The names of all machines, those that were never started as well. */
async function namesInVagrantfiles(folder: string): Promise<string[]> {
  const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), '**/Vagrantfile');
  const files = await vscode.workspace.findFiles(pattern, '**/{node_modules,.git,.vagrant}/**');
  const command = statusCommand(readSettings().vagrantPath);
  const outputs = await Promise.all(files.map(({ fsPath }) => askVagrant(dirname(fsPath), command)));
  return [...new Set(outputs.flatMap((output) => parseStatus(output).machines.map(({ name }) => name)))];
}

/** The machines of a folder that Vagrant knows of. */
async function machinesOf(folder: string): Promise<VagrantMachine[]> {
  const text = await readFile(machineIndexFile(process.env), 'utf8').catch(() => '');
  // Vagrant notes where a folder really is.
  const real = await realpath(folder);
  return (parseMachineIndex(text) ?? []).filter((machine) => isWithin(real, machine.folder));
}

function isRunning({ state }: Pick<VagrantMachine, 'state'>): boolean {
  return state === 'running';
}

/** Starts a machine when the person wants that. */
async function start(folder: string, name: string): Promise<VagrantMachine> {
  const yes = vscode.l10n.t('Start {0}', singleLine(name));
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('No Vagrant machine of this folder is running.'),
    { modal: true },
    yes,
  );
  if (chosen !== yes) throw new CancelledError('No machine was started.');
  return startNow(folder, name);
}

async function startNow(folder: string, name: string): Promise<VagrantMachine> {
  await vscode.commands.executeCommand(commandIds.vagrantUp, name);
  const machines = await machinesOf(folder);
  const started = machines.find((machine) => machine.name === name && isRunning(machine));
  if (started !== undefined) return started;
  throw new Error(vscode.l10n.t('The machine does not run. Start it: vagrant up {0}', name));
}

/** Where no machine has the name of the playbook, and none runs. */
async function pickName(names: readonly string[], name: string): Promise<string> {
  const [only, other] = names;
  // Vagrant says what there is to be said of a folder without machines.
  if (only === undefined) return name;
  if (other === undefined) return only;
  const items = names.map((each) => ({ label: withoutMarkup(each), name: each }));
  const title = vscode.l10n.t('Start which machine?');
  const chosen = await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true });
  if (chosen === undefined) throw new CancelledError('No machine was chosen.');
  return chosen.name;
}

/** One that runs, or the name of that of the playbook, which does not. */
async function pickMachine(
  running: readonly VagrantMachine[],
  stopped: string | undefined,
): Promise<VagrantMachine | string> {
  interface MachineRow extends vscode.QuickPickItem {
    readonly machine: VagrantMachine | string;
  }
  const own: MachineRow[] =
    stopped === undefined
      ? []
      : [{ label: vscode.l10n.t('Start {0}', withoutMarkup(stopped)), machine: stopped }];
  const others = running.map((machine): MachineRow => {
    const { name, provider } = machine;
    return { label: withoutMarkup(name), description: withoutMarkup(provider), machine };
  });
  const title = vscode.l10n.t('Run on which machine?');
  const chosen = await vscode.window.showQuickPick([...own, ...others], { title, ignoreFocusOut: true });
  if (chosen === undefined) throw new CancelledError('No machine was chosen.');
  return chosen.machine;
}

/** Asks how a machine is reached; one that was stopped by somebody else, which Vagrant has not noted, is started first. */
async function sshConfigOf(
  folder: string,
  { name, folder: ofVagrantfile }: VagrantMachine,
  signal: AbortSignal,
): Promise<string> {
  const { vagrantPath } = readSettings();
  const ask = (): Promise<string> => askVagrant(ofVagrantfile, sshConfigCommand(vagrantPath, name), signal);
  try {
    return await ask();
  } catch (thrown) {
    const { machines } = parseStatus(await askVagrant(ofVagrantfile, statusCommand(vagrantPath), signal));
    if (signal.aborted || machines.some((each) => each.name === name && isRunning(each))) throw thrown;
  }
  await start(folder, name);
  return ask();
}

function nameOf(playbook: string): string {
  return basename(playbook).replace(/\.ya?ml$/u, '');
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith('../') && !way.startsWith('/');
}
