import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { imagesAsCsv, imagesAsJson } from '../../core/images/imageTable.ts';
import type { ImageTarget } from '../../core/images/imageTarget.ts';
import { withoutMarkup } from '../../core/text/plainText.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import { attempt, type Outcome, type WorkContext } from '../../core/outcome/outcome.ts';
import { registerCommand } from '../../host/registerCommand.ts';
import { countedImages } from '../../host/countedImages.ts';
import { commandIds, viewIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';
import { bytesInTurns } from './bytesInTurns.ts';

type ExportServices = Pick<Services, 'clock' | 'images' | 'imageTargets' | 'work'>;

/** A kind of file that images are exported as. */
interface Format {
  readonly label: string;
  readonly description: string;
  readonly extension: string;
  /** The text of the file; one part or two for each image. */
  readonly partsOf: (images: readonly ImageTarget[]) => Iterable<string>;
}

/** What is exported, and what is missing from it. */
interface Selection {
  readonly images: readonly ImageTarget[];
  /** Names of environments that are not, or not completely, read. */
  readonly incomplete: readonly string[];
}

/**
 * The command that writes images into a file.
 * @param services - the images that are selected and shown
 */
export function registerExportImages(services: ExportServices): Disposable[] {
  return [registerCommand(services.work, commandIds.exportImages, () => exportImages(services))];
}

async function exportImages(services: ExportServices): Promise<void> {
  const selection = await chooseImages(services);
  if (selection === undefined) return;
  if (selection.images.length === 0) {
    await sayThereAreNone();
    return;
  }
  const format = await chooseFormat();
  if (format === undefined) return;
  const file = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Images'),
    defaultUri: vscode.Uri.joinPath(
      vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir()),
      `ami-bakery-images-${dayOf(services.clock())}.${format.extension}`,
    ),
    filters: { [format.label]: [format.extension] },
  });
  if (file === undefined) return;
  const outcome = await services.work.run((context) => writeImages(selection.images, format, file, context), {
    title: vscode.l10n.t('Exporting {0} to {1}', countedImages(selection.images.length), nameOf(file)),
    place: { notification: true },
  });
  if (outcome.kind === 'done') await offerToOpen(file, selection);
}

/** Writes the file in one piece, so that one that is there stays as it is when the person cancels before. */
async function writeImages(
  images: readonly ImageTarget[],
  format: Format,
  file: vscode.Uri,
  context: WorkContext,
): Promise<Outcome<void>> {
  // A file that is being written is not left half-way: from then on Cancel comes too late.
  const uninterrupted = new AbortController().signal;
  return attempt(
    uninterrupted,
    async () => {
      await vscode.workspace.fs.writeFile(
        file,
        await bytesInTurns(format.partsOf(images), images.length, context),
      );
    },
    (thrown) => ({
      title: vscode.l10n.t('The images could not be exported to {0}', nameOf(file)),
      message: messageOf(thrown),
      cause: thrown,
      nextSteps: [
        { title: vscode.l10n.t('Export Elsewhere…'), command: commandIds.exportImages, arguments: [] },
      ],
    }),
  );
}

async function sayThereAreNone(): Promise<void> {
  const showImages = vscode.l10n.t('Show Images');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('There are no images to export.'),
    showImages,
  );
  if (chosen === showImages) await vscode.commands.executeCommand(`${viewIds.images}.focus`);
}

/** The images to export; undefined when the person wants none after all. */
async function chooseImages({ images, imageTargets }: ExportServices): Promise<Selection | undefined> {
  const selected: Selection = { images: imageTargets.of(undefined, undefined), incomplete: [] };
  const visible: Selection = {
    images: imageTargets.visible(),
    incomplete: images.all
      .filter(({ status }) => status.kind !== 'read')
      .map(({ environment }) => environment.name),
  };
  if (selected.images.length < 2) return visible;
  const items = [
    { label: vscode.l10n.t('{0} selected images', selected.images.length), selection: selected },
    { label: vscode.l10n.t('All {0} images that are shown', visible.images.length), selection: visible },
  ];
  const title = vscode.l10n.t('Export which images?');
  return (await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true }))?.selection;
}

function chooseFormat(): Thenable<Format | undefined> {
  const formats: readonly Format[] = [
    {
      label: 'CSV',
      description: vscode.l10n.t('for spreadsheets; no cell is a formula'),
      extension: 'csv',
      partsOf: imagesAsCsv,
    },
    {
      label: 'JSON',
      description: vscode.l10n.t('for programs; every text exactly as it is'),
      extension: 'json',
      partsOf: imagesAsJson,
    },
  ];
  return vscode.window.showQuickPick(formats, {
    title: vscode.l10n.t('Export images as'),
    ignoreFocusOut: true,
  });
}

/** Where a file is, as people say it. */
function nameOf(file: vscode.Uri): string {
  return vscode.workspace.asRelativePath(file);
}

async function offerToOpen(file: vscode.Uri, { images, incomplete }: Selection): Promise<void> {
  const exported = vscode.l10n.t('Exported {0} to {1}.', countedImages(images.length), nameOf(file));
  const open = vscode.l10n.t('Open');
  const chosen =
    incomplete.length === 0
      ? await vscode.window.showInformationMessage(withoutMarkup(exported), open)
      : await vscode.window.showWarningMessage(
          withoutMarkup(`${exported} ${vscode.l10n.t('Not read completely: {0}.', incomplete.join(', '))}`),
          open,
        );
  if (chosen === open) await vscode.commands.executeCommand('vscode.open', file);
}

/** The day of the person's calendar, as file names have it. */
function dayOf(now: number): string {
  const date = new Date(now);
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}
