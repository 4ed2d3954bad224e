import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsConfigFiles } from '../../../src/localcloud/awsConfig.ts';
import type { LocalCloud } from '../../../src/localcloud/server.ts';

/** The AWS config files by which clients that nobody here wrote find a local cloud. */
export interface ProfileFiles {
  /** Where both are, with nothing else of AWS. */
  readonly folder: string;
  /** Path of the config file. */
  readonly config: string;
  /** Path of the credentials file. */
  readonly credentials: string;
  /** Removes them. */
  remove(): Promise<void>;
}

/** Writes the profiles of a local cloud down, and the profile `wrong`, which signs as dev with a key that is not dev's. */
export async function writeProfileFiles(cloud: LocalCloud): Promise<ProfileFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'ami-bakery-profiles-'));
  const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
  const { config, credentials } = awsConfigFiles(cloud.profiles, cloud.endpoint);
  await writeFile(
    files.config,
    `${config}\n[profile wrong]\nregion = us-east-1\nendpoint_url = ${cloud.endpoint}\n`,
  );
  await writeFile(
    files.credentials,
    `${credentials}\n[wrong]\naws_access_key_id = LOCALCLOUDDEV0000000\naws_secret_access_key = not-the-one\n`,
  );
  return { folder, ...files, remove: () => rm(folder, { recursive: true }) };
}
