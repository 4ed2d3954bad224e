import { parseVersion } from '../../core/toolCheck/version.ts';
import type { VersionQuery } from '../toolCheck/versionQuery.ts';

/** How the AWS CLI says its version: `aws-cli/2.9.19 Python/3.11.2 …`; early ones did so on standard error. */
export const awsCliVersion: VersionQuery = {
  arguments: ['--version'],
  environment: {},
  parse: (output) => parseVersion(/^aws-cli\/(\S+)/mu.exec(output)?.[1] ?? ''),
};
