import type { Profile } from './world.ts';

/** The text of the two files that every AWS client reads. */
export interface AwsConfigFiles {
  readonly config: string;
  readonly credentials: string;
}

/**
 * An AWS config and credentials file whose profiles are those of a local cloud, so that any AWS client can be pointed
 * at it with AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE.
 * @param profiles - of the local cloud
 * @param endpoint - its address; left out where something else names it, an `ami-bakery.json` for instance
 */
export function awsConfigFiles(profiles: readonly Profile[], endpoint?: string): AwsConfigFiles {
  return {
    config: profiles
      .map(({ name, region }) =>
        [
          `[profile ${name}]`,
          `region = ${region}`,
          ...(endpoint === undefined ? [] : [`endpoint_url = ${endpoint}`]),
          '',
        ].join('\n'),
      )
      .join('\n'),
    credentials: profiles
      .map(({ name, accessKeyId, secretAccessKey }) =>
        [
          `[${name}]`,
          `aws_access_key_id = ${accessKeyId}`,
          `aws_secret_access_key = ${secretAccessKey}`,
          '',
        ].join('\n'),
      )
      .join('\n'),
  };
}
