import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { type BakeOrder, bakeOrderSchema } from '../../core/bakes/bake.ts';
import {
  type QueuedItem,
  type QueuedOutcome,
  type QueueOptions,
  runQueue,
} from '../../core/bakes/bakeQueue.ts';
import { cancelled, done, failed, isCancellation, type Outcome } from '../../core/outcome/outcome.ts';
import { onOneLine, singleLine } from '../../core/text/plainText.ts';
import { commandIds } from '../../host/contributedIds.ts';
import { tell } from '../../host/tell.ts';
import { askQueue } from './askBake.ts';
import type { BakeParts, BakeServices } from './bakeParts.ts';
import { type BakeFollower, followToEnd, notBaked } from './followToEnd.ts';
import { launchBake } from './launchBake.ts';
import { type PreparedBake, prepareBakes, prepareRebake } from './prepareBake.ts';
import { isWanted } from './reviewBake.ts';

/** Where what is still to be baked is kept for this workspace. */
const restKey = 'bakes.rest';

/**
 * Bakes several templates: so many at a time, and on or not when one fails. What was not baked is kept, to be baked later.
 * @param services - who bakes
 * @param parts - what is baked
 */
export async function bakeAll(services: BakeServices, parts: BakeParts): Promise<void> {
  const { list, templates } = parts;
  try {
    const found = await templates.thatMakeImages();
    await list.start();
    await bakeQueue(services, parts, await prepareBakes(services, found, list.folder));
  } catch (thrown) {
    if (!isCancellation(thrown)) await services.work.showFailure(notBaked(thrown));
  }
}

/**
 * Bakes what is left of the last time that several were baked.
 * @param services - who bakes
 * @param parts - what is baked
 */
export async function bakeRest(services: BakeServices, parts: BakeParts): Promise<void> {
  const { list, templates } = parts;
  const kept = z.array(bakeOrderSchema).safeParse(services.workspaceState.get(restKey));
  if (!kept.success || kept.data.length === 0) {
    tell(vscode.l10n.t('Nothing is left to bake.'));
    return;
  }
  try {
    const found = await templates.start();
    await list.start();
    const prepared: PreparedBake[] = [];
    for (const order of kept.data) prepared.push(await prepareRebake(services, found, list.folder, order));
    await bakeQueue(services, parts, prepared);
  } catch (thrown) {
    if (!isCancellation(thrown)) await services.work.showFailure(notBaked(thrown));
  }
}

async function bakeQueue(
  services: BakeServices,
  parts: BakeParts,
  prepared: readonly PreparedBake[],
): Promise<void> {
  const title = vscode.l10n.t('Bake All Services');
  const options = await askQueue(title, prepared.length);
  if (!(await isWanted(parts.list, prepared))) return;
  // A window that closes in the middle has begun some of them.
  await keepRest(
    services,
    prepared.map(({ order }) => order),
  );
  await services.work.run((context) => runAll(services, parts, prepared, options, context), {
    title: vscode.l10n.t('Baking {0} templates', prepared.length),
    place: { notification: true },
  });
}

async function runAll(
  services: BakeServices,
  { list }: BakeParts,
  prepared: readonly PreparedBake[],
  options: QueueOptions,
  { signal, report }: BakeFollower,
): Promise<Outcome<void>> {
  const rest = new Set(prepared.map(({ order }) => order));
  let ended = 0;
  const tellProgress = (): void => {
    report({ message: vscode.l10n.t('{0} of {1} have ended', ended, prepared.length) });
  };
  tellProgress();
  const results = await runQueue(
    prepared,
    async (each) => {
      const outcome = await bakeOne(services, list, each, signal);
      ended += 1;
      tellProgress();
      if (outcome === 'done') rest.delete(each.order);
      await keepRest(services, [...rest]);
      return outcome;
    },
    options,
    signal,
  );
  return outcomeOf(results);
}

/** Each is shown in the view, with why it failed; only all of them together are told of. */
async function bakeOne(
  services: BakeServices,
  list: BakeParts['list'],
  prepared: PreparedBake,
  signal: AbortSignal,
): Promise<Exclude<QueuedOutcome, 'not-begun'>> {
  try {
    const begun = await launchBake(services, list, prepared, signal);
    const { kind } = await followToEnd(list, begun, { signal, report: () => undefined });
    return kind;
  } catch (thrown) {
    if (isCancellation(thrown) || signal.aborted) return 'cancelled';
    services.log.failure(notBaked(thrown));
    return 'failed';
  }
}

function outcomeOf(results: readonly QueuedItem<PreparedBake>[]): Outcome<void> {
  const named = (wanted: QueuedOutcome): string =>
    results
      .filter(({ outcome }) => outcome === wanted)
      .map(({ item }) => singleLine(item.template.title))
      .join(', ');
  const words = [
    ['done', vscode.l10n.t('Baked: {0}.', named('done'))],
    ['failed', vscode.l10n.t('Failed: {0}.', named('failed'))],
    ['cancelled', vscode.l10n.t('Cancelled: {0}.', named('cancelled'))],
    ['not-begun', vscode.l10n.t('Not begun: {0}.', named('not-begun'))],
  ] as const;
  const message = words.flatMap(([outcome, text]) => (named(outcome) === '' ? [] : [text])).join(' ');
  if (results.every(({ outcome }) => outcome === 'done')) {
    tell(onOneLine(message));
    return done(undefined);
  }
  if (named('failed') === '') return cancelled;
  return failed({
    title: vscode.l10n.t('Not everything was baked'),
    message,
    cause: undefined,
    nextSteps: [{ title: vscode.l10n.t('Bake the Rest…'), command: commandIds.bakeRest, arguments: [] }],
  });
}

function keepRest(
  { workspaceState }: Pick<BakeServices, 'workspaceState'>,
  orders: readonly BakeOrder[],
): Thenable<void> {
  return workspaceState.update(restKey, orders);
}
