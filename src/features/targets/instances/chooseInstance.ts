import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { withoutMarkup } from '../../../core/text/plainText.ts';
import { tell } from '../../../host/tell.ts';
import type { InstanceTarget, TestInstanceList } from '../../../host/testInstanceList.ts';

/** A row of the view. */
const nodeSchema = z.object({
  kind: z.literal('instance'),
  target: z.object({ instance: z.object({ instanceId: z.string(), region: z.string() }) }),
});

/**
 * The test instance of a row.
 * @param list - of all of them
 * @param row - what a command was called on
 */
export function instanceOfRow(list: TestInstanceList, row: unknown): InstanceTarget | undefined {
  const read = nodeSchema.safeParse(row);
  if (!read.success) return undefined;
  const { instanceId, region } = read.data.target.instance;
  return list.instances.find(
    ({ instance }) => instance.instanceId === instanceId && instance.region === region,
  );
}

/**
 * The test instance that a command is for: of the row it was called on, else the one that a person chooses.
 * @param list - of all of them
 * @param row - what the command was called on
 * @param title - what a person is asked, translated
 * @returns undefined when there is none, or the person chooses none
 */
export async function chooseInstance(
  list: TestInstanceList,
  row: unknown,
  title: string,
): Promise<InstanceTarget | undefined> {
  const named = instanceOfRow(list, row);
  if (named !== undefined) return named;
  await list.refresh();
  const read = nodeSchema.safeParse(row);
  if (read.success) {
    const { instanceId } = read.data.target.instance;
    const target = instanceOfRow(list, row);
    // Whoever names an instance means no other.
    if (target === undefined) tell(vscode.l10n.t('{0} has ended, or could not be read.', instanceId));
    return target;
  }
  const items = list.instances.map((target) => ({
    label: target.instance.instanceId,
    description: [target.instance.state, target.environment.name].map(withoutMarkup).join(' · '),
    target,
  }));
  if (items.length === 0) {
    tell(vscode.l10n.t('There is no test instance.'));
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { title }))?.target;
}
