import { parseVersion } from '../../core/toolCheck/version.ts';
import type { VersionQuery } from '../toolCheck/versionQuery.ts';

/** How Vagrant says its version: `Vagrant 2.3.4`, before it reads any Vagrantfile (2.3.4, bin/vagrant). */
export const vagrantVersion: VersionQuery = {
  arguments: ['--version'],
  environment: {},
  parse: (output) => parseVersion(/^Vagrant (\S+)/mu.exec(output)?.[1] ?? ''),
};
