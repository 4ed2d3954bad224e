import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { BakeResult } from '../../../core/bakes/bake.ts';
import { keyPairNameOf } from '../../../core/bakes/keptInstance.ts';
import type { Environment } from '../../../core/environments/environment.ts';
import { singleLine } from '../../../core/text/plainText.ts';
import type { Services } from '../../../host/services.ts';
import { tell } from '../../../host/tell.ts';
import { rememberKeyFile, rememberUser } from '../../../host/testInstanceAccess.ts';
import type { InstanceTarget } from '../../../host/testInstanceList.ts';
import type { Bake, BakeList } from '../bakeList.ts';
import { chooseBake } from '../chooseBake.ts';
import { environmentOf } from '../leftBehind.ts';
import { keyFileOf, type KeepServices } from './keepInstance.ts';

/** What the commands for kept instances use. */
export type KeptServices = KeepServices &
  Pick<Services, 'explainReadError' | 'images' | 'testInstances' | 'work'>;

/** A row of a kept instance. */
const rowSchema = z.object({ kept: z.object({ instanceId: z.string() }) });

type Kept = NonNullable<BakeResult['kept']>[number];

/** An instance that a bake has kept. */
export interface KeptChoice {
  readonly bake: Bake;
  readonly result: BakeResult;
  readonly kept: Kept;
  readonly environment: Environment;
}

/**
 * The kept instance that a command is for: of a row, the only one, or the one that a person chooses.
 * @param services - which environments there are
 * @param list - of all bakes
 * @param row - what the command was called on
 * @param title - what a person is asked
 * @returns undefined when there is none, or none was chosen
 */
export async function chooseKept(
  services: KeptServices,
  list: BakeList,
  row: unknown,
  title: string,
): Promise<KeptChoice | undefined> {
  const bake = await chooseBake(list, row, title, ({ result }) => (result?.kept?.length ?? 0) > 0);
  const result = bake?.result;
  if (bake === undefined || result === undefined) return undefined;
  const all = result.kept ?? [];
  const meant = rowSchema.safeParse(row);
  const [only, other] = meant.success
    ? all.filter(({ instanceId }) => instanceId === meant.data.kept.instanceId)
    : all;
  const kept = other === undefined ? only : await askKept(all, title);
  if (kept === undefined) {
    if (all.length === 0) tell(vscode.l10n.t('This bake has kept no instance.'));
    return undefined;
  }
  const environment = await environmentOf(services, bake.order);
  if (environment === undefined) {
    tell(vscode.l10n.t('This window has no environment {0}.', singleLine(bake.order.environment.name)));
    return undefined;
  }
  await list.load(bake);
  return { bake, result, kept, environment };
}

async function askKept(all: readonly Kept[], title: string): Promise<Kept | undefined> {
  const items = all.map((kept) => ({ label: kept.instanceId, description: kept.imageName ?? '', kept }));
  return (await vscode.window.showQuickPick(items, { title }))?.kept;
}

/**
 * A kept instance as one to test on. Another window than that of the bake knows neither it nor how one gets in.
 * @param services - where instances and answers are
 * @param choice - which
 * @throws Error in words for a person when it is there no more
 */
export async function asTarget(
  services: KeptServices,
  { bake: { folder, order }, environment, kept }: KeptChoice,
): Promise<InstanceTarget> {
  const pair = { environment, region: kept.region, keyName: keyPairNameOf(order.id) };
  await rememberKeyFile(services, pair, keyFileOf(folder));
  await services.testInstanceList.refresh();
  const target = services.testInstanceList.instances.find(
    ({ instance }) => instance.instanceId === kept.instanceId && instance.region === kept.region,
  );
  if (target === undefined) {
    throw new Error(vscode.l10n.t('{0} has ended, or could not be read.', kept.instanceId));
  }
  const user = order.variables['ssh_username'];
  if (user !== undefined) await rememberUser(services, target.instance.imageId ?? '', user);
  return target;
}
