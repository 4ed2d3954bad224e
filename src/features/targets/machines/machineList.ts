import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { type Disposable, Listeners } from '../../../core/events/listeners.ts';
import { messageOf } from '../../../core/outcome/failure.ts';
import { type Machine, machineKindOf } from '../../../core/targets/machine.ts';
import type { Log } from '../../../host/log.ts';
import type { FolderQueue } from '../../../tools/vagrant/folderQueue.ts';
import {
  machineIndexFile,
  parseMachineIndex,
  type VagrantMachine,
} from '../../../tools/vagrant/machineIndex.ts';
import type { MachineStatus } from '../../../tools/vagrant/machineStatus.ts';
import { isReachable } from '../../../tools/ssh/reach.ts';
import type { SshAddress } from '../../../tools/ssh/sshAddress.ts';
import { askForSshAddress, askForStatus } from './askVagrant.ts';

/** A folder with a Vagrantfile, and its machines as far as they are known. */
export interface MachineFolder {
  readonly path: string;
  readonly machines: readonly Machine[];
  /** Why Vagrant does not say how they are, in its words; what is known is from before then. */
  readonly problem: string | undefined;
}

/** Where no Vagrantfile of the workspace is. */
const elsewhere = '**/{node_modules,.git,.vagrant}/**';

/** How long changes of files are waited for, in milliseconds: Vagrant writes several times while it works. */
const quietTime = 300;

/** How long after it did not say how it is reached a machine is asked again, in milliseconds. */
const askAgainAfter = 300_000;

/** How long a machine may take to answer, in milliseconds. */
const answerTime = 1500;

/**
 * The Vagrant machines of the folders of a workspace. What Vagrant has noted of them is known at once. It is asked once for
 * each folder, which takes a second or two, or as long as something is being done there; from then on its notes say what has
 * become of them.
 */
export class MachineList implements Disposable {
  readonly #log: Log;
  readonly #queue: FolderQueue;
  readonly #listeners = new Listeners<void>();
  readonly #disposables: vscode.Disposable[] = [];
  readonly #folders = new Map<string, MachineFolder>();
  readonly #addresses = new Map<string, SshAddress>();
  /** When machines were last asked how they are reached, in milliseconds of this window. */
  readonly #asked = new Map<string, number>();
  #started: Promise<void> | undefined;
  #showFirst: () => void = () => undefined;
  readonly #first = new Promise<void>((resolve) => (this.#showFirst = resolve));
  readonly #timers = new Set<NodeJS.Timeout>();

  /**
   * Asks nothing before {@link start}.
   * @param log - where troubles are told
   * @param queue - what Vagrant does with each folder
   */
  constructor(log: Log, queue: FolderQueue) {
    this.#log = log;
    this.#queue = queue;
  }

