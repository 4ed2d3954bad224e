import { AwsClients } from '../../../src/aws/clients.ts';
import { profileCredentials } from '../../../src/aws/credentials.ts';

/** Clients as the extension has them: with the credentials of profiles. */
export function awsClients(
  files: Parameters<typeof profileCredentials>[0],
  access?: Parameters<typeof profileCredentials>[1],
): AwsClients {
  return new AwsClients(files, profileCredentials(files, access));
}
