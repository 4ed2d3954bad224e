import { parseVersion } from '../../core/toolCheck/version.ts';
import type { VersionQuery } from '../toolCheck/versionQuery.ts';

/**
 * How ansible-playbook says the version of ansible-core: `ansible-playbook [core 2.14.18]`; up to Ansible 2.10 it was
 * `ansible-playbook 2.9.27`.
 */
export const ansiblePlaybookVersion: VersionQuery = {
  arguments: ['--version'],
  environment: {},
  parse: (output) => parseVersion(/^ansible-playbook (?:\[core )?([^\s\]]+)/mu.exec(output)?.[1] ?? ''),
};
