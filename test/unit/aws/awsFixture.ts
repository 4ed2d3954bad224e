import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AwsClients } from '../../../src/aws/clients.ts';
import { defaultTagNames, type Environment } from '../../../src/core/environments/environment.ts';
import { awsConfigFiles } from '../../../src/localcloud/awsConfig.ts';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../../../src/localcloud/server.ts';
import { ControlPort } from '../localcloud/controlPort.ts';
import { awsClients } from './awsClients.ts';

/** A local cloud, and the extension's own clients for it. */
export interface AwsFixture {
  readonly cloud: LocalCloud;
  readonly control: ControlPort;
  readonly clients: AwsClients;
  /** The environment dev, in the first region. */
  readonly environment: Environment;
  /** Ends all of it. */
  end(): Promise<void>;
}

/** Starts a local cloud, and points the SDK at config files with its profiles until the end. */
export async function startAws(options: LocalCloudOptions = {}): Promise<AwsFixture> {
  const variablesBefore = { ...process.env };
  const cloud = await startLocalCloud(options);
  const folder = await mkdtemp(join(tmpdir(), 'ami-bakery-aws-'));
  const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
  const { config, credentials } = awsConfigFiles(cloud.profiles);
  await writeFile(files.config, config);
  await writeFile(files.credentials, credentials);
  process.env['AWS_CONFIG_FILE'] = files.config;
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = files.credentials;
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
  const clients = awsClients(files);
  return {
    cloud,
    control: new ControlPort(cloud),
    clients,
    environment: {
      id: 'dev',
      name: 'dev',
      profile: 'dev',
      regions: ['us-east-1'],
      roleArn: undefined,
      endpoint: cloud.endpoint,
      accountId: undefined,
      tagNames: defaultTagNames,
      packerVariables: {},
      source: { kind: 'profile' },
    },
    end: async () => {
      clients.dispose();
      process.env = variablesBefore;
      await cloud.close();
      await rm(folder, { recursive: true });
    },
  };
}
