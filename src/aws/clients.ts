import { EC2Client } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import type { Disposable } from '../core/events/listeners.ts';
import type { Environment } from '../core/environments/environment.ts';
import { credentialsOf } from './credentials.ts';
import { loadProfiles } from './profiles.ts';
import type { SharedFiles } from './sharedFiles.ts';

interface ClientPair {
  readonly ec2: EC2Client;
  readonly sts: STSClient;
}

/**
 * The SDK clients of every environment, one pair for each identity and region, so that connections and credentials
 * are used again.
 */
export class AwsClients implements Disposable {
  readonly #pairs = new Map<string, Promise<ClientPair>>();
  readonly #files: SharedFiles;

  /**
   * Makes no client yet.
   * @param files - where the AWS profiles are
   */
  constructor(files: SharedFiles) {
    this.#files = files;
  }

  /**
   * Clients that sign as one environment in one region.
   * @param environment - whose identity and endpoint
   * @param region - region code
   */
  of(environment: Environment, region: string): Promise<ClientPair> {
    const key = keyOf(environment, region);
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    const pair = createPair(environment, region, this.#files);
    this.#pairs.set(key, pair);
    return pair;
  }

  /**
   * Forgets the clients of an identity, so that the next call asks for its credentials anew.
   * @param environment - whose identity
   * @param region - region code
   */
  forget(environment: Environment, region: string): void {
    const key = keyOf(environment, region);
    destroy(this.#pairs.get(key));
    this.#pairs.delete(key);
  }

  /** Closes every connection. */
  dispose(): void {
    for (const pair of this.#pairs.values()) destroy(pair);
    this.#pairs.clear();
  }
}

function keyOf({ profile, roleArn, endpoint }: Environment, region: string): string {
  return JSON.stringify([profile, roleArn, endpoint, region]);
}

function destroy(pair: Promise<ClientPair> | undefined): void {
  pair?.then(
    ({ ec2, sts }) => {
      ec2.destroy();
      sts.destroy();
    },
    // Clients that could not be made need not be closed.
    () => undefined,
  );
}

async function createPair(environment: Environment, region: string, files: SharedFiles): Promise<ClientPair> {
  const { profile } = environment;
  const endpoint = environment.endpoint ?? (await endpointOfProfile(profile, files));
  const configuration = {
    region,
    credentials: credentialsOf(environment, region, endpoint),
    ...(profile === undefined ? {} : { profile }),
    ...(endpoint === undefined ? {} : { endpoint }),
    // EC2 throttles per account: the SDK slows down by itself where AWS asks for it.
    retryMode: 'adaptive',
    maxAttempts: 5,
    customUserAgent: 'ami-bakery',
    requestHandler: { connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
  };
  return { ec2: new EC2Client(configuration), sts: new STSClient(configuration) };
}

/**
 * The `endpoint_url` of a profile (AWS SDKs and Tools Reference Guide, "Service-specific endpoints"). The SDK reads it
 * of the profile in AWS_PROFILE only, whatever profile a client is made with (3.1169.0).
 */
async function endpointOfProfile(
  profile: string | undefined,
  files: SharedFiles,
): Promise<string | undefined> {
  if (profile === undefined) return undefined;
  const profiles = await loadProfiles(files);
  return profiles[profile]?.['endpoint_url'];
}
