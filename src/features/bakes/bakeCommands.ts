import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { BakeOrder } from '../../core/bakes/bake.ts';
import type { Disposable } from '../../core/events/listeners.ts';
import { type Failure, messageOf } from '../../core/outcome/failure.ts';
import { cancelled, done, failed, isCancellation, type Outcome } from '../../core/outcome/outcome.ts';
import { onOneLine, singleLine, withoutMarkup } from '../../core/text/plainText.ts';
import { commandIds } from '../../host/contributedIds.ts';
import { registerCommand, registerRowCommand } from '../../host/registerCommand.ts';
import type { Services } from '../../host/services.ts';
import { tell } from '../../host/tell.ts';
import { asTyped } from '../../tools/commandLine.ts';
import { currentStepWords } from './bakeItems.ts';
import type { Bake, BakeList } from './bakeList.ts';
import type { BakeComparisons } from './bakeComparisons.ts';
import type { BakeLogDocuments } from './bakeLogDocuments.ts';
import type { BakesView } from './bakesView.ts';
import { titleOf } from './bakeWords.ts';
import { environmentOf, queryFor } from './leftBehind.ts';
import { commandOf, type PreparedBake, prepareBake, prepareRebake, secretFileOf } from './prepareBake.ts';
import { launchBake, type LaunchServices } from './launchBake.ts';
import type { TemplateList } from './templates/templateList.ts';

/** What the commands of bakes use. */
export type BakeServices = LaunchServices & Pick<Services, 'images' | 'work'>;

/** What the commands work on. */
export interface BakeParts {
  readonly list: BakeList;
  readonly view: BakesView;
  readonly templates: TemplateList;
  readonly logs: BakeLogDocuments;
  readonly comparisons: BakeComparisons;
}

/** A row of the view. */
const rowSchema = z.object({ bake: z.object({ order: z.object({ id: z.string() }) }) });
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
    registerCommand(work, commandIds.bake, () => bake(services, parts, undefined)),
    registerRowCommand(work, commandIds.rebake, async (row) => {
      const title = vscode.l10n.t('Bake which once more?');
      const chosen = await chooseBake(parts.list, row, title, ({ result }) => result !== undefined);
      if (chosen !== undefined) await bake(services, parts, chosen.order);
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
    registerRowCommand(work, commandIds.removeBakeLeftovers, (row) => removeLeft(services, parts.list, row)),
  ];
}

/** Bakes what a person describes, or the same as before. */
async function bake(services: BakeServices, parts: BakeParts, before: BakeOrder | undefined): Promise<void> {
  const { list, templates } = parts;
  let prepared: PreparedBake;
  try {
    const found = (await templates.start()).filter(({ template }) => template.builds.length > 0);
    if (found.length === 0) {
      throw new Error(
        vscode.l10n.t(
          'There is no Packer template in this workspace. AMI Bakery: Create Starter Project adds two.',
        ),
      );
    }
    await list.start();
    prepared =
      before === undefined
        ? await prepareBake(services, found, list.folder)
        : await prepareRebake(services, found, list.folder, before);
    if (!(await isWanted(list, prepared))) return;
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
      parts.view.reveal(begun).catch(() => undefined);
      return followToEnd(list, begun, context);
    },
    { title: vscode.l10n.t('Baking {0}', titleOf(prepared)), place: { notification: true } },
  );
  if (outcome.kind === 'done') await offerImages(services, list, outcome.value);
}

