import * as vscode from 'vscode';
import {
  type AwsProfile,
  credentialsOfEnvironment,
  type Environment,
  type ProfileCredentials,
} from '../core/environments/environment.ts';
import { isCredentialTrouble, reasonOf } from '../core/environments/readError.ts';
import { type Failure, messageOf, type NextStep } from '../core/outcome/failure.ts';
import { type CommandId, commandIds } from './contributedIds.ts';
import { setRegionCommand, signInCommand } from '../tools/awsCli/profileCommands.ts';
import { asTyped } from '../tools/commandLine.ts';

/** What the words for a failed read rest on. */
export interface ReadErrorContext {
  /** The AWS profiles of this machine. */
  readonly profiles: readonly AwsProfile[];
  /** The AWS CLI as the settings name it. */
  readonly awsCliPath: string;
}

/**
 * Why an environment could not be read and what to do about it, for a person.
 * @param thrown - what the read threw; its message, AWS's own words, is kept
 * @param environment - which environment
 * @param context - profiles and settings of this machine
 */
export function explainReadError(
  thrown: unknown,
  environment: Environment,
  context: ReadErrorContext,
): Failure {
  const credentials = credentialsOfEnvironment(environment, context.profiles);
  const command = credentials === undefined ? undefined : signInCommand(context.awsCliPath, credentials);
  return {
    title: titleFor(thrown, environment, {
      signIn: command === undefined ? undefined : asTyped(command),
      setRegion:
        environment.profile === undefined
          ? undefined
          : asTyped(setRegionCommand(context.awsCliPath, environment.profile)),
    }),
    message: messageFor(thrown, environment, credentials),
    cause: thrown,
    nextSteps: nextStepsFor(thrown, environment, command !== undefined),
  };
}

/**
 * What gives a profile its credentials, for one that no command signs in to.
 * @param credentials - where the profile's credentials come from
 * @returns undefined where a command signs in
 */
export function credentialSourceWords({ source, profile }: ProfileCredentials): string | undefined {
  switch (source) {
    case 'keys':
    case 'sso':
    case 'login':
      return undefined;
    case 'process':
      return vscode.l10n.t(
        'The credentials of profile {0} come from the program that its credential_process names.',
        profile,
      );
    case 'web-identity':
      return vscode.l10n.t(
        'The credentials of profile {0} come from the file that its web_identity_token_file names.',
        profile,
      );
    case 'container':
      return vscode.l10n.t(
        'The credentials of profile {0} come from the container that VS Code runs in.',
        profile,
      );
    case 'instance':
      return vscode.l10n.t(
        'The credentials of profile {0} come from the EC2 instance that VS Code runs on.',
        profile,
      );
    case 'variables':
      return vscode.l10n.t(
        'The credentials of profile {0} come from the environment variables that VS Code was started with.',
        profile,
      );
  }
}

/** AWS's own words, and where no command helps what a person can do instead. */
function messageFor(
  thrown: unknown,
  { source }: Environment,
  credentials: ProfileCredentials | undefined,
): string {
  const message = messageOf(thrown);
  if (reasonOf(thrown) === 'no-region' && source.kind === 'variables') {
    return `${message} ${vscode.l10n.t('Set AWS_REGION and start VS Code from there.')}`;
  }
  const words = credentials === undefined ? undefined : credentialSourceWords(credentials);
  return words !== undefined && isCredentialTrouble(thrown) ? `${message} ${words}` : message;
}

/** What a person can run, as they would type it; undefined where it does not help. */
interface HelpfulCommands {
  readonly signIn: string | undefined;
  readonly setRegion: string | undefined;
}

function titleFor(thrown: unknown, { name }: Environment, { signIn, setRegion }: HelpfulCommands): string {
  switch (reasonOf(thrown)) {
    case 'no-credentials':
      return titleWith(
        signIn,
        (command) => vscode.l10n.t('No credentials: run {0}', command),
        vscode.l10n.t('No credentials for {0}', name),
      );
    case 'expired-credentials':
      return titleWith(
        signIn,
        (command) => vscode.l10n.t('Expired: run {0}', command),
        vscode.l10n.t('The credentials of {0} have expired', name),
      );
    case 'invalid-credentials':
      return titleWith(
        signIn,
        (command) => vscode.l10n.t('Refused: run {0}', command),
        vscode.l10n.t('AWS refuses the credentials of {0}', name),
      );
    case 'wrong-account':
      return vscode.l10n.t('{0} is another account', name);
    case 'access-denied':
      return vscode.l10n.t('Not allowed to read {0}', name);
    case 'throttled':
      return vscode.l10n.t('AWS asks {0} to slow down', name);
    case 'unreachable':
      return vscode.l10n.t('AWS cannot be reached for {0}', name);
    case 'no-region':
      return titleWith(
        setRegion,
        (command) => vscode.l10n.t('No region: run {0}', command),
        vscode.l10n.t('No region for {0}', name),
      );
    case 'restricted':
      return vscode.l10n.t('Restricted Mode: {0} is not read', name);
    case 'not-found':
    case 'other':
      return vscode.l10n.t('{0} could not be read', name);
  }
}

/** A command that helps stands near the beginning: rows of a tree are narrow. */
function titleWith(
  command: string | undefined,
  withCommand: (command: string) => string,
  without: string,
): string {
  return command === undefined ? without : withCommand(command);
}

function nextStepsFor(thrown: unknown, environment: Environment, canSignIn: boolean): NextStep[] {
  const signIn = canSignIn ? [step(vscode.l10n.t('Sign In'), commandIds.signIn, environment.id)] : [];
  const retry = step(vscode.l10n.t('Try Again'), commandIds.refreshEnvironment, environment.id);
  switch (reasonOf(thrown)) {
    case 'no-credentials':
    case 'expired-credentials':
    case 'invalid-credentials':
      return [...signIn, retry];
    case 'wrong-account':
      return [...configureSteps(environment), ...signIn];
    case 'no-region':
      return setRegionSteps(environment);
    case 'restricted':
      return [step(vscode.l10n.t('Manage Workspace Trust'), commandIds.manageTrust)];
    case 'access-denied':
    case 'not-found':
    case 'throttled':
    case 'unreachable':
    case 'other':
      return [retry];
  }
}

function step(title: string, command: CommandId, ...values: readonly unknown[]): NextStep {
  return { title, command, arguments: values };
}

/** Only a file names an account that could be another. */
function configureSteps({ source }: Environment): NextStep[] {
  return source.kind === 'workspace'
    ? [step(vscode.l10n.t('Open ami-bakery.json'), commandIds.openConfiguration, source.file)]
    : [];
}

function setRegionSteps({ id, profile }: Environment): NextStep[] {
  return profile === undefined ? [] : [step(vscode.l10n.t('Set Region'), commandIds.setRegion, id)];
}
