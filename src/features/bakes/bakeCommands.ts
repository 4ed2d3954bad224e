import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { BakeOrder } from '../../core/bakes/bake.ts';
import type { Disposable } from '../../core/events/listeners.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import { cancelled, failed, isCancellation } from '../../core/outcome/outcome.ts';
import { onOneLine, withoutMarkup } from '../../core/text/plainText.ts';
import { commandIds } from '../../host/contributedIds.ts';
import { registerCommand, registerRowCommand } from '../../host/registerCommand.ts';
import { bakeAll, bakeRest } from './bakeAll.ts';
import type { Bake, BakeList } from './bakeList.ts';
import type { BakeParts, BakeServices } from './bakeParts.ts';
import { titleOf } from './bakeWords.ts';
import { chooseBake } from './chooseBake.ts';
import { followToEnd, notBaked } from './followToEnd.ts';
import { launchBake } from './launchBake.ts';
import { environmentOf } from './leftBehind.ts';
import { type PreparedBake, prepareBake, prepareRebake } from './prepareBake.ts';
import { removeLeft } from './removeLeft.ts';
import { isWanted } from './reviewBake.ts';

/** Rows below that of a bake. */
const imageRowSchema = z.object({ image: z.object({ region: z.string(), imageId: z.string() }) });
const buildRowSchema = z.object({ build: z.object({ name: z.string() }) });

/**
 * The commands of bakes.
 * @param services - what they use
 * @param parts - what they work on
 */
export function registerBakeCommands(services: BakeServices, parts: BakeParts): Disposable[] {
  const { work } = services;
  return [
    parts.list.onDidAdopt((adopted) => {
      showToEnd(services, parts, adopted).catch((thrown: unknown) => {
        services.log.warn(messageOf(thrown));
      });
    }),
    registerCommand(work, commandIds.bake, () => bake(services, parts, { keepsInstance: false })),
    registerCommand(work, commandIds.bakeKeepingInstance, () =>
      bake(services, parts, { keepsInstance: true }),
    ),
    registerCommand(work, commandIds.bakeAll, () => bakeAll(services, parts)),
    registerCommand(work, commandIds.bakeRest, () => bakeRest(services, parts)),
    registerRowCommand(work, commandIds.rebake, async (row) => {
      const title = vscode.l10n.t('Bake which once more?');
      const chosen = await chooseBake(parts.list, row, title, ({ result }) => result !== undefined);
      if (chosen !== undefined) await bake(services, parts, { before: chosen.order });
    }),
    registerRowCommand(work, commandIds.compareBake, async (row) => {
      const title = vscode.l10n.t('Compare which bake with the one before?');
      const chosen = await chooseBake(parts.list, row, title, ({ result }) => result !== undefined);
      if (chosen !== undefined) await parts.comparisons.compareWithPrevious(chosen);
    }),
    registerRowCommand(work, commandIds.cancelBake, (row) => cancelBake(parts.list, row)),
    registerRowCommand(work, commandIds.openBakeLog, async (row) => {
      const chosen = await chooseBake(
        parts.list,
        row,
        vscode.l10n.t('Open the log of which bake?'),
        () => true,
      );
      if (chosen === undefined) return;
      const build = buildRowSchema.safeParse(row);
      await parts.logs.open(chosen, build.success ? build.data.build.name : undefined);
    }),
    registerRowCommand(work, commandIds.revealBakedImage, (row) => revealImage(parts.list, row)),
    registerRowCommand(work, commandIds.removeBakeLeftovers, (row) => removeLeft(services, parts, row)),
  ];
}

/** What a person describes, or the same as before. */
type BakeWish = { readonly keepsInstance: boolean } | { readonly before: BakeOrder };

async function bake(services: BakeServices, parts: BakeParts, wish: BakeWish): Promise<void> {
  const { list, templates } = parts;
  let prepared: PreparedBake;
  try {
    const found = await templates.thatMakeImages();
    await list.start();
    prepared =
      'before' in wish
        ? await prepareRebake(services, found, list.folder, wish.before)
        : await prepareBake(services, found, list.folder, wish.keepsInstance);
    if (!(await isWanted(list, [prepared]))) return;
  } catch (thrown) {
    if (!isCancellation(thrown)) await services.work.showFailure(notBaked(thrown));
    return;
  }
  const outcome = await services.work.run(
    async (context) => {
      context.report({ message: vscode.l10n.t('Signing in') });
      let begun: Bake;
      try {
        begun = await launchBake(services, list, prepared, context.signal);
      } catch (thrown) {
        if (isCancellation(thrown) || context.signal.aborted) return cancelled;
        return failed(notBaked(thrown));
      }
      parts.view.reveal(begun).catch((thrown: unknown) => {
        services.log.warn(messageOf(thrown));
      });
      return followToEnd(list, begun, context);
    },
    { title: vscode.l10n.t('Baking {0}', titleOf(prepared)), place: { notification: true } },
  );
  if (outcome.kind === 'done') await offerImages(services, list, outcome.value);
}

/** What a window that is gone has begun is shown as if it had been begun here. */
async function showToEnd(services: BakeServices, { list }: BakeParts, adopted: Bake): Promise<void> {
  const title = vscode.l10n.t('Baking {0}', titleOf(adopted));
  const outcome = await services.work.run((context) => followToEnd(list, adopted, context), {
    title,
    place: { notification: true },
  });
  if (outcome.kind === 'done') await offerImages(services, list, outcome.value);
}

async function cancelBake(list: BakeList, row: unknown): Promise<void> {
  const chosen = await chooseBake(
    list,
    row,
    vscode.l10n.t('Cancel which bake?'),
    ({ result, isStopping }) => result === undefined && !isStopping,
  );
  if (chosen !== undefined) list.stop(chosen);
}

async function revealImage(list: BakeList, row: unknown): Promise<void> {
  const chosen = await chooseBake(
    list,
    row,
    vscode.l10n.t('Show the image of which bake?'),
    ({ result }) => (result?.images.length ?? 0) > 0,
  );
  if (chosen === undefined) return;
  const named = imageRowSchema.safeParse(row);
  const image = named.success ? named.data.image : chosen.result?.images[0];
  if (image === undefined) return;
  const environmentId = chosen.order.environment.id;
  await vscode.commands.executeCommand(commandIds.revealImage, environmentId, image.region, image.imageId);
}

async function offerImages(services: BakeServices, list: BakeList, ended: Bake): Promise<void> {
  const { result } = ended;
  if (result === undefined) return;
  const environment = await environmentOf(services, ended.order);
  // One that nobody has looked at yet is read with it when it is.
  const isShown = environment !== undefined && services.images.get(environment.id)?.status.kind !== 'unread';
  if (isShown) await services.images.refresh(environment.id, new AbortController().signal);
  const show = vscode.l10n.t('Show in Images');
  const ids = result.images.map(({ imageId, region }) => `${imageId} (${region})`).join(', ');
  const words = vscode.l10n.t('{0} is baked: {1}.', titleOf(ended), ids);
  const answer = await vscode.window.showInformationMessage(withoutMarkup(onOneLine(words)), show);
  if (answer === show) await revealImage(list, { bake: ended });
}
