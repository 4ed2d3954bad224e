import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import { withoutMarkup } from '../../core/text/plainText.ts';
import { chooseWorkspaceFolder } from '../../host/chooseWorkspaceFolder.ts';
import { registerCommand } from '../../host/registerCommand.ts';
import { commandIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';
import { type CopiedFile, copyMissing } from './copyMissing.ts';

type StarterServices = Pick<Services, 'extensionFolder' | 'work'>;

/** What a starter project consists of: folders of the extension, and of the workspace. */
const folders = ['ansible', 'packer', 'vagrant'];

/** The page to read first. */
const firstPage = ['ansible', 'README.md'];

/**
 * The command that copies the Ansible of two services, and machines to test it on, into a workspace, without a change to anything that is there.
 * @param services - where the files are
 */
export function registerStarterProject(services: StarterServices): Disposable[] {
  return [
    registerCommand(services.work, commandIds.createStarterProject, () => createStarterProject(services)),
  ];
}

async function createStarterProject(services: StarterServices): Promise<void> {
  const workspace = await chooseWorkspaceFolder({
    placeHolder: vscode.l10n.t('Create the starter project in which folder?'),
    explanation: vscode.l10n.t('A starter project needs a folder. Open one first, an empty one for example.'),
  });
  if (workspace === undefined) return;
  let files: readonly CopiedFile[];
  try {
    files = await copyAll(services, workspace);
  } catch (thrown) {
    await services.work.showFailure({
      title: vscode.l10n.t('The starter project could not be created'),
      message: messageOf(thrown),
      cause: thrown,
      nextSteps: [
        { title: vscode.l10n.t('Try Again'), command: commandIds.createStarterProject, arguments: [] },
      ],
    });
    return;
  }
  await offerFirstPage(workspace, files);
}

/** Some ten milliseconds' work. Each file is whole when it is there, so that a second try goes on where one failed. */
async function copyAll(
  { extensionFolder }: StarterServices,
  workspace: vscode.Uri,
): Promise<readonly CopiedFile[]> {
  const files: CopiedFile[] = [];
  for (const folder of folders) {
    const source = vscode.Uri.joinPath(extensionFolder, folder).fsPath;
    const target = vscode.Uri.joinPath(workspace, folder).fsPath;
    for await (const file of copyMissing(source, target)) files.push(file);
  }
  return files;
}

async function offerFirstPage(workspace: vscode.Uri, files: readonly CopiedFile[]): Promise<void> {
  const created = files.filter(({ isNew }) => isNew).length;
  const kept = files.length - created;
  const openPage = vscode.l10n.t('Open README');
  const chosen = await vscode.window.showInformationMessage(withoutMarkup(wordsFor(created, kept)), openPage);
  if (chosen === openPage) {
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.joinPath(workspace, ...firstPage));
  }
}

function wordsFor(created: number, kept: number): string {
  if (created === 0)
    return vscode.l10n.t('All files of the starter project are there already. None has been changed.');
  return kept === 0
    ? vscode.l10n.t('The starter project has been created. Files: {0}.', created)
    : vscode.l10n.t('Files created: {0}. Already there, and not changed: {1}.', created, kept);
}
