import * as vscode from 'vscode';
import { findConfiguration } from '../../core/playbooks/ansibleConfiguration.ts';
import { discoverPlaybook } from '../../core/playbooks/discoverPlaybook.ts';
import { PlaybookSources } from '../../core/playbooks/playbookSources.ts';
import { selectTasks } from '../../core/playbooks/selectTasks.ts';
import { singleLine } from '../../core/text/plainText.ts';
import { FolderFiles } from '../../host/folderFiles.ts';

/** How many tasks of a playbook are named before a bake. */
const mostNamed = 12;

/**
 * What Ansible runs in a bake, as far as the files of the playbook say it: what a template passes on besides may select less.
 * @param folder - path of the folder of the workspace
 * @param playbook - path of the playbook below it; undefined where only Packer knows it
 * @returns lines for a person
 */
export async function bakedTasks(folder: string, playbook: string | undefined): Promise<string[]> {
  if (playbook === undefined) return [vscode.l10n.t('Ansible runs a playbook that only Packer knows.')];
  const files = new FolderFiles(folder, vscode.workspace.isTrusted);
  const name = singleLine(playbook);
  if ((await files.read(playbook)) === undefined) {
    return [vscode.l10n.t('Ansible runs {0}, which cannot be read.', name)];
  }
  const { options } = await findConfiguration(playbook, files);
  const { plays } = await discoverPlaybook(playbook, new PlaybookSources(files), options);
  const selection = selectTasks(plays, { tags: [], skipTags: [] });
  const labels = selection.plays
    .flatMap(({ tasks, includedTasks }) => [...tasks, ...includedTasks])
    .filter(({ isImplicit, part }) => !isImplicit && part !== 'rescue')
    .map(({ label }) => singleLine(label));
  const more = labels.length - mostNamed;
  return [
    vscode.l10n.t('Ansible runs {0}, tasks: {1}', name, labels.length),
    ...labels.slice(0, mostNamed).map((label) => `  ${label}`),
    ...(more > 0 ? [vscode.l10n.t('  and {0} more', more)] : []),
    ...(selection.unknown.length > 0 ? [vscode.l10n.t('  and what is known only when it runs')] : []),
  ];
}
