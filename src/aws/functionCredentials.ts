import { fromEnv } from '@aws-sdk/credential-providers';
import { createRoleAssumer } from './assumeRole.ts';
import type { CredentialsOf } from './credentials.ts';

/**
 * The credentials of a function: those of its role, which Lambda puts into environment variables, and with them those of the role
 * that an environment names (Lambda Developer Guide, "Defined runtime environment variables"). Profiles are not part of it: what
 * reads them is half of what the SDK weighs.
 */
export const functionCredentials: CredentialsOf = ({ roleArn }, { region, endpoint }) => {
  const own = fromEnv();
  if (roleArn === undefined) return own;
  const assumeRole = createRoleAssumer(region, endpoint);
  return async () => assumeRole(await own(), { RoleArn: roleArn, RoleSessionName: 'ami-bakery' });
};
