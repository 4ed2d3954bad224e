import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import type { Machine } from '../../core/targets/machine.ts';
import type { Clock } from '../../core/time/age.ts';
import type { Log } from '../../host/log.ts';
import { viewIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';
import type { InstanceTarget, TestInstanceList } from '../../host/testInstanceList.ts';
import { instanceItem, instancesItem, noInstanceItem, troubleItem } from './instances/instanceItem.ts';
import type { MachineActions } from './machines/machineActions.ts';
import { folderItem, machineItem, problemItem } from './machines/machineItem.ts';
import type { MachineFolder, MachineList } from './machines/machineList.ts';

/** A row of the view. */
export type TargetNode =
  | { readonly kind: 'folder'; readonly folder: MachineFolder }
  | { readonly kind: 'machine'; readonly machine: Machine }
  | { readonly kind: 'problem'; readonly folder: MachineFolder }
  | { readonly kind: 'instances' }
  | { readonly kind: 'instance'; readonly target: InstanceTarget }
  | { readonly kind: 'trouble'; readonly title: string; readonly message: string }
  | { readonly kind: 'noInstance' };

/** How often instances are read again of which one is about to be something else, in milliseconds. */
const transientInterval = 5000;

/** How often it is looked whether running machines are there, while the view is shown, in milliseconds. */
const checkInterval = 30_000;

/** What the view is made of. */
export interface TargetsViewParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly list: MachineList;
  readonly actions: MachineActions;
  readonly environments: Pick<
    Services['environments'],
    'choice' | 'onDidChange' | 'onDidChangeCredentials' | 'start'
  >;
  readonly instances: TestInstanceList;
}

/** The view of the machines that playbooks are tested on. */
export class TargetsView implements vscode.TreeDataProvider<TargetNode>, Disposable {
  readonly #parts: TargetsViewParts;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<TargetNode>;
  readonly #disposables: Disposable[];
  #timer: NodeJS.Timeout | undefined;
  #transientTimer: NodeJS.Timeout | undefined;
  #areInstancesShown = false;

  readonly onDidChangeTreeData = this.#changed.event;

  /**
   * Asks nobody before it is shown.
   * @param parts - what it shows
   */
  constructor(parts: TargetsViewParts) {
    this.#parts = parts;
    this.#view = vscode.window.createTreeView(viewIds.targets, { treeDataProvider: this });
    this.#disposables = [
      this.#changed,
      this.#view,
      parts.list.onDidChange(() => {
        this.#changed.fire(undefined);
      }),
      parts.instances.onDidChange(() => {
        this.#changed.fire(undefined);
        this.#followTransient();
      }),
      parts.environments.onDidChange(() => {
        this.#changed.fire(undefined);
        this.#readAgain();
      }),
      parts.environments.onDidChangeCredentials(() => {
        this.#readAgain();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#changed.fire(undefined);
      }),
      this.#view.onDidChangeVisibility(({ visible }) => {
        this.#follow(visible);
      }),
    ];
  }

  /** Reads the test instances again, if anybody has looked at them. */
  async refreshInstances(): Promise<void> {
    if (this.#areInstancesShown) await this.#parts.instances.refresh();
  }

  getTreeItem(node: TargetNode): vscode.TreeItem {
    const { actions, clock } = this.#parts;
    switch (node.kind) {
      case 'folder':
        return folderItem(node.folder);
      case 'machine':
        return machineItem(node.machine, actions.runningOn(node.machine), clock());
      case 'problem':
        return problemItem(node.folder);
      case 'instances':
        return instancesItem();
      case 'instance':
        return instanceItem(node.target, clock());
      case 'trouble':
        return troubleItem(node);
      case 'noInstance':
        return noInstanceItem();
    }
  }

  async getChildren(node?: TargetNode): Promise<TargetNode[]> {
    if (node === undefined) return this.#roots();
    if (node.kind === 'instances') return this.#instances();
    if (node.kind !== 'folder') return [];
    const { folder } = node;
    const problem: TargetNode[] = folder.problem === undefined ? [] : [{ kind: 'problem', folder }];
    return [...problem, ...folder.machines.map((machine) => ({ kind: 'machine' as const, machine }))];
  }

  dispose(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#transientTimer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** A Vagrantfile is a program: nothing is asked in a workspace that is not trusted. */
  async #roots(): Promise<TargetNode[]> {
    if (!vscode.workspace.isTrusted) return [];
    this.#follow(this.#view.visible);
    const { environments, list } = this.#parts;
    await Promise.all([list.startToShow(), environments.start()]);
    const folders = list.folders.map((folder) => ({ kind: 'folder' as const, folder }));
    return environments.choice.environments.length === 0 ? folders : [...folders, { kind: 'instances' }];
  }

  /** AWS is asked when somebody looks. */
  async #instances(): Promise<TargetNode[]> {
    const { instances } = this.#parts;
    this.#areInstancesShown = true;
    await instances.start();
    const troubles = instances.environments.flatMap(({ environment, failures, unreadable }) => [
      ...failures,
      ...unreadable.map((message) => ({ title: environment.name, message })),
    ]);
    const rows: TargetNode[] = [
      ...troubles.map(({ title, message }) => ({ kind: 'trouble' as const, title, message })),
      ...instances.instances.map((target) => ({ kind: 'instance' as const, target })),
    ];
    return rows.length === 0 ? [{ kind: 'noInstance' }] : rows;
  }

  #followTransient(): void {
    clearTimeout(this.#transientTimer);
    const isTransient = this.#parts.instances.instances.some(({ instance }) =>
      ['pending', 'stopping'].includes(instance.state),
    );
    if (!isTransient || !this.#view.visible) return;
    this.#transientTimer = setTimeout(() => {
      this.#readAgain();
    }, transientInterval);
  }

  #isAnyOver(): boolean {
    const { clock, instances } = this.#parts;
    return instances.instances.some(({ instance }) => instance.tags.expiresAt <= clock());
  }

  #readAgain(): void {
    this.refreshInstances().catch((thrown: unknown) => {
      this.#parts.log.warn(messageOf(thrown));
    });
  }

  #follow(isVisible: boolean): void {
    if (!isVisible) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    this.#followTransient();
    this.#timer ??= setInterval(() => {
      this.#parts.list.checkRunning().catch((thrown: unknown) => {
        this.#parts.log.warn(messageOf(thrown));
      });
      // What is said of times is another one by now, and an instance whose time has come ends by itself.
      this.#changed.fire(undefined);
      if (this.#isAnyOver()) this.#readAgain();
    }, checkInterval);
  }
}
