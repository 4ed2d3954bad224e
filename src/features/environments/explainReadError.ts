import * as vscode from 'vscode';
import type { AwsProfile, Environment } from '../../core/environments/environment.ts';
import { reasonOf } from '../../core/environments/readError.ts';
import { type Failure, messageOf, type NextStep } from '../../core/outcome/failure.ts';
import { commandIds } from '../../host/manifest.ts';
import { asTyped, signInCommand } from '../../tools/awsCli.ts';

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
  return {
    title: titleFor(thrown, environment, context),
    message: messageOf(thrown),
    cause: thrown,
    nextSteps: nextStepsFor(thrown, environment),
  };
}

/**
 * The profile that signs in for an environment.
 * @param environment - which environment
 * @param profiles - the AWS profiles of this machine
 * @returns undefined for credentials of environment variables, which no program can renew
 */
export function signInProfileOf(
  environment: Environment,
  profiles: readonly AwsProfile[],
): Pick<AwsProfile, 'name' | 'signIn'> | undefined {
  const name = environment.profile;
  if (name === undefined) return undefined;
  return profiles.find((profile) => profile.name === name) ?? { name, signIn: 'other' };
}

function titleFor(thrown: unknown, environment: Environment, context: ReadErrorContext): string {
  const { name } = environment;
  switch (reasonOf(thrown)) {
    case 'no-credentials':
      return (
        commandTitle(environment, context, (command) => vscode.l10n.t('No credentials: run {0}', command)) ??
        vscode.l10n.t('No credentials for {0}', name)
      );
    case 'expired-credentials':
      return (
        commandTitle(environment, context, (command) => vscode.l10n.t('Expired: run {0}', command)) ??
        vscode.l10n.t('The credentials of {0} have expired', name)
      );
    case 'invalid-credentials':
      return (
        commandTitle(environment, context, (command) => vscode.l10n.t('Refused: run {0}', command)) ??
        vscode.l10n.t('AWS refuses the credentials of {0}', name)
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
      return vscode.l10n.t('No region for {0}', name);
    case 'not-found':
    case 'other':
      return vscode.l10n.t('{0} could not be read', name);
  }
}

/** A title with the command that helps, near its beginning: rows of a tree are narrow. Undefined where none helps. */
function commandTitle(
  environment: Environment,
  context: ReadErrorContext,
  title: (command: string) => string,
): string | undefined {
  const profile = signInProfileOf(environment, context.profiles);
  return profile === undefined ? undefined : title(asTyped(signInCommand(context.awsCliPath, profile)));
}

function nextStepsFor(thrown: unknown, environment: Environment): NextStep[] {
  const signIn = { title: vscode.l10n.t('Sign In'), command: commandIds.signIn, arguments: [environment.id] };
  const retry = {
    title: vscode.l10n.t('Try Again'),
    command: commandIds.refreshEnvironment,
    arguments: [environment.id],
  };
  const configure = {
    title: vscode.l10n.t('Open ami-bakery.json'),
    command: commandIds.openConfiguration,
    arguments: [],
  };
  const canSignIn = environment.profile !== undefined;
  switch (reasonOf(thrown)) {
    case 'no-credentials':
    case 'expired-credentials':
    case 'invalid-credentials':
      return canSignIn ? [signIn, retry] : [retry];
    case 'wrong-account':
      return canSignIn ? [configure, signIn] : [configure];
    case 'no-region':
      return [configure];
    case 'access-denied':
    case 'not-found':
    case 'throttled':
    case 'unreachable':
    case 'other':
      return [retry];
  }
}
