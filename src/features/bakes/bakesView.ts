import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { BuildRecord } from '../../core/bakes/bakeRecord.ts';
import type { Disposable } from '../../core/events/listeners.ts';
import type { Clock } from '../../core/time/age.ts';
import { viewIds } from '../../host/contributedIds.ts';
import {
  bakeItem,
  type BakeNode,
  buildItem,
  imageItem,
  keptItem,
  leftItem,
  reasonItem,
  stepItem,
  taskItem,
} from './bakeItems.ts';
import type { Bake, BakeList } from './bakeList.ts';

/** How often times are shown anew while something runs, in milliseconds. */
const interval = 1000;

/**
 * How often a row is looked for: while all rows are read anew, which is often where a bake runs, VS Code knows none of them
 * (1.139, extHostTreeViews.ts).
 */
const mostAttempts = 5;

/** The view of the bakes: those that run, with what they do, and those that have ended, with what came out. */
export class BakesView implements vscode.TreeDataProvider<BakeNode>, Disposable {
  readonly #list: BakeList;
  readonly #clock: Clock;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<BakeNode>;
  readonly #disposables: Disposable[];
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  /**
   * Looks at nothing before it is shown.
   * @param list - what it shows
   * @param clock - by which times are told
   */
  constructor(list: BakeList, clock: Clock) {
    this.#list = list;
    this.#clock = clock;
    this.#view = vscode.window.createTreeView(viewIds.bakes, { treeDataProvider: this });
    this.#disposables = [
      this.#changed,
      this.#view,
      list.onDidChange(() => {
        this.#changed.fire(undefined);
        this.#followTime();
      }),
      this.#view.onDidChangeVisibility(({ visible }) => {
        this.#followTime();
        if (visible) list.refresh().catch(() => undefined);
      }),
    ];
  }

  /**
   * Shows a bake, opened.
   * @param bake - of the list
   * @throws Error in the words of VS Code when it does not know the row
   */
  async reveal(bake: Bake): Promise<void> {
    const show = (): Thenable<void> =>
      this.#view.reveal({ kind: 'bake', bake }, { expand: true, focus: false, select: true });
    for (let attempt = 1; attempt < mostAttempts; attempt += 1) {
      try {
        await show();
        return;
      } catch {
        await wait(interval);
      }
    }
    await show();
  }

  getParent(node: BakeNode): BakeNode | undefined {
    return node.kind === 'bake' ? undefined : { kind: 'bake', bake: node.bake };
  }

  getTreeItem(node: BakeNode): vscode.TreeItem {
    switch (node.kind) {
      case 'bake':
        return bakeItem(node.bake, this.#list.bakes, this.#clock());
      case 'build':
        return buildItem(node);
      case 'step':
        return stepItem(node, this.#clock());
      case 'task':
        return taskItem(node);
      case 'image':
        return imageItem(node);
      case 'left':
        return leftItem(node);
      case 'kept':
        return keptItem(node, this.#clock());
      case 'reason':
        return reasonItem(node);
    }
  }

  async getChildren(node?: BakeNode): Promise<BakeNode[]> {
    if (node === undefined) {
      await this.#list.start();
      this.#followTime();
      return this.#list.bakes.map((bake) => ({ kind: 'bake', bake }));
    }
    if (node.kind === 'bake') return this.#below(node.bake);
    if (node.kind === 'build') return stepsOf(node.bake, node.build);
    return node.kind === 'step' ? tasksOf(node) : [];
  }

  dispose(): void {
    clearInterval(this.#timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #below(bake: Bake): Promise<BakeNode[]> {
    await this.#list.load(bake);
    const { result, record } = bake;
    const [only, other] = record.builds;
    const steps =
      only !== undefined && other === undefined
        ? stepsOf(bake, only)
        : record.builds.map((build): BakeNode => ({ kind: 'build', bake, build }));
    return [
      ...(result?.images ?? []).map((image): BakeNode => ({ kind: 'image', bake, image })),
      ...(result?.kept ?? []).map((kept): BakeNode => ({ kind: 'kept', bake, kept })),
      ...(result?.left ?? []).map((resource): BakeNode => ({ kind: 'left', bake, resource })),
      ...(result?.reasons ?? []).map((text): BakeNode => ({ kind: 'reason', bake, text })),
      ...steps,
    ];
  }

  #followTime(): void {
    const isRunning = this.#view.visible && this.#list.bakes.some(({ result }) => result === undefined);
    if (!isRunning) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    this.#timer ??= setInterval(() => {
      this.#changed.fire(undefined);
    }, interval);
  }
}

function stepsOf(bake: Bake, build: BuildRecord): BakeNode[] {
  return build.steps.map((_, index) => ({ kind: 'step', bake, build, index }));
}

function tasksOf({ bake, build, index }: Extract<BakeNode, { kind: 'step' }>): BakeNode[] {
  if (build.steps[index]?.step !== 'provision') return [];
  const tasks = build.ansible?.tasks ?? [];
  return tasks.map((task) => ({ kind: 'task', bake, build, task }));
}
