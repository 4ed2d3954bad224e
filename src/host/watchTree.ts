import * as vscode from 'vscode';

/** Folders that tools write to all the time, and nothing that people write is in. */
const busyFolders = /[/\\](?:\.git|\.vagrant|\.terraform|node_modules)(?:[/\\]|$)/u;

/**
 * Follows files of the workspace, and whatever else comes or goes: of a folder that is moved, copied or deleted, VS Code may
 * tell as of that alone, since what was written before it watched the folder has no event of its own.
 * @param pattern - of the files whose changes are told
 * @param onChange - is told what has changed, come or gone
 */
export function watchTree(pattern: string, onChange: (uri: vscode.Uri) => void): vscode.Disposable {
  const files = vscode.workspace.createFileSystemWatcher(pattern, true, false, true);
  const all = vscode.workspace.createFileSystemWatcher('**', false, true, false);
  const note = (uri: vscode.Uri): void => {
    if (!busyFolders.test(uri.fsPath)) onChange(uri);
  };
  return vscode.Disposable.from(
    files,
    all,
    files.onDidChange(note),
    all.onDidCreate(note),
    all.onDidDelete(note),
  );
}
