import type { CredentialAccess } from '../core/environments/credentialAccess.ts';
import { AwsBakes } from './bakes.ts';
import { AwsClients } from './clients.ts';
import { profileCredentials } from './credentials.ts';
import { AwsIdentityReader } from './identityReader.ts';
import { AwsImageReader } from './imageReader.ts';
import { AwsLaunchPermissionReader } from './launchPermissionReader.ts';
import { AwsReferenceReader } from './referenceReader.ts';
import type { SharedFiles } from './sharedFiles.ts';
import { AwsTagWriter } from './tagWriter.ts';
import { AwsTestInstances } from './testInstances.ts';

export { config as translateWith } from '@vscode/l10n';

/** The gateways of one window, over the same clients. */
export interface Gateways {
  readonly bakes: AwsBakes;
  readonly clients: AwsClients;
  readonly identityReader: AwsIdentityReader;
  readonly imageReader: AwsImageReader;
  readonly launchPermissionReader: AwsLaunchPermissionReader;
  readonly referenceReader: AwsReferenceReader;
  readonly tagWriter: AwsTagWriter;
  readonly testInstances: AwsTestInstances;
}

/**
 * Everything that needs the AWS SDK, as one bundle that is loaded at the first call and never at activation.
 * Other layers reach it through lazyAws.ts.
 * @param files - where the AWS profiles are
 * @param access - what getting credentials may need of the window
 */
export function createGateways(files: SharedFiles, access: CredentialAccess): Gateways {
  const clients = new AwsClients(files, profileCredentials(files, access));
  return {
    bakes: new AwsBakes(clients),
    clients,
    identityReader: new AwsIdentityReader(clients),
    imageReader: new AwsImageReader(clients),
    launchPermissionReader: new AwsLaunchPermissionReader(clients),
    referenceReader: new AwsReferenceReader(clients),
    tagWriter: new AwsTagWriter(clients),
    testInstances: new AwsTestInstances(clients),
  };
}
