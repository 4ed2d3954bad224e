import * as vscode from 'vscode';
import { type EnvironmentImages, isRefused } from '../../core/images/environmentImages.ts';
import type { Disposable } from '../../core/events/listeners.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import { viewIds } from '../../host/manifest.ts';
import type { Services } from '../../host/services.ts';
import {
  type EnvironmentNode,
  rowsOfEnvironment,
  rowsOfImage,
  rowsOfService,
  type TreeNode,
} from './imageTree.ts';
import { environmentItem, failureItem, imageItem, noteItem, serviceItem, tagItem } from './treeItems.ts';

/** With more environments than this they start closed, so that opening the view does not read them all. */
const mostExpandedEnvironments = 5;

/** Pages arrive faster than anyone can read; rows are redrawn at most this often, in milliseconds. */
const redrawInterval = 150;

type ImagesViewServices = Pick<Services, 'clock' | 'environments' | 'images' | 'log'>;

/** The tree of environments, services, images and tags. An environment is read when it is first opened. */
export class ImagesView implements vscode.TreeDataProvider<TreeNode>, Disposable {
  readonly #services: ImagesViewServices;
  readonly #redraws = new vscode.EventEmitter<TreeNode | undefined>();
  /** VS Code knows rows by object: an environment keeps its own as long as it exists. */
  readonly #environmentNodes = new Map<string, EnvironmentNode>();
  readonly #waiting = new Set<EnvironmentNode>();
  readonly #disposables: Disposable[] = [];
  readonly #view: vscode.TreeView<TreeNode>;
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#redraws.event;

  /**
   * Shows the view; nothing is read before VS Code asks for its rows.
   * @param services - environments and images to show
   */
  constructor(services: ImagesViewServices) {
    this.#services = services;
    this.#view = vscode.window.createTreeView(viewIds.images, {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: true,
    });
    this.#disposables.push(
      this.#view,
      services.images.onDidChange((environment) => {
        const node = environment === undefined ? undefined : this.#environmentNodes.get(environment.id);
        if (node === undefined) this.#redrawAll();
        else this.#redrawSoon(node);
      }),
    );
  }

  /** The selected rows. */
  get selection(): readonly TreeNode[] {
    return this.#view.selection;
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (node === undefined) return this.#environmentRows();
    const images = this.#services.images.get(node.environmentId);
    if (images === undefined) return [];
    switch (node.kind) {
      case 'environment':
        this.#read(images);
        return rowsOfEnvironment(images);
      case 'service':
        return rowsOfService(images, node.service);
      case 'image':
        return rowsOfImage(node);
      case 'tag':
      case 'note':
      case 'failure':
        return [];
    }
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    switch (node.kind) {
      case 'environment': {
        const images = this.#services.images.get(node.environmentId);
        const isExpanded = this.#services.images.all.length <= mostExpandedEnvironments;
        return images === undefined ? new vscode.TreeItem('') : environmentItem(images, isExpanded);
      }
      case 'service':
        return serviceItem(node);
      case 'image':
        return imageItem(node, this.#services.clock());
      case 'tag':
        return tagItem(node);
      case 'note':
        return noteItem(node);
      case 'failure':
        return failureItem(node);
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const disposable of this.#disposables) disposable.dispose();
    this.#redraws.dispose();
  }

  async #environmentRows(): Promise<TreeNode[]> {
    await this.#services.environments.start();
    const all = this.#services.images.all;
    this.#updateMessage(all);
    const rows = all.map(
      ({ environment: { id } }) =>
        this.#environmentNodes.get(id) ?? { kind: 'environment' as const, environmentId: id },
    );
    this.#environmentNodes.clear();
    for (const row of rows) this.#environmentNodes.set(row.environmentId, row);
    return rows;
  }

  #read({ environment }: EnvironmentImages): void {
    this.#services.images.ensureRead(environment.id).catch((thrown: unknown) => {
      this.#services.log.warn(messageOf(thrown));
    });
  }

  #redrawAll(): void {
    this.#waiting.clear();
    this.#redraws.fire(undefined);
  }

  #redrawSoon(node: EnvironmentNode): void {
    this.#waiting.add(node);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const nodes = [...this.#waiting];
      this.#waiting.clear();
      for (const waiting of nodes) this.#redraws.fire(waiting);
      this.#updateMessage(this.#services.images.all);
    }, redrawInterval);
  }

  #updateMessage(all: readonly EnvironmentImages[]): void {
    this.#view.message = this.#messageFor(all) ?? '';
  }

  #messageFor(all: readonly EnvironmentImages[]): string | undefined {
    const { problems, ignoredUntrustedFile } = this.#services.environments.choice;
    if (all.length === 0) return undefined;
    if (ignoredUntrustedFile) {
      return vscode.l10n.t(
        'Restricted Mode: the environments of ami-bakery.json are not used. These are your AWS profiles.',
      );
    }
    if (problems.length > 0) {
      return vscode.l10n.t('An ami-bakery.json has errors and is not used. See the Problems panel.');
    }
    return all.every(isRefused)
      ? vscode.l10n.t('No environment could be signed in to. Use the Sign In button of an environment below.')
      : undefined;
  }
}
