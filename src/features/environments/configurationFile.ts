import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { configurationFileName, configurationTemplate } from '../../core/environments/configuration.ts';
import { registerCommand } from '../../host/commands.ts';
import { commandIds } from '../../host/manifest.ts';
import type { Services } from '../../host/services.ts';

/**
 * The commands that open and create `ami-bakery.json`.
 * @param services - profiles to start a new file from
 */
export function registerConfigurationFile(services: Pick<Services, 'environments' | 'work'>): Disposable[] {
  const open = async (): Promise<void> => {
    const folder = await chooseFolder();
    if (folder === undefined) return;
    const uri = vscode.Uri.joinPath(folder, configurationFileName);
    if (!(await exists(uri))) await create(uri, services);
    await vscode.window.showTextDocument(uri);
  };
  return [
    registerCommand(services.work, commandIds.openConfiguration, open),
    registerCommand(services.work, commandIds.createConfiguration, open),
  ];
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 1) return (await vscode.window.showWorkspaceFolderPick())?.uri;
  const [folder] = folders;
  if (folder === undefined) {
    const openFolder = vscode.l10n.t('Open Folder');
    const chosen = await vscode.window.showInformationMessage(
      vscode.l10n.t('{0} belongs at the root of a folder. Open the folder first.', configurationFileName),
      openFolder,
    );
    if (chosen === openFolder) await vscode.commands.executeCommand('vscode.openFolder');
  }
  return folder?.uri;
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

async function create(uri: vscode.Uri, { environments }: Pick<Services, 'environments'>): Promise<void> {
  const text = configurationTemplate(await environments.readProfiles());
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}
