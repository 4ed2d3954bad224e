import * as l10n from '@vscode/l10n';
import { configurationFileName } from '../../core/environments/configuration.ts';
import {
  type AwsProfile,
  credentialsOfEnvironment,
  type Environment,
} from '../../core/environments/environment.ts';
import { reasonOf } from '../../core/environments/readError.ts';
import type { Fix } from '../../core/toolCheck/toolCheck.ts';
import { setRegionCommand, signInCommand } from '../awsCli/profileCommands.ts';
import { asTyped } from '../commandLine.ts';

/** What the words for a fix rest on. */
export interface IdentityFixContext {
  readonly profiles: readonly AwsProfile[];
  /** The AWS CLI as the settings name it. */
  readonly awsCliPath: string;
}

/**
 * What to do about an environment whose identity could not be read, or is not the one it should be.
 * @param thrown - what asking for it threw
 * @param environment - which environment
 * @param context - profiles and settings of this machine
 */
export function identityFix(thrown: unknown, environment: Environment, context: IdentityFixContext): Fix {
  switch (reasonOf(thrown)) {
    case 'no-credentials':
    case 'expired-credentials':
    case 'invalid-credentials':
      return credentialFix(environment, context);
    case 'wrong-account':
      return {
        words: l10n.t(
          'Correct profile or account in {0}, or sign in to the right account.',
          configurationFileName,
        ),
        command: signInFor(environment, context),
      };
    case 'no-region':
      return environment.profile === undefined
        ? fixInWords(l10n.t('Set AWS_REGION and start VS Code from there.'))
        : {
            words: l10n.t('Give the profile a region, such as us-east-1.'),
            command: asTyped(setRegionCommand(context.awsCliPath, environment.profile)),
          };
    case 'access-denied':
      return fixInWords(l10n.t('Ask whoever runs the account for permission to use this identity or role.'));
    case 'throttled':
      return fixInWords(l10n.t('Wait a minute and check again.'));
    case 'unreachable':
      return fixInWords(l10n.t('Check the network, a proxy or VPN, and the endpoint where one is set.'));
    case 'restricted':
      return fixInWords(l10n.t('Trust the workspace, so that the program of the profile may be run.'));
    case 'not-found':
    case 'other':
      return fixInWords(l10n.t('The log has the details: AMI Bakery: Show Log.'));
  }
}

function credentialFix(environment: Environment, context: IdentityFixContext): Fix {
  const command = signInFor(environment, context);
  if (command !== undefined)
    return { words: l10n.t('Sign in, or give the profile working credentials.'), command };
  if (environment.profile !== undefined) {
    return fixInWords(l10n.t('Mend what gives the profile its credentials; the message says what that is.'));
  }
  return environment.source.kind === 'variables'
    ? fixInWords(l10n.t('Set the environment variables anew and start VS Code from there.'))
    : fixInWords(
        l10n.t(
          'Name a profile in {0}; without one AWS’s default provider chain decides.',
          configurationFileName,
        ),
      );
}

/** As a person would type it; undefined where no command signs in. */
function signInFor(
  environment: Environment,
  { profiles, awsCliPath }: IdentityFixContext,
): string | undefined {
  const credentials = credentialsOfEnvironment(environment, profiles);
  const command = credentials === undefined ? undefined : signInCommand(awsCliPath, credentials);
  return command === undefined ? undefined : asTyped(command);
}

function fixInWords(words: string): Fix {
  return { words, command: undefined };
}
