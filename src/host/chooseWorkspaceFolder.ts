import * as vscode from 'vscode';

/** What a person is asked, translated. */
export interface FolderQuestion {
  /** Where there are several folders: "Create it in which folder?". */
  readonly placeHolder: string;
  /** Where there is none: why one is needed. */
  readonly explanation: string;
}

/**
 * The folder of the window that a person means: the only one, or the one of several that is chosen. Without a folder,
 * offers to open one, which is another window.
 * @param question - what to ask
 * @returns undefined when there is none, or none was chosen
 */
export async function chooseWorkspaceFolder(question: FolderQuestion): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 1) {
    return (await vscode.window.showWorkspaceFolderPick({ placeHolder: question.placeHolder }))?.uri;
  }
  const [folder] = folders;
  if (folder !== undefined) return folder.uri;
  const openFolder = vscode.l10n.t('Open Folder');
  const chosen = await vscode.window.showInformationMessage(question.explanation, openFolder);
  if (chosen === openFolder) await vscode.commands.executeCommand('vscode.openFolder');
  return undefined;
}
