import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { imagesOf } from '../../../core/images/environmentImages.ts';
import { byNewestFirst, serviceOf } from '../../../core/images/image.ts';
import type { ImageTarget } from '../../../core/images/imageTarget.ts';
import { shownStateOf, stateWord } from '../../../core/images/imageWords.ts';
import { type Failure, messageOf } from '../../../core/outcome/failure.ts';
import type { Environment } from '../../../core/environments/environment.ts';
import { attempt, cancelled, done, failed, isCancellation } from '../../../core/outcome/outcome.ts';
import {
  type LaunchChoices,
  type LaunchRequest,
  launchRequest,
} from '../../../core/testInstances/launchRequest.ts';
import type { TestInstance } from '../../../core/testInstances/testInstance.ts';
import { singleLine, withoutMarkup } from '../../../core/text/plainText.ts';
import { addressKey } from '../../../host/addressKey.ts';
import { commandIds } from '../../../host/contributedIds.ts';
import type { Services } from '../../../host/services.ts';
import { ownerName } from '../../../host/ownerName.ts';
import type { InstanceTarget } from '../../../host/testInstanceList.ts';
import { askLaunch } from './askLaunch.ts';
import { noteSession } from '../../../host/sessions.ts';

/** The row of the images of a service. */
const serviceRowSchema = z.object({
  kind: z.literal('group'),
  environmentId: z.string(),
  path: z.array(z.object({ kind: z.string(), service: z.optional(z.string()) })),
});

/** What launching uses. */
export type LaunchServices = Pick<
  Services,
  | 'clock'
  | 'explainReadError'
  | 'images'
  | 'imageTargets'
  | 'log'
  | 'playbookRuns'
  | 'sharedStorageFolder'
  | 'testInstanceList'
  | 'testInstances'
  | 'work'
  | 'workspaceState'
>;

/**
 * Launches a test instance of an image, after a person has said what nobody else knows and has seen what will be made.
 * @param services - where images and instances are
 * @param target - row of an image, or of the images of a service, whose newest one is meant
 * @param targets - the rest of the selection
 */
export async function launchInstance(
  services: LaunchServices,
  target: unknown,
  targets: unknown,
): Promise<void> {
  const image = newestOfService(services, target) ?? (await chooseImage(services, target, targets));
  if (image === undefined) return;
  let choices: LaunchChoices | undefined;
  try {
    refuseUnusable(image, services.clock());
    choices = await askForChoices(services, image);
    if (choices === undefined || !(await isWanted(image, launchRequest(choices, services.clock)))) return;
  } catch (thrown) {
    if (!isCancellation(thrown)) {
      await services.work.showFailure(await notLaunched(services, thrown, image.environment));
    }
    return;
  }
  // Its time begins now, however long the question was open.
  const launched = await launch(services, image, launchRequest(choices, services.clock));
  await services.testInstanceList.refresh();
  if (launched !== undefined) offerNextStep(services, image, launched);
}

/**
 * Says no before anything else is asked.
 * @throws Error in words for a person when no test instance of an image can be launched
 */
function refuseUnusable({ image }: ImageTarget, now: number): void {
  if (image.state !== 'available') {
    const state = stateWord(shownStateOf(image, now));
    throw new Error(vscode.l10n.t('{0} is {1}: nothing can be launched from it.', image.id, state));
  }
  if (/windows/iu.test(image.platform ?? '')) {
    throw new Error(
      vscode.l10n.t('Windows does not end by itself at its time, so no test instance of it is launched.'),
    );
  }
}

async function chooseImage(
  { imageTargets }: LaunchServices,
  target: unknown,
  targets: unknown,
): Promise<ImageTarget | undefined> {
  const title = vscode.l10n.t('Launch a Test Instance of Which Image?');
  const chosen = await imageTargets.choose(target, targets, { title, many: false });
  return chosen.kind === 'done' ? chosen.value[0] : undefined;
}

/** The newest image of a service that can be launched, for the row of a service. */
function newestOfService({ clock, images }: LaunchServices, row: unknown): ImageTarget | undefined {
  const group = serviceRow(row);
  const known = group === undefined ? undefined : images.get(group.environmentId);
  if (group === undefined || known === undefined) return undefined;
  const { environment } = known;
  const [image] = [...imagesOf(known)]
    .filter((each) => serviceOf(each, environment.tagNames) === group.service)
    .filter((each) => shownStateOf(each, clock()) === 'available')
    .sort(byNewestFirst);
  return image === undefined ? undefined : { environment, image };
}

async function askForChoices(
  services: LaunchServices,
  image: ImageTarget,
): Promise<LaunchChoices | undefined> {
  const { environment } = image;
  const { region } = image.image;
  const { testInstances, workspaceState, work } = services;
  const read = await work.run(
    ({ signal }) =>
      attempt(
        signal,
        async () => ({
          subnets: await testInstances.readSubnets(environment, region, signal),
          keyPairs: await testInstances.readKeyPairs(environment, region, signal),
        }),
        (thrown) => notLaunched(services, thrown, environment),
      ),
    { title: vscode.l10n.t('Reading the subnets of {0}', region), place: { notification: true } },
  );
  if (read.kind !== 'done') return undefined;
  const remembered: unknown = workspaceState.get(addressKey);
  const known = typeof remembered === 'string' ? remembered : undefined;
  const answers = await askLaunch({ image, ...read.value, address: known });
  await workspaceState.update(addressKey, answers.address);
  return {
    image: { id: image.image.id, architecture: image.image.architecture },
    subnet: answers.subnet,
    access: answers.access,
    hours: answers.hours,
    owner: ownerName(),
    address: answers.address,
    session: { machine: vscode.env.machineId, id: vscode.env.sessionId },
    token: randomUUID(),
  };
}

