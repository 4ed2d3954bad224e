import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { configurationFileName, configurationTemplate } from '../../core/environments/configuration.ts';
import { regionPlaceholder } from '../../core/environments/partition.ts';
import { chooseWorkspaceFolder } from '../../host/chooseWorkspaceFolder.ts';
import { registerCommand } from '../../host/registerCommand.ts';
import { commandIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';
import { environmentOf } from './environmentOf.ts';

type FileServices = Pick<Services, 'environments' | 'work'>;

/**
 * The commands that open and create `ami-bakery.json`.
 * @param services - profiles to start a new file from
 */
export function registerConfigurationFile(services: FileServices): Disposable[] {
  return [
    registerCommand(services.work, commandIds.openConfiguration, (target) => openFile(services, target)),
    registerCommand(services.work, commandIds.createConfiguration, () => createFile(services)),
  ];
}

/** Opens a file that there is, and only that; where there is none, offers to create one. */
async function openFile(services: FileServices, target: unknown): Promise<void> {
  const files = await existingFiles();
  const named = fileOf(services, target);
  const uri = files.find((file) => file.toString() === named) ?? (await chooseFile(files));
  if (uri !== undefined) {
    await vscode.window.showTextDocument(uri);
    return;
  }
  if (files.length > 0) return;
  const create = vscode.l10n.t('Create {0}', configurationFileName);
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('There is no {0} in this window yet.', configurationFileName),
    create,
  );
  if (chosen === create) await createFile(services);
}

/** The file that a next step passes, or that names the environment of a row. */
function fileOf(services: FileServices, target: unknown): string | undefined {
  const source = environmentOf(services, target)?.source;
  if (source?.kind === 'workspace') return source.file;
  return typeof target === 'string' ? target : undefined;
}

async function existingFiles(): Promise<vscode.Uri[]> {
  const uris = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => fileIn(uri));
  const existing = await Promise.all(uris.map(exists));
  return uris.filter((_, index) => existing[index]);
}

async function chooseFile(files: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
  if (files.length <= 1) return files[0];
  const picked = await vscode.window.showQuickPick(
    files.map((uri) => ({ label: vscode.workspace.asRelativePath(uri, true), uri })),
    { title: vscode.l10n.t('Which {0}?', configurationFileName) },
  );
  return picked?.uri;
}

/** Creates a file in a folder that has none yet, and shows it where a person has to go on. */
async function createFile({ environments }: FileServices): Promise<void> {
  const folder = await chooseWorkspaceFolder({
    placeHolder: vscode.l10n.t('Create {0} in which folder?', configurationFileName),
    explanation: vscode.l10n.t(
      '{0} belongs at the root of a folder. Open the folder first.',
      configurationFileName,
    ),
  });
  if (folder === undefined) return;
  const uri = fileIn(folder);
  if (!(await exists(uri))) {
    const text = configurationTemplate(await environments.readProfiles());
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document);
  const gap = document.getText().indexOf(regionPlaceholder);
  if (gap < 0) return;
  const end = document.positionAt(gap + regionPlaceholder.length);
  editor.selection = new vscode.Selection(document.positionAt(gap), end);
}

function fileIn(folder: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(folder, configurationFileName);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (thrown) {
    if (thrown instanceof vscode.FileSystemError && thrown.code === 'FileNotFound') return false;
    throw thrown;
  }
}
