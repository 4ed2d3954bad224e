import { settingNames } from '../../host/contributedIds.ts';

/** The setting that names each tool. */
export const settingOfTool = {
  awsCli: settingNames.awsCliPath,
  packer: settingNames.packerPath,
  ansiblePlaybook: settingNames.ansiblePlaybookPath,
  vagrant: settingNames.vagrantPath,
} as const;
