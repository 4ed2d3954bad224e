import * as vscode from 'vscode';
import type { ResourceQuery, ResourceRemoval } from '../../../core/bakes/bakeGateway.ts';
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
export function removeRest(services: KeptServices, list: BakeList, choice: KeptChoice): Promise<void> {
  const { bake, environment, result } = choice;
  return remove(services, choice, async () => {
    const stays = await removeAllOf(services, bake, environment, queryOf(bake));
    const now = bake.result ?? result;
    const images = (now.left ?? []).filter(({ kind }) => kind === 'image' || kind === 'snapshot');
    const left = [...stays.map(({ resource }) => asLeft(resource)), ...images];
    await list.noteResult(bake, { ...now, kept: [], left });
    return stays;
  });
}

/**
 * Ends one instance of a bake, whose image is there, while others are kept.
 * @param services - who ends it
 * @param list - notes what does not end
 * @param choice - which
 */
export function endInstance(services: KeptServices, list: BakeList, choice: KeptChoice): Promise<void> {
  const { bake, environment, kept, result } = choice;
  return remove(services, choice, async () => {
    const never = new AbortController().signal;
    const ids = [kept.instanceId];
    const removals = await services.bakes.removeResources(
      environment,
      kept.region,
      queryOf(bake),
      ids,
      never,
    );
    const stays = removals.filter(({ trouble }) => trouble !== undefined);
    const now = bake.result ?? result;
    const others = (now.left ?? []).filter(({ id }) => id !== kept.instanceId);
    const left = [...others, ...stays.map(({ resource }) => asLeft(resource))];
    await list.noteResult(bake, { ...now, left });
    return stays;
  });
}

/** An image that was made of an instance by hand is none that Packer has forgotten. */
function queryOf({ order, record }: KeptChoice['bake']): ResourceQuery {
  return { ...queryFor(order, record), brokenOff: [] };
}

async function remove(
  services: KeptServices,
  { environment }: KeptChoice,
  act: () => Promise<readonly ResourceRemoval[]>,
): Promise<void> {
  await services.work.run(
    async () => {
      try {
        const stays = await act();
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
