import * as l10n from '@vscode/l10n';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@aws-sdk/types';
import { connection } from './connection.ts';

/** Assumes a role with the credentials of somebody else. */
export type RoleAssumer = (
  source: AwsCredentialIdentity,
  role: AssumeRoleCommandInput,
) => Promise<AwsCredentialIdentity>;

/**
 * Assumes roles at one address, for the roles of environments and for those of profiles alike. The SDK's own assumer
 * asks AWS for a profile's role wherever the calls themselves go (3.1173.0, nested-clients/sts).
 * @param region - where STS is asked
 * @param endpoint - address of STS, if it is not AWS's own
 */
export function createRoleAssumer(region: string, endpoint: string | undefined): RoleAssumer {
  return async (source, role) => {
    const sts = new STSClient({
      ...connection,
      region,
      credentials: source,
      ...(endpoint === undefined ? {} : { endpoint }),
    });
    try {
      const { Credentials } = await sts.send(new AssumeRoleCommand(role));
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
      if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
        throw new Error(l10n.t('AssumeRole gave no credentials for {0}.', role.RoleArn ?? ''));
      }
      return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        ...(Expiration === undefined ? {} : { expiration: Expiration }),
      };
    } finally {
      sts.destroy();
    }
  };
}
