import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import {
  credentialsOfEnvironment,
  type Environment,
  type ProfileCredentials,
} from '../../core/environments/environment.ts';
import { isRefused } from '../../core/images/environmentImages.ts';
import { together } from '../../core/outcome/outcome.ts';
import { refreshImagesAndKnownUse } from '../../core/references/readAfterImages.ts';
import { withoutMarkup } from '../../core/text/plainText.ts';
import { registerCommand, registerRowCommand } from '../../host/registerCommand.ts';
import { commandIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';
import { readSettings } from '../../host/settings.ts';
import { tell } from '../../host/tell.ts';
import { signInCommand } from '../../tools/awsCli/profileCommands.ts';
import { credentialSourceWords } from '../../host/explainReadError.ts';
import { addProfile } from './addProfile.ts';
import { environmentOf } from './environmentOf.ts';
import { manageTrust, mayRunPrograms, runAwsCli } from './runAwsCli.ts';
import { setRegion } from './setRegion.ts';

type SignInServices = Pick<Services, 'environments' | 'images' | 'log' | 'references' | 'work'>;

/**
 * The commands that get people credentials and profiles with a region by the AWS CLI, which need a trusted workspace,
 * and the way to trust it.
 * @param services - environments to choose from, images and their use to read again
 */
export function registerSignIn(services: SignInServices): Disposable[] {
  const { work } = services;
  return [
    registerRowCommand(work, commandIds.signIn, async (target) => {
      if (!(await mayRunPrograms())) return;
      const environment = await chooseEnvironment(services, target);
      if (environment !== undefined) await signIn(services, environment);
    }),
    registerCommand(work, commandIds.addProfile, async () => {
      if (await mayRunPrograms()) await addProfile(services);
    }),
    registerRowCommand(work, commandIds.setRegion, async (target) => {
      if (await mayRunPrograms()) await setRegion(services, target);
    }),
    registerCommand(work, commandIds.manageTrust, manageTrust),
  ];
}

/** The environment that a tree row or a next step names, else the one a person picks. */
async function chooseEnvironment(
  services: SignInServices,
  target: unknown,
): Promise<Environment | undefined> {
  // The palette offers the command also where nothing was shown yet.
  await services.environments.start();
  const named = environmentOf(services, target);
  if (named !== undefined) return named;
  const items = services.environments.choice.environments
    .filter(({ profile }) => profile !== undefined)
    .map((environment) => ({
      label: withoutMarkup(environment.name),
      description: withoutMarkup(environment.profile ?? ''),
      environment,
    }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Sign in to which environment?'),
  });
  return picked?.environment;
}

async function signIn(services: SignInServices, environment: Environment): Promise<void> {
  const { environments, images, work } = services;
  const credentials = credentialsOfEnvironment(environment, await environments.readProfiles());
  const command =
    credentials === undefined ? undefined : signInCommand(readSettings().awsCliPath, credentials);
  if (command === undefined) {
    tell(whyNoSignIn(environment, credentials));
    return;
  }
  const isSignedIn = await runAwsCli(services, vscode.l10n.t('Sign in to {0}', environment.name), command);
  if (!isSignedIn) return;
  // One session often is that of several profiles.
  const refused = images.all.filter(isRefused).map((known) => known.environment.id);
  const ids = [...new Set([environment.id, ...refused])];
  await work.run(
    async ({ signal }) =>
      together(await Promise.all(ids.map((id) => refreshImagesAndKnownUse(services, id, signal)))),
    {
      title: vscode.l10n.t('Reading {0}', environment.name),
      place: { notification: true },
      reportsFailure: false,
    },
  );
}

function whyNoSignIn(environment: Environment, credentials: ProfileCredentials | undefined): string {
  const words = credentials === undefined ? undefined : credentialSourceWords(credentials);
  if (words !== undefined) return words;
  return environment.source.kind === 'variables'
    ? vscode.l10n.t(
        'The credentials of {0} come from environment variables. Set them anew and start VS Code from there.',
        environment.name,
      )
    : vscode.l10n.t(
        '{0} names no profile: the default provider chain of AWS decides whose credentials are used.',
        environment.name,
      );
}