async function isWanted({ environment, image }: ImageTarget, request: LaunchRequest): Promise<boolean> {
  const launchIt = vscode.l10n.t('Launch');
  const { securityGroup } = request;
  const detail = [
    vscode.l10n.t('{0} in {1} ({2})', request.instanceType, singleLine(environment.name), image.region),
    vscode.l10n.t('Image: {0}', image.id),
    vscode.l10n.t('Subnet: {0}, with a security group for your test instances', request.subnetId),
    request.keyName === undefined
      ? vscode.l10n.t('Entered with: EC2 Instance Connect')
      : vscode.l10n.t('Entered with: the key pair {0}', singleLine(request.keyName)),
    vscode.l10n.t('Its metadata is read with IMDSv2 only; its tags say whose it is and when it ends'),
    vscode.l10n.t('SSH from {0}, and nothing else', securityGroup.rule.cidr),
    vscode.l10n.t(
      'Ends by itself at {0}, as long as cloud-init runs in it',
      new Date(request.expiresAt).toLocaleString(vscode.env.language, { timeZoneName: 'short' }),
    ),
  ].join('\n');
  const question = vscode.l10n.t('Launch this test instance? It costs money until it ends.');
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, launchIt)) === launchIt;
}

/** An instance that was launched, and whether it runs. */
interface Launched {
  readonly instance: TestInstance;
  readonly isRunning: boolean;
}

/** A person who cancels while it starts has an instance all the same, and so has one for whom it does not start. */
async function launch(
  services: LaunchServices,
  { environment, image }: ImageTarget,
  request: LaunchRequest,
): Promise<Launched | undefined> {
  const { testInstanceList, testInstances } = services;
  let launched: TestInstance | undefined;
  await noteSession(services.sharedStorageFolder, vscode.env.sessionId);
  const outcome = await services.work.run(
    async ({ report, signal }) => {
      report({ message: vscode.l10n.t('asking EC2') });
      try {
        // Not given up half-way: a launch that is stopped still removes what it has made.
        launched = await testInstances.launch(environment, image.region, request, signal);
        const { instanceId } = launched;
        await testInstanceList.refresh();
        const onState = (state: string): void => {
          report({ message: `${instanceId}: ${state}` });
        };
        return done(
          await testInstances.waitUntilRunning(environment, image.region, instanceId, onState, signal),
        );
      } catch (thrown) {
        if (isCancellation(thrown)) return cancelled;
        return failed(
          launched === undefined
            ? await notLaunched(services, thrown, environment)
            : await notRunning(services, thrown, { environment, instance: launched }),
        );
      }
    },
    { title: vscode.l10n.t('Launching a test instance'), place: { notification: true } },
  );
  if (outcome.kind === 'done') return { instance: outcome.value, isRunning: true };
  // What went wrong says it itself.
  if (launched === undefined || outcome.kind === 'failed') return undefined;
  return { instance: launched, isRunning: false };
}

/** What was to be done was no reading, and reading again does not help. */
async function notLaunched(
  { explainReadError }: LaunchServices,
  thrown: unknown,
  environment: Environment,
): Promise<Failure> {
  const failure = await explainReadError(thrown, environment);
  return {
    ...failure,
    title: vscode.l10n.t('No test instance could be launched in {0}', withoutMarkup(environment.name)),
    nextSteps: failure.nextSteps.filter(({ command }) => command !== commandIds.refreshEnvironment),
  };
}

/** It is there and costs money, whatever could not be asked afterwards. */
async function notRunning(
  { explainReadError }: LaunchServices,
  thrown: unknown,
  { environment, instance }: InstanceTarget,
): Promise<Failure> {
  const failure = await explainReadError(thrown, environment);
  const end = { title: vscode.l10n.t('End Test Instance…'), command: commandIds.endTestInstance };
  return {
    ...failure,
    title: vscode.l10n.t(
      '{0} was launched and ends at {1}, but it is not known whether it runs',
      instance.instanceId,
      new Date(instance.tags.expiresAt).toISOString(),
    ),
    nextSteps: [{ ...end, arguments: [{ kind: 'instance', target: { environment, instance } }] }],
  };
}

function offerNextStep(
  { log }: LaunchServices,
  { environment }: ImageTarget,
  { instance, isRunning }: Launched,
): void {
  const { instanceId } = instance;
  const row = { kind: 'instance', target: { environment, instance } };
  const open = vscode.l10n.t('Open SSH Terminal');
  const end = vscode.l10n.t('End Test Instance…');
  const offer = async (): Promise<void> => {
    const chosen = isRunning
      ? await vscode.window.showInformationMessage(
          vscode.l10n.t('The test instance {0} runs.', instanceId),
          open,
        )
      : await vscode.window.showWarningMessage(
          vscode.l10n.t(
            '{0} was launched all the same, and ends at {1}.',
            instanceId,
            new Date(instance.tags.expiresAt).toISOString(),
          ),
          end,
        );
    if (chosen === open) await vscode.commands.executeCommand(commandIds.openSshTerminal, row);
    if (chosen === end) await vscode.commands.executeCommand(commandIds.endTestInstance, row);
  };
  // Nobody waits for what a person does with it.
  offer().catch((thrown: unknown) => {
    log.warn(messageOf(thrown));
  });
}

/** The environment and service of the row of a service's images. */
function serviceRow(row: unknown): { environmentId: string; service: string } | undefined {
  const read = serviceRowSchema.safeParse(row);
  if (!read.success) return undefined;
  const { environmentId, path } = read.data;
  const key = path.at(-1);
  return key?.service === undefined ? undefined : { environmentId, service: key.service };
}
