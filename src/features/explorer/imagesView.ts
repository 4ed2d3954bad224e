import * as vscode from 'vscode';
import type { Environment } from '../../core/environments/environment.ts';
import { countOf, type EnvironmentImages, imageWithId } from '../../core/images/environmentImages.ts';
import type { GroupKey, ImageGroup } from '../../core/images/imageArrangement.ts';
import type { Image } from '../../core/images/image.ts';
import type { ImageTarget } from '../../core/images/imageTarget.ts';
import { viewMessage } from '../../core/images/viewMessage.ts';
import type { Disposable } from '../../core/events/listeners.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import { ensureImagesAndUse } from '../../core/references/readAfterImages.ts';
import { viewIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';
import type { RememberedArrangement } from './rememberedArrangement.ts';
import { ArrangementCache } from './arrangementCache.ts';
import type { EnvironmentNode, ImageNode, OlderNode, SectionNode, TreeNode } from './imageTree.ts';
import { treeItemOf } from './items/treeItem.ts';
import { redrawInterval } from './redrawInterval.ts';
import {
  groupRow,
  rowsOfDisks,
  rowsOfEnvironment,
  rowsOfImage,
  rowsOfImages,
  rowsOfLineage,
  rowsOfTags,
  rowsOfUse,
} from './treeRows.ts';
import { listOfGroup, listOfSection, LongLists } from './longLists.ts';
import { imageTooltip } from './items/imageItem.ts';

/** With more environments than this they start closed, so that opening the view does not read them all. */
const mostExpandedEnvironments = 5;

/**
 * How long VS Code is given to fetch changed rows, in milliseconds; those of a closed environment it does not fetch. A
 * change that is said in between holds the fetching up, and with it all changes after (1.139, extHostTreeViews.ts).
 */
const longestFetch = 1500;

/** How long a tree of an earlier window has the machine for itself before AWS is asked, in milliseconds. */
const restoredFirst = 300;

type ImagesViewServices = Pick<
  Services,
  'clock' | 'environments' | 'imageCache' | 'images' | 'log' | 'references'
>;

/**
 * The tree of environments, groups, images and what is known of them. An environment is read when it is first opened,
 * its images first, then what uses them.
 */
export class ImagesView implements vscode.TreeDataProvider<TreeNode>, Disposable {
  readonly #services: ImagesViewServices;
  readonly #settings: RememberedArrangement;
  readonly #arrangements: ArrangementCache;
  readonly #redraws = new vscode.EventEmitter<TreeNode | TreeNode[] | undefined>();
  /** VS Code knows rows by object: an environment keeps its own as long as it exists. */
  readonly #environmentNodes = new Map<string, EnvironmentNode>();
  readonly #lists = new LongLists();
  readonly #waiting = new Set<EnvironmentNode>();
  readonly #disposables: Disposable[] = [];
  readonly #view: vscode.TreeView<TreeNode>;
  #timer: NodeJS.Timeout | undefined;
  /** The environments that are read in a moment. */
  readonly #reads = new Map<string, NodeJS.Timeout>();
  /** Whether VS Code has asked for the outermost rows since the view is there. */
  #isAsked = false;
  /** How often it has asked for them and has no answer yet. */
  #unanswered = 0;

  readonly onDidChangeTreeData = this.#redraws.event;

  /**
   * Shows the view; nothing is read before VS Code asks for its rows.
   * @param services - environments, images and their use
   * @param settings - filter, grouping and order
   */
  constructor(services: ImagesViewServices, settings: RememberedArrangement) {
    this.#services = services;
    this.#settings = settings;
    this.#arrangements = new ArrangementCache(services.references, services.clock);
    this.#view = vscode.window.createTreeView(viewIds.images, {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: true,
    });
    const redraw = (environment: Pick<Environment, 'id'> | undefined): void => {
      const node = environment === undefined ? undefined : this.#environmentNodes.get(environment.id);
      if (node === undefined) this.#redrawAll();
      else this.#redrawSoon(node);
    };
    this.#disposables.push(
      this.#view,
      services.images.onDidChange(redraw),
      // Why the environments are what they are may change while they stay the same.
      services.environments.onDidChange(() => {
        if (this.#isAsked) this.#updateMessage(services.images.all);
      }),
      services.references.onDidChange((environment) => {
        this.#arrangements.referencesChanged();
        if (environment === undefined) this.#redrawAll();
        else for (const { id } of services.references.affectedBy(environment.id)) this.#redrawUse(id);
      }),
      settings.onDidChange(() => {
        this.#lists.clear();
        this.#redrawAll();
      }),
    );
  }

  /** The selected rows. */
  get selection(): readonly TreeNode[] {
    return this.#view.selection;
  }

  /** Whether the view is on the screen. */
  get isVisible(): boolean {
    return this.#view.visible;
  }

  /** The view was shown or hidden. */
  get onDidChangeVisibility(): vscode.Event<vscode.TreeViewVisibilityChangeEvent> {
    return this.#view.onDidChangeVisibility;
  }

  /** Every image that passes the filter, in the order of the view, whether its row is open or not. */
  get visibleImages(): ImageTarget[] {
    return this.#services.images.all.flatMap((images) =>
      this.#groupsOf(images).flatMap((group) =>
        group.images.map((image) => ({ environment: images.environment, image })),
      ),
    );
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    if (node === undefined) return this.#answerEnvironmentRows();
    const images = this.#services.images.get(node.environmentId);
    if (images === undefined) return [];
    switch (node.kind) {
      case 'environment':
        this.#restAfterRedraw();
        this.#readSoon(images);
        return rowsOfEnvironment(images, this.#groupsOf(images), this.#settings.isFiltered, (path, group) =>
          this.#rowsOfGroup(images, path, group),
        );
      case 'group': {
        const group = this.#arrangements.at(images, this.#settings.choice, node.path);
        return group === undefined ? [] : this.#rowsOfGroup(images, node.path, group);
      }
      case 'image':
        return rowsOfImage(node);
      case 'section':
        return this.#rowsOfSection(node);
      default:
        return [];
    }
  }

  getParent(node: TreeNode): TreeNode | undefined {
    switch (node.kind) {
      case 'environment':
        return undefined;
      case 'group':
        return node.path.length > 1
          ? this.#groupNode(node.environmentId, node.path.slice(0, -1))
          : this.#environmentNodes.get(node.environmentId);
      case 'image':
        return node.path[0]?.kind === 'all'
          ? this.#environmentNodes.get(node.environmentId)
          : this.#groupNode(node.environmentId, node.path);
      case 'section':
        return node.parent;
      default:
        return this.#environmentNodes.get(node.environmentId);
    }
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const { clock, images, references } = this.#services;
    return treeItemOf(node, {
      now: clock(),
      images,
      references,
      isExpanded: images.all.length <= mostExpandedEnvironments,
      matching: (known) =>
        this.#settings.isFiltered
          ? this.#groupsOf(known).reduce((sum, { count }) => sum + count, 0)
          : undefined,
    });
  }

  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    if (node.kind === 'image') {
      const { environmentId, image } = node;
      const { references, clock } = this.#services;
      item.tooltip = imageTooltip(node, {
        now: clock(),
        isInUse: references.isInUse(environmentId, image.region, image.id, image),
        isCurrent: references.isCurrent(environmentId, image.region, image.id),
      });
    }
    return item;
  }

  /**
   * Shows more of a long list.
   * @param node - the row at its end
   */
  showOlder({ environmentId, list }: OlderNode): void {
    this.#lists.showMore(list);
    const node = this.#environmentNodes.get(environmentId);
    if (node !== undefined) this.#redrawSoon(node);
  }

  /**
   * Opens the way to an image and selects its row; a filter that hides it is taken away.
   * @returns false when the image is not among those that were read
   */
  async reveal(environmentId: string, region: string, imageId: string): Promise<boolean> {
    await this.#environmentRows();
    const images = this.#services.images.get(environmentId);
    const image = images === undefined ? undefined : imageWithId(images, region, imageId);
    if (images === undefined || image === undefined) return false;
    if (this.#pathTo(images, image) === undefined) this.#settings.clearFilter();
    const path = this.#pathTo(images, image);
    if (path === undefined) return false;
    this.#showRowOf(images, path, image);
    const node: ImageNode = { kind: 'image', environmentId, environment: images.environment, image, path };
    await this.#view.reveal(node, { select: true, focus: true });
    return true;
  }

  #showRowOf(images: EnvironmentImages, path: readonly GroupKey[], image: Image): void {
    const group = this.#arrangements.at(images, this.#settings.choice, path);
    const list = listOfGroup(images.environment.id, path);
    const { limit, isRevealed } = this.#lists.shownOf(list);
    if (group === undefined || group.images.indexOf(image) < limit || isRevealed(image)) return;
    this.#lists.reveal(list, image);
    this.#redrawAll();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const timer of this.#reads.values()) clearTimeout(timer);
    for (const disposable of this.#disposables) disposable.dispose();
    this.#redraws.dispose();
  }

  #groupsOf(images: EnvironmentImages): readonly ImageGroup[] {
    return this.#arrangements.of(images, this.#settings.choice);
  }

  #pathTo(images: EnvironmentImages, image: Image): readonly GroupKey[] | undefined {
    return this.#arrangements.pathTo(images, this.#settings.choice, image);
  }

  #groupNode(environmentId: string, path: readonly GroupKey[]): TreeNode | undefined {
    const images = this.#services.images.get(environmentId);
    const group =
      images === undefined ? undefined : this.#arrangements.at(images, this.#settings.choice, path);
    return group === undefined ? undefined : groupRow(environmentId, path, group);
  }

  #rowsOfGroup(images: EnvironmentImages, path: readonly GroupKey[], group: ImageGroup): TreeNode[] {
    const { id } = images.environment;
    const families = this.#arrangements.within(images, this.#settings.choice, group);
    if (families.length > 0) {
      return families.map((family) => groupRow(id, [...path, family.key], family));
    }
    const isByAge = this.#settings.choice.sorting === 'newest';
    return rowsOfImages(images, path, group, this.#lists.shownOf(listOfGroup(id, path)), isByAge);
  }

  #rowsOfSection(node: SectionNode): TreeNode[] {
    const { images, references } = this.#services;
    const { environmentId, parent } = node;
    switch (node.section) {
      case 'tags':
        return rowsOfTags(node);
      case 'usedBy': {
        this.#read(environmentId);
        const { image } = parent;
        const use = references.useOf(environmentId, image.region, image.id, image);
        const isReading = references.get(environmentId)?.isReading === true;
        return rowsOfUse(node, use, isReading, this.#lists.shownOf(listOfSection(node)));
      }
      case 'snapshots':
        return rowsOfDisks(node);
      case 'lineage':
        return rowsOfLineage(node, images.all, this.#lists.shownOf(listOfSection(node)));
    }
  }

  async #answerEnvironmentRows(): Promise<TreeNode[]> {
    this.#isAsked = true;
    this.#unanswered += 1;
    try {
      return await this.#environmentRows();
    } finally {
      this.#unanswered -= 1;
    }
  }

  async #environmentRows(): Promise<TreeNode[]> {
    const { environments, imageCache, images } = this.#services;
    await environments.start();
    // Those that start closed do not need their images now.
    if (images.all.length <= mostExpandedEnvironments) await imageCache.restored();
    const { all } = images;
    this.#updateMessage(all);
    const rows = all.map(
      ({ environment: { id } }) =>
        this.#environmentNodes.get(id) ?? { kind: 'environment' as const, environmentId: id },
    );
    this.#environmentNodes.clear();
    for (const row of rows) this.#environmentNodes.set(row.environmentId, row);
    return rows;
  }

  #readSoon({ environment: { id }, knownSince, status }: EnvironmentImages): void {
    if (status.kind !== 'unread' || knownSince === undefined) {
      this.#read(id);
    } else if (!this.#reads.has(id)) {
      // Loading the AWS SDK holds everything else up, also the rows that are known already.
      const timer = setTimeout(() => {
        this.#reads.delete(id);
        this.#read(id);
      }, restoredFirst);
      this.#reads.set(id, timer);
    }
  }

  #read(id: string): void {
    ensureImagesAndUse(this.#services, id).catch((thrown: unknown) => {
      this.#services.log.warn(messageOf(thrown));
    });
  }

  #redrawAll(): void {
    this.#waiting.clear();
    // VS Code asks for everything below the rows that it is about to get anyway.
    if (this.#isAsked && this.#unanswered === 0) this.#redraws.fire(undefined);
  }

  /** Rows of images say what uses them; redrawing others would only make VS Code forget them while they are pressed. */
  #redrawUse(environmentId: string): void {
    const node = this.#environmentNodes.get(environmentId);
    const images = this.#services.images.get(environmentId);
    if (node !== undefined && images !== undefined && countOf(images) > 0) this.#redrawSoon(node);
  }

  /** At once when nothing was redrawn for a while, so that the first images do not wait. */
  #redrawSoon(node: EnvironmentNode): void {
    this.#waiting.add(node);
    if (this.#timer === undefined) this.#redrawWaiting();
  }

  #redrawWaiting(): void {
    this.#timer = undefined;
    if (this.#waiting.size === 0) return;
    const nodes = [...this.#waiting];
    this.#waiting.clear();
    this.#redraws.fire(nodes);
    this.#updateMessage(this.#services.images.all);
    this.#redrawAfter(longestFetch);
  }

  /** VS Code fetches the rows that were said to have changed: what changes next may be said a while after that. */
  #restAfterRedraw(): void {
    if (this.#timer !== undefined) this.#redrawAfter(redrawInterval(this.#arrangements.cost));
  }

  #redrawAfter(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#redrawWaiting();
    }, milliseconds);
  }

  #updateMessage(all: readonly EnvironmentImages[]): void {
    const { choice } = this.#services.environments;
    const filter = this.#settings.isFiltered ? this.#settings.choice.filter.text : undefined;
    const message = viewMessage(all, choice, filter) ?? '';
    // VS Code takes an equal message for a change too.
    if (message !== this.#view.message) this.#view.message = message;
  }
}
