import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { withoutMarkup } from '../../core/text/plainText.ts';
import { tell } from '../../host/tell.ts';
import type { Bake, BakeList } from './bakeList.ts';
import { titleOf } from './bakeWords.ts';

/** A row of the view. */
const rowSchema = z.object({ bake: z.object({ order: z.object({ id: z.string() }) }) });

/**
 * The bake that a command is for: of a row, the only one that fits, or the one that a person chooses.
 * @param list - of all bakes
 * @param row - what the command was called on
 * @param title - what a person is asked
 * @param isPossible - whether it can be done with a bake
 * @returns undefined when there is none, or none was chosen
 */
export async function chooseBake(
  list: BakeList,
  row: unknown,
  title: string,
  isPossible: (bake: Bake) => boolean,
): Promise<Bake | undefined> {
  await list.start();
  const meant = rowSchema.safeParse(row);
  if (meant.success) return list.bakes.find(({ order }) => order.id === meant.data.bake.order.id);
  const possible = list.bakes.filter(isPossible);
  const [only, other] = possible;
  if (only === undefined) {
    tell(vscode.l10n.t('There is no bake that this can be done with.'));
    return undefined;
  }
  if (other === undefined) return only;
  const items = possible.map((each) => ({
    label: withoutMarkup(titleOf(each)),
    description: new Date(each.order.askedAt).toISOString(),
    each,
  }));
  return (await vscode.window.showQuickPick(items, { title }))?.each;
}