  /** Folders by their paths. */
  get folders(): readonly MachineFolder[] {
    return [...this.#folders.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** All machines of all folders. */
  get machines(): readonly Machine[] {
    return this.folders.flatMap(({ machines }) => machines);
  }

  /**
   * One machine.
   * @param folder - path of the folder of its Vagrantfile
   * @param name - of it
   */
  find(folder: string, name: string): Machine | undefined {
    return this.#folders.get(folder)?.machines.find((machine) => machine.name === name);
  }

  /** Tells of each change, after it. */
  readonly onDidChange = this.#listeners.add;

  /** Finds the machines, and follows what becomes of them from now on; once. A workspace must be trusted for that. */
  start(): Promise<void> {
    return (this.#started ??= this.#start());
  }

  /**
   * Knows of a machine that something is being done with, before Vagrant has the time to say it.
   * @param machine - of any folder
   */
  expect(machine: Pick<Machine, 'folder' | 'name' | 'provider'>): void {
    const known = this.#folders.get(machine.folder);
    if (known?.machines.some(({ name }) => name === machine.name) === true) return;
    const { folder, name, provider } = machine;
    const nothing = { box: undefined, createdAt: undefined, address: undefined };
    const expected: Machine = { folder, name, provider, state: 'not_created', ...nothing };
    const machines = [...(known?.machines ?? []), expected];
    this.#know({ path: folder, machines, problem: known?.problem });
  }

  /** As {@link start}, but resolves as soon as something is known of any machine. */
  async startToShow(): Promise<void> {
    await Promise.race([this.start(), this.#first]);
  }

  /** Lets what shows machines look again: what is being done with one has changed. */
  tellChange(): void {
    this.#listeners.fire();
  }

  /** Asks Vagrant for all machines again. */
  async refresh(): Promise<void> {
    if (!vscode.workspace.isTrusted) return;
    const files = await vscode.workspace.findFiles('**/Vagrantfile', elsewhere);
    // Vagrant notes where a folder really is.
    const paths = await Promise.all(files.map(({ fsPath }) => realpath(dirname(fsPath))));
    for (const path of this.#folders.keys()) if (!paths.includes(path)) this.#forget(path);
    const noted = await this.#noted();
    await Promise.all(paths.map((path) => this.#knowNoted(path, noted)));
    await Promise.all(paths.map((path) => this.refreshFolder(path)));
  }

  /**
   * Asks Vagrant for the machines of one folder again.
   * @param path - of the folder
   */
  async refreshFolder(path: string): Promise<void> {
    try {
      const statuses = await this.#queue.run(path, () => askForStatus(path, this.#log));
      const noted = await this.#noted();
      const machines = await Promise.all(
        statuses.map((status) => this.#machine(path, withNewest(status, path, noted), noted)),
      );
      this.#know({ path, machines, problem: undefined });
      this.#askForAddresses(machines);
    } catch (thrown) {
      this.#know({ path, machines: this.#folders.get(path)?.machines ?? [], problem: messageOf(thrown) });
      this.#log.warn(messageOf(thrown));
    }
  }

  /** Asks Vagrant again where a machine that should run does not answer: somebody else has stopped it. */
  async checkRunning(): Promise<void> {
    this.#askForAddresses(this.machines);
    const running = this.machines.filter(({ state }) => machineKindOf(state) === 'running');
    const silent = await Promise.all(
      running.map(async (machine) => {
        const address = this.#addresses.get(keyOf(machine));
        const isThere = address === undefined || (await isReachable(address, answerTime));
        return isThere ? [] : [machine.folder];
      }),
    );
    for (const folder of new Set(silent.flat())) await this.refreshFolder(folder);
  }

  /**
   * How a machine is reached.
   * @param machine - one that runs
   * @throws Error in Vagrant's words when it does not say
   */
  async addressOf(machine: Machine): Promise<SshAddress> {
    const known = this.#addresses.get(keyOf(machine));
    if (known !== undefined) return known;
    const address = await this.#queue.run(machine.folder, () => askForSshAddress(machine));
    this.#addresses.set(keyOf(machine), address);
    return address;
  }

  /**
   * Forgets how a machine is reached, which is another way after each start.
   * @param machine - that something was done with
   */
  forgetAddress(machine: Pick<Machine, 'folder' | 'name'>): void {
    this.#addresses.delete(keyOf(machine));
    this.#asked.delete(keyOf(machine));
  }

  dispose(): void {
    this.#timers.forEach(clearTimeout);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #start(): Promise<void> {
    const index = vscode.Uri.file(machineIndexFile(process.env));
    const notes = new vscode.RelativePattern(vscode.Uri.joinPath(index, '..'), 'index');
    const follow = (pattern: vscode.GlobPattern, act: () => void): void => {
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      this.#disposables.push(
        watcher,
        watcher.onDidChange(act),
        watcher.onDidCreate(act),
        watcher.onDidDelete(act),
      );
    };
    follow(
      notes,
      this.#soon(() => this.#readNotes()),
    );
    const again = this.#soon(() => this.refresh());
    follow('**/Vagrantfile', again);
    // What a Vagrantfile reads, such as the list of machines of the starter project.
    const files = vscode.workspace.createFileSystemWatcher('**/*.{json,rb,yml,yaml}');
    const againWhenBeside = ({ fsPath }: vscode.Uri): void => {
      if (this.#folders.has(dirname(fsPath))) again();
    };
    this.#disposables.push(
      files,
      files.onDidChange(againWhenBeside),
      files.onDidCreate(againWhenBeside),
      files.onDidDelete(againWhenBeside),
    );
    this.#disposables.push(vscode.workspace.onDidChangeWorkspaceFolders(again));
    await this.refresh();
  }

  /** Does something when nothing has changed for a while. */
  #soon(act: () => Promise<void>): () => void {
    let timer: NodeJS.Timeout | undefined;
    return () => {
      if (timer !== undefined) {
        clearTimeout(timer);
        this.#timers.delete(timer);
      }
      timer = setTimeout(() => {
        act().catch((thrown: unknown) => {
          this.#log.warn(messageOf(thrown));
        });
      }, quietTime);
      this.#timers.add(timer);
    };
  }

  /** What Vagrant has noted of machines that are known already; it asks nobody. */
  async #readNotes(): Promise<void> {
    const noted = await this.#noted();
    for (const folder of this.folders) {
      const machines = await Promise.all(
        folder.machines.map((machine) => {
          const note = noteOf(noted, folder.path, machine.name);
          const { provider, state } = note ?? { provider: machine.provider, state: 'not_created' };
          return this.#machine(folder.path, { name: machine.name, provider, state }, noted);
        }),
      );
      this.#know({ ...folder, machines });
      this.#askForAddresses(machines);
    }
  }

  async #noted(): Promise<readonly VagrantMachine[]> {
    const text = await readFile(machineIndexFile(process.env), 'utf8').catch(() => '');
    return parseMachineIndex(text) ?? [];
  }

  async #machine(
    folder: string,
    { name, provider, state }: Pick<MachineStatus, 'name' | 'provider' | 'state'>,
    noted: readonly VagrantMachine[],
  ): Promise<Machine> {
    const note = noteOf(noted, folder, name);
    const isRunning = machineKindOf(state) === 'running';
    if (!isRunning) this.forgetAddress({ folder, name });
    return {
      folder,
      name,
      provider,
      state,
      box: note?.box,
      createdAt: machineKindOf(state) === 'absent' ? undefined : await createdAt(note),
      address: this.#addresses.get(keyOf({ folder, name }))?.host,
    };
  }

  /** Addresses come after the rows: each takes a second. */
  #askForAddresses(machines: readonly Machine[]): void {
    for (const machine of machines) {
      const key = keyOf(machine);
      if (machineKindOf(machine.state) !== 'running' || machine.address !== undefined) continue;
      // What does not answer keeps all else of its folder waiting, which it may not do again and again.
      const now = performance.now();
      if (now - (this.#asked.get(key) ?? -askAgainAfter) < askAgainAfter) continue;
      this.#asked.set(key, now);
      this.addressOf(machine).then(
        ({ host }) => {
          this.#setAddress(machine, host);
        },
        (thrown: unknown) => {
          this.#log.warn(messageOf(thrown));
        },
      );
    }
  }

  #setAddress({ folder, name }: Machine, address: string): void {
    const known = this.#folders.get(folder);
    if (known === undefined) return;
    const machines = known.machines.map((machine) =>
      machine.name === name ? { ...machine, address } : machine,
    );
    this.#know({ ...known, machines });
  }

  /** What Vagrant has noted of a folder that nothing is known of yet. */
  async #knowNoted(path: string, noted: readonly VagrantMachine[]): Promise<void> {
    const here = noted.filter(({ folder }) => folder === path);
    if (here.length === 0 || this.#folders.has(path)) return;
    const machines = await Promise.all(here.map((note) => this.#machine(path, note, noted)));
    if (!this.#folders.has(path)) this.#know({ path, machines, problem: undefined });
  }

  /** Rows that are drawn anew lose the press of a button that they get meanwhile: what is known already is not told. */
  #know(folder: MachineFolder): void {
    const isKnown = isDeepStrictEqual(this.#folders.get(folder.path), folder);
    this.#folders.set(folder.path, folder);
    if (folder.machines.length > 0) this.#showFirst();
    if (!isKnown) this.#listeners.fire();
  }

  #forget(path: string): void {
    this.#folders.delete(path);
    this.#listeners.fire();
  }
}

function keyOf({ folder, name }: Pick<Machine, 'folder' | 'name'>): string {
  return JSON.stringify([folder, name]);
}

function noteOf(noted: readonly VagrantMachine[], folder: string, name: string): VagrantMachine | undefined {
  return noted.find((note) => note.folder === folder && note.name === name);
}

/**
 * Vagrant notes what it says of a machine that is there (2.3.4, machine.rb: state), and another one may have noted something
 * newer since.
 */
function withNewest(status: MachineStatus, folder: string, noted: readonly VagrantMachine[]): MachineStatus {
  if (machineKindOf(status.state) === 'absent') return status;
  return { ...status, state: noteOf(noted, folder, status.name)?.state ?? status.state };
}

/** The file in which Vagrant keeps the id of a machine is as old as the machine. */
async function createdAt(note: VagrantMachine | undefined): Promise<number | undefined> {
  if (note === undefined) return undefined;
  const file = join(note.dataFolder, 'machines', note.name, note.provider, 'id');
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}
