import * as vscode from 'vscode';
import { cancelled, done, failed, isCancellation } from '../../core/outcome/outcome.ts';
import { singleLine } from '../../core/text/plainText.ts';
import type { Services } from '../../host/services.ts';
import { tell } from '../../host/tell.ts';
import type { BakeList } from './bakeList.ts';
import { titleOf } from './bakeWords.ts';
import { chooseBake } from './chooseBake.ts';
import { environmentOf, queryFor, stillThere } from './leftBehind.ts';

type RemoveServices = Pick<Services, 'bakes' | 'environments' | 'explainReadError' | 'work'>;

/**
 * Deletes in AWS what a bake has left, after a person has seen what that is.
 * @param services - who deletes
 * @param list - of all bakes
 * @param row - what the command was called on
 */
export async function removeLeft(services: RemoveServices, list: BakeList, row: unknown): Promise<void> {
  const chosen = await chooseBake(
    list,
    row,
    vscode.l10n.t('Remove what which bake has left?'),
    ({ result }) => (result?.left?.length ?? 0) > 0,
  );
  const result = chosen?.result;
  const left = result?.left ?? [];
  if (chosen === undefined || result === undefined || left.length === 0) return;
  const go = vscode.l10n.t('Remove');
  const question = vscode.l10n.t('Remove what the bake of {0} has left in AWS?', titleOf(chosen));
  const detail = left.map(({ id, region }) => `${singleLine(id)} (${region})`).join('\n');
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, go)) !== go) return;
  const environment = await environmentOf(services, chosen.order);
  if (environment === undefined) {
    tell(vscode.l10n.t('This window has no environment {0}.', singleLine(chosen.order.environment.name)));
    return;
  }
  await list.load(chosen);
  await services.work.run(
    async ({ signal }) => {
      try {
        const removals = await services.bakes.removeResources(
          environment,
          chosen.order.region,
          queryFor(chosen.order, chosen.record),
          left.map(({ id }) => id),
          signal,
        );
        const stays = removals.filter(({ trouble }) => trouble !== undefined);
        const ids = new Set(stays.map(({ resource }) => resource.id));
        await list.noteResult(chosen, { ...result, left: left.filter(({ id }) => ids.has(id)) });
        return stays.length === 0 ? done(undefined) : failed(stillThere(stays));
      } catch (thrown) {
        if (isCancellation(thrown)) return cancelled;
        return failed(await services.explainReadError(thrown, environment));
      }
    },
    { title: vscode.l10n.t('Removing what is left in AWS'), place: { notification: true } },
  );
}
