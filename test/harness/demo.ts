import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsConfigFiles } from '../../src/localcloud/awsConfig.ts';
import type { LocalCloud } from '../../src/localcloud/server.ts';
import { root } from './paths.ts';
import { endWithUs } from './processes.ts';

/** A folder for a VS Code to work in, and the AWS config files it sees instead of the person's own. */
export interface Demo {
  /** The folder to open. */
  readonly workspace: string;
  /** Environment variables that point every AWS client at the demo's profiles. */
  readonly environment: Readonly<Record<string, string>>;
  /** Path of the AWS config file. */
  readonly configFile: string;
  /** Path of the AWS credentials file. */
  readonly credentialsFile: string;
  /** Removes the folder that was made for the demo, if there is one. */
  remove(): Promise<void>;
}

/** What a demo has besides the profiles of the local cloud. */
export interface DemoOptions {
  /** Where it is made; a folder that is removed at the end when left out. */
  readonly folder?: string;
  /** Text of its ami-bakery.json; one that names every environment of the local cloud when left out, none when null. */
  readonly configuration?: string | null;
  /** Whether it is a starter project: the Ansible of two services, machines to test them on, and templates to bake them. */
  readonly isStarterProject?: boolean;
  /** What its environments give to variables of Packer templates. */
  readonly packerVariables?: Readonly<Record<string, string>>;
}

/**
 * The ami-bakery.json for a local cloud: an environment for each of its profiles.
 * @param cloud - a local cloud that is running
 * @param packerVariables - what they give to variables of Packer templates
 */
export function demoConfiguration(
  cloud: LocalCloud,
  packerVariables?: Readonly<Record<string, string>>,
): string {
  const environments = cloud.profiles.map(({ name, account }) => ({
    name,
    profile: name,
    regions: cloud.regions,
    accountId: account,
    endpoint: cloud.endpoint,
    packerVariables,
  }));
  return `${JSON.stringify({ environments }, undefined, 2)}\n`;
}

/**
 * Makes a workspace whose environments live in a local cloud.
 * @param cloud - a local cloud that is running
 * @param options - what it has
 */
export async function prepareDemo(cloud: LocalCloud, options: DemoOptions = {}): Promise<Demo> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'ami-bakery-demo-')));
  const workspace = join(folder, 'bakery');
  const configFile = join(folder, 'aws', 'config');
  const credentialsFile = join(folder, 'aws', 'credentials');
  await mkdir(workspace, { recursive: true });
  await mkdir(join(folder, 'aws'), { recursive: true });
  const { config, credentials } = awsConfigFiles(cloud.profiles, cloud.endpoint);
  await writeFile(configFile, config);
  await writeFile(credentialsFile, credentials);
  const configuration =
    options.configuration === undefined
      ? demoConfiguration(cloud, options.packerVariables)
      : options.configuration;
  if (configuration !== null) await writeFile(join(workspace, 'ami-bakery.json'), configuration);
  if (options.isStarterProject === true) {
    for (const part of ['ansible', 'packer', 'vagrant']) {
      await cp(join(root, part), join(workspace, part), { recursive: true, force: false });
    }
  }
  return {
    workspace,
    configFile,
    credentialsFile,
    environment: {
      AWS_CONFIG_FILE: configFile,
      AWS_SHARED_CREDENTIALS_FILE: credentialsFile,
      // Nothing outside this machine is asked for credentials, and none of the person's own are used.
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_SESSION_TOKEN: '',
      AWS_PROFILE: '',
      AWS_REGION: '',
      AWS_DEFAULT_REGION: '',
    },
    // A folder that was given is not ours to remove.
    remove:
      options.folder === undefined
        ? endWithUs(() => rm(folder, { recursive: true, force: true }))
        : () => Promise.resolve(),
  };
}
