import * as vscode from 'vscode';
import type { BakeResult } from '../../../core/bakes/bake.ts';
import { imageNameProblem, imageTagsOf } from '../../../core/bakes/keptInstance.ts';
import type { Environment } from '../../../core/environments/environment.ts';
import { type Failure, messageOf } from '../../../core/outcome/failure.ts';
import {
  cancelled,
  CancelledError,
  done,
  failed,
  isCancellation,
  type Outcome,
} from '../../../core/outcome/outcome.ts';
import { onOneLine, singleLine, withoutMarkup } from '../../../core/text/plainText.ts';
import type { Tag } from '../../../core/tags/tagWriter.ts';
import { commandIds } from '../../../host/contributedIds.ts';
import { accessToInstance } from '../../../host/testInstanceAccess.ts';
import { forgetKeyOn } from '../../../tools/ssh/forgetKey.ts';
import { readPublicKey } from '../../../tools/ssh/sshKeys.ts';
import type { Bake, BakeList } from '../bakeList.ts';
import { titleOf } from '../bakeWords.ts';
import type { LeftResource } from '../leftBehind.ts';
import { endInstance, removeRest } from './discardKept.ts';
import { keyFolderOf } from './keepInstance.ts';
import { asTarget, type KeptChoice, type KeptServices } from './keptChoice.ts';

/**
 * Makes the image that a bake did not come to, of the instance that it has kept, and ends that.
 * @param services - who makes it
 * @param list - notes it
 * @param choice - of which instance
 */
export async function finish(services: KeptServices, list: BakeList, choice: KeptChoice): Promise<void> {
  const { bake, environment, kept } = choice;
  const instance = { bakeId: bake.order.id, instanceId: kept.instanceId };
  try {
    const never = new AbortController().signal;
    const tags = imageTagsOf(
      await services.bakes.readInstanceTags(environment, kept.region, instance, never),
    );
    const name = await askName(bake, kept);
    if (!(await isWanted(name, choice, tags))) return;
    const outcome = await services.work.run(
      async ({ report, signal }): Promise<Outcome<string>> => {
        try {
          report({ message: vscode.l10n.t('Taking the key of the bake away') });
          await forgetKey(services, list, choice, signal);
          report({ message: vscode.l10n.t('Stopping the instance and making its image') });
          const description = vscode.l10n.t('{0}, finished by hand', bake.order.template);
          const request = { ...instance, name, description, tags };
          return done(await services.bakes.makeImage(environment, kept.region, request, signal));
        } catch (thrown) {
          if (isCancellation(thrown) || signal.aborted) return cancelled;
          return failed(await notFinished(services, thrown, environment));
        }
      },
      {
        title: vscode.l10n.t('Making {0} of {1}', name, kept.instanceId),
        place: { notification: true },
      },
    );
    if (outcome.kind === 'done') await noteImage(services, list, choice, outcome.value);
  } catch (thrown) {
    if (isCancellation(thrown)) return;
    logFailure(services, services.work.showFailure(await notFinished(services, thrown, environment)));
  }
}

async function notFinished(
  services: KeptServices,
  thrown: unknown,
  environment: Environment,
): Promise<Failure> {
  const failure = await services.explainReadError(thrown, environment);
  return { ...failure, title: vscode.l10n.t('The bake was not finished') };
}

async function askName({ order }: Bake, { imageName }: KeptChoice['kept']): Promise<string> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Finish the bake of {0}', singleLine(order.template)),
    prompt: vscode.l10n.t('Name of the image'),
    ignoreFocusOut: true,
    ...(imageName === undefined ? {} : { value: imageName }),
    validateInput: imageNameProblem,
  });
  if (name === undefined) throw new CancelledError('No name was given.');
  return name;
}

async function isWanted(name: string, { kept }: KeptChoice, tags: readonly Tag[]): Promise<boolean> {
  const go = vscode.l10n.t('Make Image');
  const detail = [
    vscode.l10n.t(
      'The instance is stopped, and ends when its image is there. Nothing of the template runs any more.',
    ),
    '',
    ...(tags.length === 0
      ? [
          vscode.l10n.t(
            'The image gets no tags: the template puts none that begin with image: on its instance.',
          ),
        ]
      : tags.map(({ key, value }) => `${singleLine(key)}: ${singleLine(value)}`)),
  ].join('\n');
  const question = vscode.l10n.t('Make the image {0} of {1}?', name, kept.instanceId);
  return (await vscode.window.showInformationMessage(question, { modal: true, detail }, go)) === go;
}

/** Packer does so before it makes an image; who has the key would get in to all that are launched from this one. */
async function forgetKey(
  services: KeptServices,
  list: BakeList,
  choice: KeptChoice,
  signal: AbortSignal,
): Promise<void> {
  const { bake, kept, result } = choice;
  // By an attempt before this one: it lets nobody in now.
  if (kept.isKeyGone === true) return;
  const target = await asTarget(services, choice);
  const over = new AbortController();
  try {
    const keyFolder = keyFolderOf(bake.folder);
    const { address } = await accessToInstance(services, target, { keyFolder, over: over.signal, signal });
    await forgetKeyOn(address, await readPublicKey(keyFolder), signal);
  } finally {
    over.abort();
  }
  const now = bake.result ?? result;
  const all = (now.kept ?? []).map((each) =>
    each.instanceId === kept.instanceId ? { ...each, isKeyGone: true } : each,
  );
  await list.noteResult(bake, { ...now, kept: all });
}

async function noteImage(
  services: KeptServices,
  list: BakeList,
  { bake, environment, kept, result }: KeptChoice,
  imageId: string,
): Promise<void> {
  const now = bake.result ?? result;
  const build = bake.record.builds.find(({ temporary }) => temporary.instanceId === kept.instanceId);
  const images = [...now.images, { build: build?.name ?? '', region: kept.region, imageId }];
  const others = (now.kept ?? []).filter(({ instanceId }) => instanceId !== kept.instanceId);
  const isWhole = others.length === 0 && images.length >= bake.order.builds.length;
  const finished: BakeResult = {
    ...now,
    ...(isWhole ? { kind: 'baked', reasons: [] } : {}),
    images,
    kept: others,
    // Until EC2 says that it has ended.
    left: [...(now.left ?? []), { ...asLeftInstance(kept), bakeId: bake.order.id }],
    isFinishedByHand: true,
  };
  await list.noteResult(bake, finished);
  if (others.length === 0) await removeRest(services, list, { bake, environment, kept, result: finished });
  else await endInstance(services, list, { bake, environment, kept, result: finished });
  if (services.images.get(environment.id)?.status.kind !== 'unread') {
    await services.images.refresh(environment.id, new AbortController().signal);
  }
  logFailure(services, offerImage(bake, environment, kept.region, imageId));
}

function asLeftInstance({ instanceId, region }: KeptChoice['kept']): LeftResource {
  return { kind: 'instance', id: instanceId, region };
}

/** Whoever leaves a message where it is can go on with the bake. */
function logFailure({ log }: KeptServices, shown: Promise<void>): void {
  shown.catch((thrown: unknown) => {
    log.warn(messageOf(thrown));
  });
}

async function offerImage(
  bake: Bake,
  environment: Environment,
  region: string,
  imageId: string,
): Promise<void> {
  const show = vscode.l10n.t('Show in Images');
  const words = vscode.l10n.t('{0} is baked: {1}.', titleOf(bake), imageId);
  const answer = await vscode.window.showInformationMessage(withoutMarkup(onOneLine(words)), show);
  if (answer !== show) return;
  await vscode.commands.executeCommand(commandIds.revealImage, environment.id, region, imageId);
}