/** Shows what it does, and how it ended. A window that closes meanwhile ends nothing. */
async function followToEnd(
  list: BakeList,
  begun: Bake,
  {
    signal,
    report,
  }: { readonly signal: AbortSignal; readonly report: (update: { message: string }) => void },
): Promise<Outcome<Bake>> {
  const stop = (): void => {
    list.stop(begun);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  const telling = list.onDidChange(() => {
    report({ message: currentStepWords(begun) });
  });
  try {
    const result = await list.endOf(begun);
    if (result === undefined || result.kind === 'baked') return done(begun);
    if (result.kind === 'cancelled' && (result.left?.length ?? 0) === 0 && result.lookTrouble === undefined) {
      return cancelled;
    }
    return failed(endFailure(begun));
  } finally {
    telling.dispose();
    signal.removeEventListener('abort', stop);
  }
}

function endFailure(ended: Bake): Failure {
  const { result } = ended;
  const left = (result?.left ?? []).map(({ id }) => id);
  const row = { kind: 'bake', bake: ended };
  const words = [
    ...(result?.reasons ?? []),
    ...(left.length === 0 ? [] : [vscode.l10n.t('Left in AWS: {0}.', left.join(', '))]),
    ...(result?.lookTrouble === undefined ? [] : [result.lookTrouble]),
  ];
  return {
    title:
      result?.kind === 'cancelled'
        ? vscode.l10n.t('The bake of {0} was cancelled, but something is left', titleOf(ended))
        : vscode.l10n.t('The bake of {0} failed', titleOf(ended)),
    message: words.join('\n'),
    cause: undefined,
    nextSteps: [
      ...(left.length === 0
        ? []
        : [
            {
              title: vscode.l10n.t('Remove What Is Left'),
              command: commandIds.removeBakeLeftovers,
              arguments: [row],
            },
          ]),
      { title: vscode.l10n.t('Open Log'), command: commandIds.openBakeLog, arguments: [row] },
    ],
  };
}

function notBaked(thrown: unknown): Failure {
  return {
    title: vscode.l10n.t('Nothing was baked'),
    message: messageOf(thrown),
    cause: thrown,
    nextSteps: [],
  };
}

/** Shows the exact command first. A bake of the same template to the same environment that runs is said, too. */
async function isWanted(list: BakeList, prepared: PreparedBake): Promise<boolean> {
  const { order, secrets, template } = prepared;
  const folder = vscode.l10n.t('FOLDER OF THE BAKE');
  const command = commandOf(prepared, template.template.builds, secretFileOf(folder, secrets));
  const same = list.bakes.filter(
    (each) =>
      each.result === undefined &&
      each.order.folder === order.folder &&
      each.order.template === order.template &&
      each.order.environment.id === order.environment.id,
  );
  const playbooks = order.builds.flatMap(({ provisioners }) =>
    provisioners.flatMap(({ type, playbook }) =>
      type === 'ansible' ? [playbook ?? vscode.l10n.t('a playbook that only Packer knows')] : [],
    ),
  );
  const detail = [
    ...(same.length === 0
      ? []
      : [vscode.l10n.t('The same is being baked right now. Both make an image.'), '']),
    asTyped({ ...command, program: 'packer' }),
    '',
    vscode.l10n.t('Makes {0}.', order.builds.map(({ name }) => singleLine(name)).join(', ')),
    playbooks.length === 0
      ? vscode.l10n.t('Ansible does not run.')
      : vscode.l10n.t('Ansible runs {0}.', playbooks.map((path) => singleLine(path)).join(', ')),
  ].join('\n');
  const go = vscode.l10n.t('Bake');
  const question = vscode.l10n.t('Bake {0} ({1})?', titleOf(prepared), order.region);
  return (await vscode.window.showInformationMessage(question, { modal: true, detail }, go)) === go;
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

/** The bake of a row, the only one that fits, or the one that a person chooses. */
async function chooseBake(
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
  if (environment !== undefined) {
    const ids = result.images.map(({ imageId }) => imageId);
    await services.images.refreshImages(environment.id, ids, new AbortController().signal);
  }
  const show = vscode.l10n.t('Show in Images');
  const ids = result.images.map(({ imageId, region }) => `${imageId} (${region})`).join(', ');
  const words = vscode.l10n.t('{0} is baked: {1}.', titleOf(ended), ids);
  const answer = await vscode.window.showInformationMessage(withoutMarkup(onOneLine(words)), show);
  if (answer === show) await revealImage(list, { bake: ended });
}

async function removeLeft(services: BakeServices, list: BakeList, row: unknown): Promise<void> {
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
        const stays = removals.flatMap(({ resource, trouble }) =>
          trouble === undefined ? [] : [{ resource, trouble }],
        );
        const ids = new Set(stays.map(({ resource }) => resource.id));
        await list.noteResult(chosen, { ...result, left: left.filter(({ id }) => ids.has(id)) });
        if (stays.length === 0) return done(undefined);
        return failed({
          title: vscode.l10n.t('Something is still there'),
          message: stays.map(({ resource, trouble }) => `${resource.id}: ${trouble}`).join('\n'),
          cause: undefined,
          nextSteps: [],
        });
      } catch (thrown) {
        if (isCancellation(thrown)) return cancelled;
        return failed(await services.explainReadError(thrown, environment));
      }
    },
    { title: vscode.l10n.t('Removing what is left in AWS'), place: { notification: true } },
  );
}
