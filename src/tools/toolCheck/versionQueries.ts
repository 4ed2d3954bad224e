import type { ToolId } from '../../core/toolCheck/toolCheck.ts';
import { ansiblePlaybookVersion } from '../ansible/version.ts';
import { awsCliVersion } from '../awsCli/version.ts';
import { packerVersion } from '../packer/version.ts';
import { vagrantVersion } from '../vagrant/version.ts';
import type { VersionQuery } from './versionQuery.ts';

/** How to ask each tool which version it is. */
export const versionQueries: Readonly<Record<ToolId, VersionQuery>> = {
  awsCli: awsCliVersion,
  packer: packerVersion,
  ansiblePlaybook: ansiblePlaybookVersion,
  vagrant: vagrantVersion,
};
