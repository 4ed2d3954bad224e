import {
  fromEnv,
  fromIni,
  fromNodeProviderChain,
  fromTemporaryCredentials,
} from '@aws-sdk/credential-providers';
import type { RuntimeConfigAwsCredentialIdentityProvider } from '@aws-sdk/types';
import type { Environment } from '../core/environments/environment.ts';

/**
 * The credentials of an environment, from the AWS provider chain and nowhere else; nothing is stored.
 * A named profile means that profile only: were the whole chain asked, environment variables or an instance's role
 * could stand in for a profile that does not work, and another account would be shown under its name. The same holds
 * for the environment of the variables, which the chain would pass over for the profile of AWS_PROFILE.
 * @param environment - which profile and role to use
 * @param region - where STS is asked for the role
 * @param endpoint - address of STS, if it is not AWS's own
 */
export function credentialsOf(
  environment: Environment,
  region: string,
  endpoint: string | undefined,
): RuntimeConfigAwsCredentialIdentityProvider {
  const own = ownCredentialsOf(environment);
  if (environment.roleArn === undefined) return own;
  return fromTemporaryCredentials({
    masterCredentials: own,
    params: { RoleArn: environment.roleArn, RoleSessionName: 'ami-bakery' },
    clientConfig: {
      region,
      ...(endpoint === undefined ? {} : { endpoint }),
    },
  });
}

/** The credentials before any role of the environment is assumed with them. */
function ownCredentialsOf({ profile, source }: Environment): RuntimeConfigAwsCredentialIdentityProvider {
  if (source.kind === 'variables') return fromEnv();
  return profile === undefined
    ? fromNodeProviderChain({ ignoreCache: true })
    : fromIni({ profile, ignoreCache: true });
}
