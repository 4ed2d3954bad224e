import * as vscode from 'vscode';
import type { BakeResource, ResourceQuery } from '../../core/bakes/bakeGateway.ts';
import type { Environment } from '../../core/environments/environment.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import { attempt, done, failed } from '../../core/outcome/outcome.ts';
import { onOneLine, singleLine, withoutMarkup } from '../../core/text/plainText.ts';
import type { Services } from '../../host/services.ts';
import { tell } from '../../host/tell.ts';
import type { BakeList } from './bakeList.ts';

type FindServices = Pick<Services, 'bakes' | 'environments' | 'explainReadError' | 'work'>;

interface Found {
  readonly environment: Environment;
  readonly resource: BakeResource;
}

/** Of all bakes, by their tags. */
const everyBake: ResourceQuery = { bakeId: undefined, temporary: [], brokenOff: [] };

/**
 * Looks in all environments for what bakes have left behind, whoever has baked, and removes what a person chooses. What
 * belongs to a bake that runs here, or whose instance is kept, is not among it; one that runs on another machine is known by its instance, which a
 * person sees is young.
 * @param services - which environments there are
 * @param list - of the bakes that run here
 */
export async function findLeaked(services: FindServices, list: BakeList): Promise<void> {
  await Promise.all([list.start(), services.environments.start()]);
  const { environments } = services.environments.choice;
  const inUse = new Set(
    list.bakes
      .filter(({ result }) => result === undefined || (result.kept?.length ?? 0) > 0)
      .map(({ order }) => order.id),
  );
  const troubles: string[] = [];
  const outcome = await services.work.run(
    ({ signal }) =>
      attempt(
        signal,
        async () => {
          const found = await Promise.all(
            environments.flatMap((environment) =>
              environment.regions.map(async (region): Promise<Found[]> => {
                try {
                  const resources = await services.bakes.findResources(
                    environment,
                    region,
                    everyBake,
                    signal,
                  );
                  return resources.map((resource) => ({ environment, resource }));
                } catch (thrown) {
                  signal.throwIfAborted();
                  troubles.push(`${environment.name} ${region}: ${messageOf(thrown)}`);
                  return [];
                }
              }),
            ),
          );
          return found.flat().filter(({ resource }) => !inUse.has(resource.bakeId ?? ''));
        },
        (thrown) => ({
          title: vscode.l10n.t('What bakes have left could not be read'),
          message: messageOf(thrown),
          cause: thrown,
          nextSteps: [],
        }),
      ),
    { title: vscode.l10n.t('Looking for what bakes have left in AWS'), place: { notification: true } },
  );
  if (troubles.length > 0) {
    vscode.window
      .showWarningMessage(
        withoutMarkup(
          onOneLine(vscode.l10n.t('Not everything could be looked at: {0}', troubles.join('; '))),
        ),
      )
      .then(undefined, () => undefined);
  }
  if (outcome.kind !== 'done') return;
  if (outcome.value.length === 0) {
    tell(vscode.l10n.t('No bake has left anything in AWS, as far as could be looked.'));
    return;
  }
  await removeChosen(services, outcome.value);
}

async function removeChosen(services: FindServices, found: readonly Found[]): Promise<void> {
  const items = found.map((each) => ({
    label: singleLine(each.resource.id),
    description: [each.resource.state, singleLine(each.environment.name), each.resource.region]
      .filter((word) => word !== undefined)
      .join(' · '),
    each,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Left by Bakes'),
    placeHolder: vscode.l10n.t(
      'Remove which? An instance may belong to a bake that runs on another machine.',
    ),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (chosen === undefined || chosen.length === 0) return;
  const go = vscode.l10n.t('Remove');
  const detail = chosen.map(({ label, description }) => `${label} · ${description}`).join('\n');
  const question = vscode.l10n.t('Remove {0} things that bakes have left in AWS?', chosen.length);
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, go)) !== go) return;
  const places = new Map<string, typeof chosen>();
  for (const item of chosen) {
    const place = JSON.stringify([item.each.environment.id, item.each.resource.region]);
    places.set(place, [...(places.get(place) ?? []), item]);
  }
  await services.work.run(
    async ({ signal }) => {
      const stays: string[] = [];
      for (const [first, ...others] of places.values()) {
        if (first === undefined) continue;
        const { environment, resource } = first.each;
        const ids = [first, ...others].map(({ each }) => each.resource.id);
        try {
          const removals = await services.bakes.removeResources(
            environment,
            resource.region,
            everyBake,
            ids,
            signal,
          );
          stays.push(
            ...removals.flatMap((each) =>
              each.trouble === undefined ? [] : [`${each.resource.id}: ${each.trouble}`],
            ),
          );
        } catch (thrown) {
          stays.push(`${environment.name} ${resource.region}: ${messageOf(thrown)}`);
        }
      }
      if (stays.length === 0) return done(undefined);
      const title = vscode.l10n.t('Something is still there');
      return failed({ title, message: stays.join('\n'), cause: undefined, nextSteps: [] });
    },
    { title: vscode.l10n.t('Removing what is left in AWS'), place: { notification: true } },
  );
}
