import { EC2Client } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import type { Disposable } from '../core/events/listeners.ts';
import type { Environment } from '../core/environments/environment.ts';
import { credentialsOf } from './credentials.ts';

interface ClientPair {
  readonly ec2: EC2Client;
  readonly sts: STSClient;
}

/**
 * The SDK clients of every environment, one pair for each identity and region, so that connections and credentials
 * are used again.
 */
export class AwsClients implements Disposable {
  readonly #pairs = new Map<string, ClientPair>();

  /**
   * Clients that sign as one environment in one region.
   * @param environment - whose identity and endpoint
   * @param region - region code
   */
  of(environment: Environment, region: string): ClientPair {
    const key = keyOf(environment, region);
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    const pair = createPair(environment, region);
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

function destroy(pair: ClientPair | undefined): void {
  pair?.ec2.destroy();
  pair?.sts.destroy();
}

function createPair(environment: Environment, region: string): ClientPair {
  const configuration = {
    region,
    credentials: credentialsOf(environment, region),
    // Makes the SDK honour the endpoint_url and the like of this profile and not of another one.
    ...(environment.profile === undefined ? {} : { profile: environment.profile }),
    ...(environment.endpoint === undefined ? {} : { endpoint: environment.endpoint }),
    // EC2 throttles per account: the SDK slows down by itself where AWS asks for it.
    retryMode: 'adaptive',
    maxAttempts: 5,
    customUserAgent: 'ami-bakery',
    requestHandler: { connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
  };
  return { ec2: new EC2Client(configuration), sts: new STSClient(configuration) };
}
