import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import {
  credentialsOfEnvironment,
  type Environment,
  type ProfileCredentials,
} from '../../core/environments/environment.ts';
import { withoutMarkup } from '../../core/text/plainText.ts';
import { registerCommand } from '../../host/commands.ts';
import { commandIds, settingNames } from '../../host/manifest.ts';
import type { Services } from '../../host/services.ts';
import { openSettingStep, readSettings } from '../../host/settings.ts';
import { newProfileCommand, type NewProfileKind, signInCommand } from '../../tools/awsCli.ts';
import { asTyped, type CommandLine } from '../../tools/commandLine.ts';
import { credentialSourceWords } from '../../host/explainReadError.ts';
import { runInTerminal } from './runInTerminal.ts';

type SignInServices = Pick<Services, 'environments' | 'images' | 'log' | 'work'>;

/**
 * The commands that get people credentials with the AWS CLI, which need a trusted workspace, and the way to trust it.
 * @param services - environments to choose from, images to read again
 */
export function registerSignIn(services: SignInServices): Disposable[] {
  const { work } = services;
  return [
    registerCommand(work, commandIds.signIn, async (target) => {
      if (!(await mayRunPrograms())) return;
      const environment = await chooseEnvironment(services, target);
      if (environment !== undefined) await signIn(services, environment);
    }),
    registerCommand(work, commandIds.addProfile, async () => {
      if (await mayRunPrograms()) await addProfile(services);
    }),
    registerCommand(work, commandIds.manageTrust, manageTrust),
  ];
}

/** Whether a program may be run. Asked here as well, because a command can be called past its `enablement`. */
async function mayRunPrograms(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('No program is run in Restricted Mode. Trust the workspace to sign in with the AWS CLI.'),
    manage,
  );
  if (chosen === manage) await manageTrust();
  return false;
}

async function manageTrust(): Promise<void> {
  await vscode.commands.executeCommand('workbench.trust.manage');
}

/** The environment that a tree row or a next step names, else the one a person picks. */
async function chooseEnvironment(
  services: SignInServices,
  target: unknown,
): Promise<Environment | undefined> {
  const id = environmentIdOf(target);
  const { environments } = services.environments.choice;
  const named = environments.find((environment) => environment.id === id);
  if (named !== undefined) return named;
  const items = environments
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

function environmentIdOf(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null || !('environmentId' in target)) return undefined;
  return typeof target.environmentId === 'string' ? target.environmentId : undefined;
}

async function signIn(services: SignInServices, environment: Environment): Promise<void> {
  const { environments, images, work } = services;
  const credentials = credentialsOfEnvironment(environment, await environments.readProfiles());
  const command =
    credentials === undefined ? undefined : signInCommand(readSettings().awsCliPath, credentials);
  if (command === undefined) {
    await vscode.window.showInformationMessage(withoutMarkup(whyNoSignIn(environment, credentials)));
    return;
  }
  const isSignedIn = await runAwsCli(services, vscode.l10n.t('Sign in to {0}', environment.name), command);
  if (!isSignedIn) return;
  await work.run(({ signal }) => images.refresh(environment.id, signal), {
    title: vscode.l10n.t('Reading {0}', environment.name),
    place: { notification: true },
    reportsFailure: false,
  });
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

async function addProfile(services: SignInServices): Promise<void> {
  const { awsCliPath } = readSettings();
  const kinds: readonly { readonly label: string; readonly profileKind: NewProfileKind }[] = [
    { label: vscode.l10n.t('IAM Identity Center (single sign-on)'), profileKind: 'sso' },
    { label: vscode.l10n.t('The sign-in of the AWS console'), profileKind: 'login' },
    { label: vscode.l10n.t('Access keys'), profileKind: 'keys' },
  ];
  const picked = await vscode.window.showQuickPick(
    kinds.map(({ label, profileKind }) => ({
      label,
      description: asTyped(newProfileCommand(awsCliPath, profileKind)),
      profileKind,
    })),
    { title: vscode.l10n.t('How do you sign in to AWS?') },
  );
  if (picked === undefined) return;
  await runAwsCli(
    services,
    vscode.l10n.t('Add an AWS profile'),
    newProfileCommand(awsCliPath, picked.profileKind),
  );
}

/** Runs the AWS CLI where its questions can be answered; true when it ended well. */
async function runAwsCli(
  { log, work }: SignInServices,
  title: string,
  command: CommandLine,
): Promise<boolean> {
  log.info(`Running: ${asTyped(command)}`);
  const end = await runInTerminal(title, command);
  if (end.kind === 'exited') {
    log.info(`${asTyped(command)} ended with ${end.code ?? 'no exit code'}`);
    // What went wrong stands in the terminal, in the tool's own words; closing it is cancelling.
    return end.code === 0;
  }
  await work.showFailure({
    title: vscode.l10n.t('{0} could not be started', command.program),
    message: vscode.l10n.t('Install the AWS CLI version 2, or say in the settings where it is.'),
    cause: undefined,
    nextSteps: [openSettingStep(settingNames.awsCliPath)],
  });
  return false;
}
