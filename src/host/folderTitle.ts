import * as vscode from 'vscode';

/**
 * What a person knows a folder of the workspace by: its path in there, and for one that is all of it its name.
 * @param path - of the folder
 */
export function folderTitle(path: string): string {
  const whole = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.fsPath === path);
  return whole === undefined ? vscode.workspace.asRelativePath(path) : whole.name;
}
