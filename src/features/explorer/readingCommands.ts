import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { type Outcome, together, type WorkContext } from '../../core/outcome/outcome.ts';
import { refreshImagesAndUse } from '../../core/references/readAfterImages.ts';
import { registerCommand, registerRowCommand } from '../../host/registerCommand.ts';
import { commandIds, viewIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';
import { sayInStatusBar } from '../../host/statusBarMessage.ts';
import { isTreeNode } from './imageTree.ts';

/** What is read, and by what. */
interface ReadingServices extends Pick<Services, 'images' | 'references' | 'work'> {
  readonly environments: Pick<Services['environments'], 'reload'>;
}

/**
 * The commands that read environments anew, and that stop this.
 * @param services - what is read
 */
export function registerReadingCommands(services: ReadingServices): Disposable[] {
  const { work } = services;
  return [
    registerCommand(work, commandIds.refreshImages, () => refreshAll(services)),
    registerRowCommand(work, commandIds.refreshEnvironment, (target, targets) =>
      refreshSome(services, environmentIdsOf(target, targets)),
    ),
    registerRowCommand(work, commandIds.stopReading, (target, targets) => {
      stopReading(services, environmentIdsOf(target, targets));
    }),
  ];
}

/**
 * Reads every environment anew that was read before. Where there is none, says so: the command stands in the palette also
 * before the view was shown.
 * @param services - what is read
 */
export async function refreshAll(services: ReadingServices): Promise<void> {
  const { environments, images } = services;
  const areRead = (): boolean => images.all.some(({ status }) => status.kind !== 'unread');
  const outcome = await runRefresh(services, async ({ signal }) => {
    await environments.reload();
    const outcomes = await Promise.all(
      // One that nobody has opened is read when somebody does.
      images.all
        .filter(({ status }) => status.kind !== 'unread')
        .map(({ environment }) => refreshImagesAndUse(services, environment.id, signal)),
    );
    return together(outcomes);
  });
  if (outcome.kind === 'done' && !areRead()) await offerToShow();
}

async function offerToShow(): Promise<void> {
  const showImages = vscode.l10n.t('Show Images');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('No environment was read yet. Each is read when it is opened in the images view.'),
    showImages,
  );
  if (chosen === showImages) await vscode.commands.executeCommand(`${viewIds.images}.focus`);
}

async function refreshSome(services: ReadingServices, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await runRefresh(services, async ({ signal }) =>
    together(await Promise.all(ids.map((id) => refreshImagesAndUse(services, id, signal)))),
  );
}

/** Failures of a refresh stand in the tree and in the log already. */
function runRefresh(
  { work }: ReadingServices,
  refresh: (context: WorkContext) => Promise<Outcome<void>>,
): Promise<Outcome<void>> {
  return work.run(refresh, {
    title: vscode.l10n.t('Reading images'),
    place: { view: viewIds.images },
    reportsFailure: false,
  });
}

/**
 * Stops the readings of environments; says so where none of them is being read.
 * @param services - what is being read
 * @param ids - of environments; every one when there are none
 */
export function stopReading(
  { images, references }: Pick<Services, 'images' | 'references'>,
  ids: readonly string[],
): void {
  const meant = ids.length === 0 ? images.all.map(({ environment }) => environment.id) : ids;
  const isBeingRead = (id: string): boolean =>
    images.get(id)?.status.kind === 'reading' || references.get(id)?.isReading === true;
  if (!meant.some(isBeingRead)) sayInStatusBar(vscode.l10n.t('Nothing is being read.'));
  for (const id of meant) {
    images.stop(id);
    references.stop(id);
  }
}

/** The environments of the rows that a menu or a button is of, or the one whose id a next step passes. */
function environmentIdsOf(target: unknown, targets: unknown): string[] {
  if (typeof target === 'string') return [target];
  const rows: readonly unknown[] = Array.isArray(targets) ? targets : [target];
  return [...new Set(rows.filter(isTreeNode).map(({ environmentId }) => environmentId))];
}
