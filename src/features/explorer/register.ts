import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import { type Outcome, together, type WorkContext } from '../../core/outcome/outcome.ts';
import { refreshImagesAndUse } from '../../core/references/readAfterImages.ts';
import { withoutMarkup } from '../../core/text/plainText.ts';
import { registerCommand, registerRowCommand } from '../../host/commands.ts';
import { commandIds, viewIds } from '../../host/manifest.ts';
import type { Services } from '../../host/services.ts';
import { registerArrangementCommands } from './arrangementCommands.ts';
import { ArrangementSettings } from './arrangementSettings.ts';
import { readAutomatically } from './automaticReading.ts';
import { ImagesView } from './imagesView.ts';
import { registerCopyRows } from './copyRows.ts';
import { isTreeNode } from './imageTree.ts';
import { registerOpenInConsole } from './openInConsole.ts';
import { ImageDecorations } from './items/imageDecorations.ts';

type ExplorerServices = Pick<
  Services,
  | 'clock'
  | 'contextKeys'
  | 'environments'
  | 'imageCache'
  | 'images'
  | 'imageTargets'
  | 'log'
  | 'references'
  | 'work'
  | 'workspaceState'
>;

/**
 * Explorer: the tree of environments, services, images and tags, and reading it anew.
 * @param services - what this feature uses
 */
export function registerExplorer(services: ExplorerServices): Disposable[] {
  const { contextKeys, images, imageTargets, log, references, work } = services;
  const settings = new ArrangementSettings(services.workspaceState);
  const view = new ImagesView(services, settings);
  const decorations = new ImageDecorations(references);
  imageTargets.followSelection(() => view.selection);
  imageTargets.followVisible(() => view.visibleImages);
  return [
    settings,
    view,
    decorations,
    vscode.window.registerFileDecorationProvider(decorations),
    references.onDidChange(() => {
      decorations.referencesChanged();
    }),
    settings.onDidChange(() => {
      contextKeys.setImagesFiltered(settings.isFiltered).catch((thrown: unknown) => {
        log.warn(messageOf(thrown));
      });
    }),
    ...registerArrangementCommands(services, settings),
    registerCopyRows(services),
    registerOpenInConsole(services),
    ...readAutomatically(services, view, (id) =>
      refreshImagesAndUse(services, id, new AbortController().signal),
    ),
    registerCommand(work, commandIds.refreshImages, () => refreshAll(services)),
    registerRowCommand(work, commandIds.refreshEnvironment, (target, targets) =>
      refreshSome(services, environmentIdsOf(target, targets)),
    ),
    registerRowCommand(work, commandIds.stopReading, (target, targets) => {
      const ids = environmentIdsOf(target, targets);
      for (const id of ids.length === 0 ? images.all.map(({ environment }) => environment.id) : ids) {
        images.stop(id);
        references.stop(id);
      }
    }),
    registerCommand(work, commandIds.showOlderImages, (target) => {
      if (isTreeNode(target) && target.kind === 'older') view.showOlder(target);
    }),
    registerCommand(work, commandIds.revealImage, async (environmentId, region, imageId) => {
      if (typeof environmentId !== 'string' || typeof region !== 'string' || typeof imageId !== 'string')
        return;
      if (!(await view.reveal(environmentId, region, imageId))) await offerSearch(imageId);
    }),
  ];
}

async function refreshAll(services: ExplorerServices): Promise<void> {
  const { environments, images } = services;
  await runRefresh(services, vscode.l10n.t('Reading images'), async ({ signal }) => {
    await environments.reload();
    const outcomes = await Promise.all(
      // One that nobody has opened is read when somebody does.
      images.all
        .filter(({ status }) => status.kind !== 'unread')
        .map(({ environment }) => refreshImagesAndUse(services, environment.id, signal)),
    );
    return together(outcomes);
  });
}

async function refreshSome(services: ExplorerServices, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await runRefresh(services, vscode.l10n.t('Reading images'), async ({ signal }) =>
    together(await Promise.all(ids.map((id) => refreshImagesAndUse(services, id, signal)))),
  );
}

/** Failures of a refresh stand in the tree and in the log already. */
async function runRefresh(
  { work }: ExplorerServices,
  title: string,
  refresh: (context: WorkContext) => Promise<Outcome<void>>,
): Promise<void> {
  await work.run(refresh, { title, place: { view: viewIds.images }, reportsFailure: false });
}

/** A link may be older than the images that are there now. */
async function offerSearch(imageId: string): Promise<void> {
  const findImage = vscode.l10n.t('Find Image…');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} is not among the images read so far.', withoutMarkup(imageId)),
    findImage,
  );
  if (chosen === findImage) await vscode.commands.executeCommand(commandIds.findImage, imageId);
}

/** The environments of the rows that a menu or a button is of, or the one whose id a next step passes. */
function environmentIdsOf(target: unknown, targets: unknown): string[] {
  if (typeof target === 'string') return [target];
  const rows: readonly unknown[] = Array.isArray(targets) ? targets : [target];
  return [...new Set(rows.filter(isTreeNode).map(({ environmentId }) => environmentId))];
}
