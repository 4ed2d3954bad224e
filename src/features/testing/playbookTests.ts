import * as vscode from 'vscode';
import type {
  DiscoveredPlaybook,
  Play,
  PlaybookPart,
  PlaybookPlace,
  PlaybookRole,
  PlaybookTask,
} from '../../core/playbooks/discoveredPlaybook.ts';
import { singleLine } from '../../core/text/plainText.ts';
import { titleInFolder } from '../../host/folderTitle.ts';
import type { FolderFiles } from '../../host/folderFiles.ts';

/** A playbook and what stands for it in the Testing view. */
export interface PlaybookTest {
  /** Path of the folder of the workspace that it is in. */
  readonly folder: string;
  /** Path of the folder that Ansible runs in. */
  readonly ansibleFolder: string;
  readonly playbook: DiscoveredPlaybook;
  /** What a person knows it by, on one line: its path, in a window with several folders after its folder. */
  readonly title: string;
  readonly item: vscode.TestItem;
  /** What stands for a task, play or role; those of one place are several where a role is used more than once. */
  readonly parts: ReadonlyMap<vscode.TestItem, Play | PlaybookPart>;
}

/** A playbook and where it is from. */
export interface PlaybookSource {
  /** Of the workspace. */
  readonly folder: vscode.Uri;
  /** Path of the folder that Ansible runs in. */
  readonly ansibleFolder: string;
  readonly playbook: DiscoveredPlaybook;
  /** What it was read from. */
  readonly files: FolderFiles;
}

/**
 * Makes the items of a playbook: playbook → play → role → task. Tags are test tags, so that the filter of the Testing view
 * knows them.
 * @param controller - makes items
 * @param source - the playbook and where it is from
 */
export function createPlaybookTest(
  controller: vscode.TestController,
  { folder, ansibleFolder, playbook, files }: PlaybookSource,
): PlaybookTest {
  const parts = new Map<vscode.TestItem, Play | PlaybookPart>();
  const uri = vscode.Uri.file(files.pathOf(playbook.path));
  const title = singleLine(titleInFolder(folder, playbook.path));
  const item = controller.createTestItem(uri.toString(), title, uri);
  const [problem] = playbook.problems.filter(({ severity }) => severity === 'error');
  if (problem !== undefined) item.error = singleLine(problem.message);

  const add = (parent: vscode.TestItem, part: Play | PlaybookPart, index: number): void => {
    const child = controller.createTestItem(idIn(parent, part), labelOf(part), uriOf(part));
    child.sortText = String(index).padStart(5, '0');
    child.range = rangeOf(part);
    child.tags = part.tags.map((tag) => new vscode.TestTag(tag));
    parent.children.add(child);
    parts.set(child, part);
    if (part.kind === 'play' || part.kind === 'role') {
      for (const [position, below] of visibleParts(part).entries()) add(child, below, position);
    }
  };
  const uriOf = ({ file }: PlaybookPlace): vscode.Uri => vscode.Uri.file(files.pathOf(file));
  const rangeOf = ({ file, range }: PlaybookPlace): vscode.Range => {
    const line = files.lineAt(file, range.offset);
    return new vscode.Range(line, 0, line, 0);
  };
  for (const [index, play] of playbook.plays.entries()) add(item, play, index);
  return { folder: folder.fsPath, ansibleFolder, playbook, title, item, parts };
}

/** How a task went is found again by its name where others come before it; those of one name are told apart by a number. */
function idIn(parent: vscode.TestItem, part: Play | PlaybookPart): string {
  const id = `${parent.id}/${encodeURIComponent(labelOf(part))}`;
  let number = 1;
  while (parent.children.get(number === 1 ? id : `${id}#${number}`) !== undefined) number += 1;
  return number === 1 ? id : `${id}#${number}`;
}

/** Ansible adds the check of a role's arguments by itself: nobody wrote it. */
function visibleParts(whole: Play | PlaybookRole): PlaybookPart[] {
  return whole.parts.filter((part) => part.kind !== 'task' || !part.isImplicit);
}

/** No description: a screen reader of VS Code 1.139 says it in the place of the label. */
function labelOf(part: Play | PlaybookPart): string {
  switch (part.kind) {
    case 'task':
      return singleLine(nameWithoutRole(part));
    case 'unknown':
      return vscode.l10n.t('{0}: known only when it runs', singleLine(part.name));
    default:
      return singleLine(part.name);
  }
}

/** A task below its role need not say the role again. */
function nameWithoutRole({ label }: PlaybookTask): string {
  return label.replace(/^.+? : /u, '');
}
