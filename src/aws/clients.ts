import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { Disposable } from '../core/events/listeners.ts';
import type { Environment } from '../core/environments/environment.ts';
import { type EnvironmentReadError, isCredentialTrouble } from '../core/environments/readError.ts';
import { credentialsOf } from './credentials.ts';
import { loadProfiles } from './profiles.ts';
import { toReadError } from './readErrors.ts';
import type { SharedFiles } from './sharedFiles.ts';

/** One client of each service that is used, all with the same identity and region. */
export interface ServiceClients {
  readonly autoScaling: AutoScalingClient;
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
}

/**
 * The SDK clients of every environment, one set for each identity and region, so that connections, credentials and what
 * AWS said of its limits are used again.
 */
export class AwsClients implements Disposable {
  readonly #sets = new Map<string, Promise<ServiceClients>>();
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
  of(environment: Environment, region: string): Promise<ServiceClients> {
    const key = keyOf(environment, region);
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const clients = createClients(environment, region, this.#files);
    this.#sets.set(key, clients);
    return clients;
  }

  /**
   * Forgets the clients of an identity, so that the next call asks for its credentials anew.
   * @param environment - whose identity
   * @param region - region code
   */
  forget(environment: Environment, region: string): void {
    const key = keyOf(environment, region);
    destroy(this.#sets.get(key));
    this.#sets.delete(key);
  }

  /**
   * What a call threw, as a read error; after one that credentials are to blame for, the next call asks for them anew.
   * @param thrown - anything the SDK throws
   * @param environment - whose identity called
   * @param region - region code
   */
  explain(thrown: unknown, environment: Environment, region: string): EnvironmentReadError {
    const error = toReadError(thrown);
    if (isCredentialTrouble(error)) this.forget(environment, region);
    return error;
  }

  /** Closes every connection. */
  dispose(): void {
    for (const clients of this.#sets.values()) destroy(clients);
    this.#sets.clear();
  }
}

function keyOf({ profile, roleArn, endpoint }: Environment, region: string): string {
  return JSON.stringify([profile, roleArn, endpoint, region]);
}

function destroy(set: Promise<ServiceClients> | undefined): void {
  set?.then(
    (clients) => {
      for (const client of Object.values<{ destroy(): void }>({ ...clients })) client.destroy();
    },
    // Clients that could not be made need not be closed.
    () => undefined,
  );
}

async function createClients(
  environment: Environment,
  region: string,
  files: SharedFiles,
): Promise<ServiceClients> {
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
  return {
    autoScaling: new AutoScalingClient(configuration),
    ec2: new EC2Client(configuration),
    ssm: new SSMClient(configuration),
    sts: new STSClient(configuration),
  };
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
