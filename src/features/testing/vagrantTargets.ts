import { readFile, realpath, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { CancelledError } from '../../core/outcome/outcome.ts';
import { isWithin, type MachineReference, ownMachines } from '../../core/targets/ownMachines.ts';
import { singleLine, withoutMarkup } from '../../core/text/plainText.ts';
import { askVagrant } from '../../host/askVagrant.ts';
import { commandIds } from '../../host/contributedIds.ts';
import { folderTitle } from '../../host/folderTitle.ts';
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
 * The running Vagrant machine to run a playbook on: the one with its name, the only one where no Vagrantfile has one of its
 * name, or the one that a person chooses.
 * @param folder - path of the folder of the workspace
 * @param playbook - path of the playbook in it
 * @throws CancelledError when the person chose none
 * @throws Error when none is running; reaching it throws when Vagrant does not say how
 */
async function vagrantMachine(folder: string, playbook: string): Promise<ChosenMachine> {
  const machine = await chooseMachine(folder, playbook);
  return {
    reach: async ({ runFolder, signal }) => {
      const sshConfig = sshConfigFile(runFolder);
      await writeFile(sshConfig, await sshConfigOf(machine, signal), { mode: 0o600 });
      return { host: machine.name, sshConfig };
    },
  };
}

async function chooseMachine(folder: string, path: string): Promise<MachineReference> {
  const noted = await machinesOf(folder);
  const running = noted.filter(isRunning);
  const playbook = { folder: dirname(await realpath(path)), name: basename(path).replace(/\.ya?ml$/u, '') };
  const machines = await knownMachines(folder, playbook, noted);
  const own = ownMachines(machines, playbook);
  const [mine, another] = own;
  const isSure = mine !== undefined && another === undefined;
  if (isSure && running.some((machine) => isSame(machine, mine))) return mine;
  const [only, other] = running;
  if (only === undefined) return start(isSure ? mine : await pickToStart(own.length > 0 ? own : machines));
  // What is of another name is used unasked only where the playbook has no machine of its own.
  if (mine === undefined && other === undefined) return only;
  const stopped = own.filter((machine) => !running.some((each) => isSame(each, machine)));
  return pickMachine(running, stopped);
}

/** What Vagrant has noted, which is nothing of a machine that was never started: it is asked where that may matter. */
async function knownMachines(
  folder: string,
  playbook: MachineReference,
  noted: readonly VagrantMachine[],
): Promise<readonly MachineReference[]> {
  const folders = await vagrantFolders(folder);
  const places = new Set([...folders, ...noted.map((machine) => machine.folder)]);
  const [home, elsewhere] = ownMachines(
    [...places].map((place) => ({ folder: place, name: playbook.name })),
    playbook,
  );
  const isNoted = noted.some((machine) => home !== undefined && isSame(machine, home));
  if (isNoted && elsewhere === undefined) return noted;
  const asked = await Promise.all(folders.map(machinesInVagrantfile));
  const others = asked.flat().filter((machine) => !noted.some((each) => isSame(each, machine)));
  return [...noted, ...others];
}

/** Paths of the folders with a Vagrantfile; Vagrant notes where a folder really is. */
async function vagrantFolders(folder: string): Promise<string[]> {
  const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), '**/Vagrantfile');
  const files = await vscode.workspace.findFiles(pattern, '**/{node_modules,.git,.vagrant}/**');
  return Promise.all(files.map(({ fsPath }) => realpath(dirname(fsPath))));
}

/** All machines of a Vagrantfile, those that were never started as well. */
async function machinesInVagrantfile(folder: string): Promise<MachineReference[]> {
  const output = await askVagrant(folder, statusCommand(readSettings().vagrantPath));
  return parseStatus(output).machines.map(({ name }) => ({ folder, name }));
}

/** The machines of a folder that Vagrant knows of. */
async function machinesOf(folder: string): Promise<VagrantMachine[]> {
  const text = await readFile(machineIndexFile(process.env), 'utf8').catch(() => '');
  const real = await realpath(folder);
  return (parseMachineIndex(text) ?? []).filter((machine) => isWithin(real, machine.folder));
}

