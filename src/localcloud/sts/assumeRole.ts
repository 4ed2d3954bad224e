import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';

/** STS API Reference, AssumeRole, `DurationSeconds`: 15 minutes to 12 hours, one hour unless it is said. */
const duration = { least: 900, usual: 3600, most: 43_200 };

const roleArnPattern = /^arn:aws:iam::(\d{12}):role\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)$/u;

/** STS API Reference, AssumeRole. Every role of an account of this world can be assumed by everybody in it. */
export function assumeRole(
  input: AssumeRoleRequest,
  { caller, newSecret, now, world }: Call,
): AssumeRoleResponse {
  const { RoleArn: roleArn = '', RoleSessionName: sessionName = '' } = input;
  const [, account, role] = roleArnPattern.exec(roleArn) ?? [];
  if (account === undefined || role === undefined) {
    throw new CloudError('ValidationError', `${roleArn} is invalid`);
  }
  if (!/^[\w+=,.@-]{2,64}$/u.test(sessionName)) {
    throw new CloudError(
      'ValidationError',
      `1 validation error detected: Value '${sessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
  }
  if (!world.accounts.has(account)) {
    throw new CloudError(
      'AccessDenied',
      `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
      403,
    );
  }
  const seconds = input.DurationSeconds ?? duration.usual;
  if (seconds < duration.least || seconds > duration.most) {
    throw new CloudError('ValidationError', 'The requested DurationSeconds is outside of the allowed range.');
  }
  const key = {
    accessKeyId: `LOCALTEMP${newSecret().slice(0, 11).toUpperCase()}`,
    secretAccessKey: newSecret(),
    account,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${sessionName}`,
    userId: `LOCALROLE${account}:${sessionName}`,
    session: { token: newSecret(), expiresAt: now + seconds * 1000 },
  };
  world.keys.set(key.accessKeyId, key);
  return {
    Credentials: {
      AccessKeyId: key.accessKeyId,
      SecretAccessKey: key.secretAccessKey,
      SessionToken: key.session.token,
      Expiration: new Date(key.session.expiresAt),
    },
    AssumedRoleUser: { AssumedRoleId: key.userId, Arn: key.arn },
  };
}
