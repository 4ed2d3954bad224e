import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import { withoutMarkup } from '../../core/text/plainText.ts';
import { registerCommand } from '../../host/registerCommand.ts';
import { commandIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';
import { registerArrangementCommands } from './arrangementCommands.ts';
import { RememberedArrangement } from './rememberedArrangement.ts';
import { readAutomatically } from './automaticReading.ts';
import { ImagesView } from './imagesView.ts';
import { registerCopyRows } from './copyRows.ts';
import { isTreeNode } from './imageTree.ts';
import { registerOpenInConsole } from './openInConsole.ts';
import { registerReadingCommands } from './readingCommands.ts';
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
  const { contextKeys, imageTargets, log, references, work } = services;
  const settings = new RememberedArrangement(services.workspaceState);
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
    ...readAutomatically(services, view),
    ...registerReadingCommands(services),
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

/** A link may be older than the images that are there now. */
async function offerSearch(imageId: string): Promise<void> {
  const findImage = vscode.l10n.t('Find Image…');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('{0} is not among the images read so far.', withoutMarkup(imageId)),
    findImage,
  );
  if (chosen === findImage) await vscode.commands.executeCommand(commandIds.findImage, imageId);
}