function isRunning({ state }: Pick<VagrantMachine, 'state'>): boolean {
  return state === 'running';
}

function isSame(one: MachineReference, other: MachineReference): boolean {
  return one.folder === other.folder && one.name === other.name;
}

/** Starts a machine when the person wants that. */
async function start(machine: MachineReference): Promise<MachineReference> {
  const yes = vscode.l10n.t('Start {0}', singleLine(machine.name));
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('No Vagrant machine of this folder is running.'),
    { modal: true },
    yes,
  );
  if (chosen !== yes) throw new CancelledError('No machine was started.');
  return startNow(machine);
}

async function startNow({ folder, name }: MachineReference): Promise<MachineReference> {
  const row = { kind: 'machine', machine: { folder, name } };
  await vscode.commands.executeCommand(commandIds.vagrantUp, row);
  const machines = await machinesOf(folder);
  const started = machines.find((machine) => isSame(machine, { folder, name }) && isRunning(machine));
  if (started !== undefined) return started;
  throw new Error(vscode.l10n.t('The machine does not run. Start it: vagrant up {0}', name));
}

/** Where none runs, and it is not clear which one the playbook is for. */
async function pickToStart(machines: readonly MachineReference[]): Promise<MachineReference> {
  const [only, other] = machines;
  if (only === undefined) {
    throw new Error(
      vscode.l10n.t(
        'No Vagrantfile of this folder has a machine. AMI Bakery: Create Starter Project brings one that has.',
      ),
    );
  }
  if (other === undefined) return only;
  const items = machines.map((machine) => rowOf(machine, machines));
  const title = vscode.l10n.t('Start which machine?');
  const chosen = await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true });
  if (chosen === undefined) throw new CancelledError('No machine was chosen.');
  return chosen.machine;
}

/** One that runs, or one that the playbook is for, which is started. */
async function pickMachine(
  running: readonly VagrantMachine[],
  stopped: readonly MachineReference[],
): Promise<MachineReference> {
  const all = [...stopped, ...running];
  const items = [
    ...stopped.map((machine) => {
      const row = rowOf(machine, all);
      return { ...row, label: vscode.l10n.t('Start {0}', row.label), isStopped: true };
    }),
    ...running.map((machine) => ({ ...rowOf(machine, all, machine.provider), isStopped: false })),
  ];
  const title = vscode.l10n.t('Run on which machine?');
  const chosen = await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true });
  if (chosen === undefined) throw new CancelledError('No machine was chosen.');
  return chosen.isStopped ? startNow(chosen.machine) : chosen.machine;
}

/** Says the folder only where that tells machines apart. */
function rowOf(
  machine: MachineReference,
  all: readonly MachineReference[],
  provider?: string,
): vscode.QuickPickItem & { readonly machine: MachineReference } {
  const place = all.some(({ folder }) => folder !== machine.folder) ? folderTitle(machine.folder) : undefined;
  const description = [provider, place].flatMap((part) => (part === undefined ? [] : [withoutMarkup(part)]));
  return { label: withoutMarkup(machine.name), description: description.join(' · '), machine };
}

/** Asks how a machine is reached; one that was stopped by somebody else, which Vagrant has not noted, is started first. */
async function sshConfigOf(machine: MachineReference, signal: AbortSignal): Promise<string> {
  const { folder, name } = machine;
  const { vagrantPath } = readSettings();
  const ask = (): Promise<string> => askVagrant(folder, sshConfigCommand(vagrantPath, name), signal);
  try {
    return await ask();
  } catch (thrown) {
    const { machines } = parseStatus(await askVagrant(folder, statusCommand(vagrantPath), signal));
    if (signal.aborted || machines.some((each) => each.name === name && isRunning(each))) throw thrown;
  }
  await start(machine);
  return ask();
}
