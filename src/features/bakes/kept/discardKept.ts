import * as vscode from 'vscode';
import { cancelled, done, failed, isCancellation } from '../../../core/outcome/outcome.ts';
import type { BakeList } from '../bakeList.ts';
import { titleOf } from '../bakeWords.ts';
import { asLeft, queryFor, stillThere } from '../leftBehind.ts';
import { removeAllOf } from './keepInstance.ts';
import type { KeptChoice, KeptServices } from './keptChoice.ts';

/**
 * Ends what a bake has kept, after a person has seen what that is.
 * @param services - who ends it
 * @param list - notes it
 * @param choice - of which bake
 */
export async function discard(services: KeptServices, list: BakeList, choice: KeptChoice): Promise<void> {
  const { bake, result } = choice;
  const go = vscode.l10n.t('Discard');
  const question = vscode.l10n.t('Discard what the bake of {0} has kept?', titleOf(bake));
  const detail = (result.kept ?? []).map(({ instanceId, region }) => `${instanceId} (${region})`).join('\n');
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, go)) !== go) return;
  await removeRest(services, list, choice);
}

/**
 * Deletes what a bake has in AWS besides its images: its instances, their security groups, its key.
 * @param services - who deletes
 * @param list - notes it
 * @param choice - of which bake
 */
export async function removeRest(
  services: KeptServices,
  list: BakeList,
  { bake, environment, result }: KeptChoice,
): Promise<void> {
  await services.work.run(
    async () => {
      try {
        // An image that was made of an instance by hand is none that Packer has forgotten.
        const query = { ...queryFor(bake.order, bake.record), brokenOff: [] };
        const stays = await removeAllOf(services, bake, environment, query);
        const now = bake.result ?? result;
        const images = (now.left ?? []).filter(({ kind }) => kind === 'image' || kind === 'snapshot');
        await list.noteResult(bake, {
          ...now,
          kept: [],
          left: [...stays.map(({ resource }) => asLeft(resource)), ...images],
        });
        services.testInstanceList.refresh().catch(() => undefined);
        return stays.length === 0 ? done(undefined) : failed(stillThere(stays));
      } catch (thrown) {
        if (isCancellation(thrown)) return cancelled;
        return failed(await services.explainReadError(thrown, environment));
      }
    },
    { title: vscode.l10n.t('Removing what is left in AWS'), place: { notification: true } },
  );
}
