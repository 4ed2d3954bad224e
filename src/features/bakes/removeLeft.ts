import * as vscode from 'vscode';
import type { BakeResult } from '../../core/bakes/bake.ts';
import {
  cancelled,
  done,
  failed,
  isCancellation,
  type Outcome,
  type WorkContext,
} from '../../core/outcome/outcome.ts';
import { singleLine } from '../../core/text/plainText.ts';
import type { Services } from '../../host/services.ts';
import { tell } from '../../host/tell.ts';
import type { BakeParts } from './bakeParts.ts';
import { titleOf } from './bakeWords.ts';
import { chooseBake } from './chooseBake.ts';
import { environmentOf, queryFor, stillThere } from './leftBehind.ts';

type RemoveServices = Pick<Services, 'bakes' | 'environments' | 'explainReadError' | 'work'>;

/**
 * Deletes in AWS what a bake has left, after a person has seen what that is.
 * @param services - who deletes
 * @param parts - the list of all bakes, and what lets one at a time change what they have
 * @param row - what the command was called on
 */
export async function removeLeft(
  services: RemoveServices,
  { list, changes }: Pick<BakeParts, 'list' | 'changes'>,
  row: unknown,
): Promise<void> {
  const chosen = await chooseBake(
    list,
    row,
    vscode.l10n.t('Remove what which bake has left?'),
    ({ result }) => (result?.left?.length ?? 0) > 0,
  );
  const seen = chosen?.result?.left ?? [];
  if (chosen === undefined || seen.length === 0) return;
  const go = vscode.l10n.t('Remove');
  const question = vscode.l10n.t('Remove what the bake of {0} has left in AWS?', titleOf(chosen));
  const detail = seen.map(({ id, region }) => `${singleLine(id)} (${region})`).join('\n');
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, go)) !== go) return;
  const environment = await environmentOf(services, chosen.order);
  if (environment === undefined) {
    tell(vscode.l10n.t('This window has no environment {0}.', singleLine(chosen.order.environment.name)));
    return;
  }
  await list.load(chosen);
  const ids = new Set(seen.map(({ id }) => id));
  const remove = async (result: BakeResult, { signal }: WorkContext): Promise<Outcome<void>> => {
    try {
      const query = queryFor(chosen.order, chosen.record);
      const { region } = chosen.order;
      const removals = await services.bakes.removeResources(environment, region, query, [...ids], signal);
      const stays = removals.filter(({ trouble }) => trouble !== undefined);
      const stay = new Set(stays.map(({ resource }) => resource.id));
      const left = (result.left ?? []).filter(({ id }) => !ids.has(id) || stay.has(id));
      await list.noteResult(chosen, { ...result, left });
      return stays.length === 0 ? done(undefined) : failed(stillThere(stays));
    } catch (thrown) {
      if (isCancellation(thrown)) return cancelled;
      return failed(await services.explainReadError(thrown, environment));
    }
  };
  await changes.alone(chosen, async (result) => {
    const title = vscode.l10n.t('Removing what is left in AWS');
    await services.work.run((context) => remove(result, context), { title, place: { notification: true } });
  });
}
