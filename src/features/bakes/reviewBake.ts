import * as vscode from 'vscode';
import { singleLine } from '../../core/text/plainText.ts';
import { asTyped } from '../../tools/commandLine.ts';
import { bakedTasks } from './bakedTasks.ts';
import type { BakeList } from './bakeList.ts';
import { titleOf } from './bakeWords.ts';
import { commandOf, type PreparedBake, secretFileOf } from './prepareBake.ts';

/**
 * Shows what would be baked, with the exact commands and the tasks that Ansible would run, and asks whether that is wanted. What is being baked already is said, also
 * where another window has begun it.
 * @param list - of all bakes
 * @param prepared - at least one
 */
export async function isWanted(list: BakeList, prepared: readonly PreparedBake[]): Promise<boolean> {
  // Another window may have begun one meanwhile.
  await list.refresh();
  const [first, other] = prepared;
  if (first === undefined) return false;
  const go = vscode.l10n.t('Bake');
  const question =
    other === undefined
      ? vscode.l10n.t('Bake {0} ({1})?', titleOf(first), first.order.region)
      : vscode.l10n.t(
          'Bake {0} templates in {1} ({2})?',
          prepared.length,
          first.order.environment.name,
          first.order.region,
        );
  const details = await Promise.all(prepared.map((each) => detailOf(list, each)));
  const detail = details.join('\n\n');
  return (await vscode.window.showInformationMessage(question, { modal: true, detail }, go)) === go;
}

async function detailOf(list: BakeList, prepared: PreparedBake): Promise<string> {
  const { order, secrets, template } = prepared;
  const folder = vscode.l10n.t('FOLDER OF THE BAKE');
  const command = commandOf(prepared, template.template.builds, secretFileOf(folder, secrets));
  const same = list.bakes.filter(
    (each) =>
      each.result === undefined &&
      each.order.folder === order.folder &&
      each.order.template === order.template &&
      each.order.environment.id === order.environment.id,
  );
  const runs = order.builds.flatMap(({ provisioners }) =>
    provisioners.filter(({ type }) => type === 'ansible').map(({ playbook }) => playbook),
  );
  const tasks = await Promise.all([...new Set(runs)].map((playbook) => bakedTasks(order.folder, playbook)));
  return [
    ...(same.length === 0
      ? []
      : [vscode.l10n.t('The same is being baked right now. Both make an image.'), '']),
    asTyped({ ...command, program: 'packer' }),
    '',
    vscode.l10n.t('Makes {0}.', order.builds.map(({ name }) => singleLine(name)).join(', ')),
    ...(runs.length === 0 ? [vscode.l10n.t('Ansible does not run.')] : tasks.flat()),
  ].join('\n');
}
