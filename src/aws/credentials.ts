import * as l10n from '@vscode/l10n';
import { fromEnv, fromIni, fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentityProvider } from '@aws-sdk/types';
import { getProfileName } from '@smithy/core/config';
import type { CredentialAccess } from '../core/environments/credentialAccess.ts';
import type { Environment } from '../core/environments/environment.ts';
import { EnvironmentReadError } from '../core/environments/readError.ts';
import { CancelledError } from '../core/outcome/outcome.ts';
import { createRoleAssumer, type RoleAssumer } from './assumeRole.ts';
import { connection } from './connection.ts';
import { assertNoProgram, withoutCommandLine } from './credentialProcess.ts';
import { loadProfiles } from './profiles.ts';
import type { SharedFiles } from './sharedFiles.ts';

/** Who asks for credentials, and where. */
export interface CredentialRequest {
  /** Where STS is asked for a role. */
  readonly region: string;
  /** Address of STS, if it is not AWS's own. */
  readonly endpoint: string | undefined;
  /** Aborted when nobody waits for the credentials any more. */
  readonly signal: AbortSignal;
}

/** Gives an environment its credentials. */
export type CredentialsOf = (
  environment: Environment,
  request: CredentialRequest,
) => AwsCredentialIdentityProvider;

const noAccess: CredentialAccess = {
  mayRunPrograms: () => false,
  askMfaCode: () => Promise.resolve(undefined),
};

/**
 * The credentials of this machine's profiles.
 * @param files - where the AWS profiles are
 * @param access - what getting credentials may need of the window; nothing when left out
 */
export function profileCredentials(files: SharedFiles, access: CredentialAccess = noAccess): CredentialsOf {
  return (environment, request) => credentialsOf(environment, { ...request, files, access });
}

interface CredentialOptions extends CredentialRequest {
  readonly files: SharedFiles;
  readonly access: CredentialAccess;
}

/**
 * The credentials of an environment, from the AWS provider chain and nowhere else; nothing is stored.
 * A named profile means that profile only: were the whole chain asked, environment variables or an instance's role
 * could stand in for a profile that does not work, and another account would be shown under its name. The same holds
 * for the environment of the variables, which the chain would pass over for the profile of AWS_PROFILE.
 * @param environment - which profile and role to use
 * @param options - where to ask
 */
function credentialsOf(environment: Environment, options: CredentialOptions): AwsCredentialIdentityProvider {
  const assumeRole = createRoleAssumer(options.region, options.endpoint);
  const own = ownCredentialsOf(environment, options, assumeRole);
  const { roleArn } = environment;
  if (roleArn === undefined) return own;
  return async () => assumeRole(await own(), { RoleArn: roleArn, RoleSessionName: 'ami-bakery' });
}

/** The credentials before any role of the environment is assumed with them. */
function ownCredentialsOf(
  { profile, source }: Environment,
  { region, files, access, signal }: CredentialOptions,
  roleAssumer: RoleAssumer,
): AwsCredentialIdentityProvider {
  if (source.kind === 'variables') return fromEnv();
  const used = getProfileName(profile === undefined ? {} : { profile });
  const how = {
    ignoreCache: true,
    roleAssumer,
    mfaCodeProvider: async (serial: string) => {
      const code = await access.askMfaCode({ profile: used, serial, signal });
      if (code === undefined) throw new CancelledError(`No MFA code for profile ${used}.`);
      return code;
    },
    // Of the clients that ask IAM Identity Center and the sign-in of the console, which are never elsewhere than at AWS.
    clientConfig: { requestHandler: connection.requestHandler },
  };
  const provider = profile === undefined ? fromNodeProviderChain(how) : fromIni({ ...how, profile });
  return async () => {
    if (!access.mayRunPrograms()) await assertNoProgram(used, files);
    await assertSession(used, files);
    try {
      return await provider({ callerClientConfig: { region: () => Promise.resolve(region) } });
    } catch (thrown) {
      throw withoutCommandLine(thrown, used);
    }
  };
}

/** The SDK says of a session that is not there that it "cannot read properties of undefined" (3.1169.0). */
async function assertSession(profile: string, files: SharedFiles): Promise<void> {
  const profiles = await loadProfiles(files);
  const session = profiles[profile]?.['sso_session'];
  if (session === undefined || profiles[`sso-session.${session}`] !== undefined) return;
  throw new EnvironmentReadError(
    'other',
    l10n.t(
      'Profile {0} signs in by the session {1}, but there is no section [sso-session {1}] in the AWS config file.',
      profile,
      session,
    ),
  );
}
