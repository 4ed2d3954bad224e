import { settingNames } from '../../host/manifest.ts';

/** The setting that names each tool. */
export const toolSettings = {
  awsCli: settingNames.awsCliPath,
  packer: settingNames.packerPath,
  ansiblePlaybook: settingNames.ansiblePlaybookPath,
  vagrant: settingNames.vagrantPath,
} as const;
