import * as vscode from 'vscode';

/**
 * What a person knows a folder of the workspace by: its path in there, and for one that is all of it its name.
 * @param path - of the folder
 */
export function folderTitle(path: string): string {
  const whole = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.fsPath === path);
  return whole === undefined ? vscode.workspace.asRelativePath(path) : whole.name;
}

/**
 * What a person knows something in a folder of the workspace by: its path, in a window with several folders after its folder,
 * which may have the name of another one.
 * @param folder - of the workspace
 * @param path - below it
 */
export function titleInFolder(folder: vscode.Uri, path: string): string {
  const { workspaceFolders = [] } = vscode.workspace;
  if (workspaceFolders.length < 2) return path;
  const own = workspaceFolders.find(({ uri }) => uri.toString() === folder.toString());
  const others = workspaceFolders.filter(({ name }) => name === own?.name);
  return `${own === undefined || others.length > 1 ? folder.fsPath : own.name}/${path}`;
}
