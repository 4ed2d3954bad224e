import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EC2InstanceConnectClient } from '@aws-sdk/client-ec2-instance-connect';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@aws-sdk/types';
import { memoize } from '@smithy/core/config';
import type { Environment } from '../core/environments/environment.ts';
import { connection } from './connection.ts';
import type { CredentialsOf } from './credentials.ts';
import { QuickEc2Protocol } from './ec2Protocol.ts';
import { loadProfiles } from './profiles.ts';
import type { SharedFiles } from './sharedFiles.ts';

/** One client of each service that is used, all with the same identity and region. */
export interface ServiceClients {
  readonly autoScaling: AutoScalingClient;
  readonly ec2: EC2Client;
  readonly instanceConnect: EC2InstanceConnectClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
}

type Handler<Call, Answer> = (call: Call) => Promise<Answer>;

interface WithMiddleware {
  readonly middlewareStack: {
    remove(name: string): boolean;
    add(
      middleware: <Call, Answer>(next: Handler<Call, Answer>) => Handler<Call, Answer>,
      options: { readonly step: 'initialize'; readonly name: string },
    ): void;
  };
}

/** How long before their end temporary credentials are renewed, in milliseconds: what the SDK does for one client. */
const renewal = 5 * 60_000;

/**
 * Who signs: a profile, a role and the address they are used at. Its credentials are asked for once and shared by the
 * clients of all its regions, each region having one set of clients.
 */
export class Identity {
  readonly #profile: string | undefined;
  readonly #endpoint: Promise<string | undefined>;
  readonly #credentials: AwsCredentialIdentityProvider;
  readonly #sets = new Map<string, ServiceClients>();
  readonly #abandoned = new AbortController();
  /** The regions where AWS has answered a call. */
  readonly #acceptedIn = new Set<string>();
  /** What is under way, and so may wait for credentials, which temporary ones make it do in its middle too. */
  readonly #work = new Set<{ readonly signal: AbortSignal | undefined }>();
  #isWaiting = false;

  /**
   * Asks for no credentials yet.
   * @param environment - whose profile, role and endpoint
   * @param region - where STS is asked for a role
   * @param files - where the AWS profiles are
   * @param credentialsOf - gives it its credentials
   */
  constructor(environment: Environment, region: string, files: SharedFiles, credentialsOf: CredentialsOf) {
    this.#profile = environment.profile;
    this.#endpoint = endpointOf(environment, files);
    this.#credentials = memoize(
      async () => {
        this.#isWaiting = true;
        try {
          const endpoint = await this.#endpoint;
          const { signal } = this.#abandoned;
          return await credentialsOf(environment, { region, endpoint, signal })();
        } finally {
          this.#isWaiting = false;
        }
      },
      endsSoon,
      ({ expiration }) => expiration !== undefined,
    );
  }

  /** Whether credentials were asked for and have not come; those that a call failed with before were others. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Whether it is waiting, and all work that may wait for the credentials was stopped. */
  get isWaitedForInVain(): boolean {
    return this.#isWaiting && [...this.#work].every(({ signal }) => signal?.aborted === true);
  }

  /**
   * Notes that work with the clients begins.
   * @param signal - of the work, if it can be stopped
   * @returns notes that it has ended
   */
  beginWork(signal: AbortSignal | undefined): () => void {
    const work = { signal };
    this.#work.add(work);
    return () => {
      this.#work.delete(work);
    };
  }

  /**
   * Whether AWS has taken the credentials in other regions and never in this one. It refuses good ones where the account
   * has not enabled the region (AWS Account Management Guide, "Enable or disable AWS Regions in your account").
   * @param region - region code
   */
  isAcceptedOnlyElsewhere(region: string): boolean {
    return this.#acceptedIn.size > 0 && !this.#acceptedIn.has(region);
  }

  /**
   * The clients of one region.
   * @param region - region code
   */
  async clientsIn(region: string): Promise<ServiceClients> {
    const endpoint = await this.#endpoint;
    const known = this.#sets.get(region);
    if (known !== undefined) return known;
    const clients = this.#createClients(region, endpoint);
    this.#sets.set(region, clients);
    return clients;
  }

  /** Nobody will ask for new clients of this identity: takes back the questions that its credentials need answered. */
  abandon(): void {
    this.#abandoned.abort();
  }

  /** Closes every connection. */
  destroy(): void {
    this.abandon();
    for (const clients of this.#sets.values()) {
      for (const client of Object.values<{ destroy(): void }>({ ...clients })) client.destroy();
    }
    this.#sets.clear();
  }

  #createClients(region: string, endpoint: string | undefined): ServiceClients {
    const configuration = {
      ...connection,
      region,
      credentials: this.#credentials,
      ...(this.#profile === undefined ? {} : { profile: this.#profile }),
      ...(endpoint === undefined ? {} : { endpoint }),
    };
    const clients = {
      autoScaling: new AutoScalingClient(configuration),
      ec2: new EC2Client({ ...configuration, protocol: QuickEc2Protocol }),
      instanceConnect: new EC2InstanceConnectClient(configuration),
      ssm: new SSMClient(configuration),
      sts: new STSClient(configuration),
    };
    for (const { middlewareStack } of Object.values<WithMiddleware>(clients)) {
      // Copies every answer without its secrets for a logger, also where there is none (3.1169.0: a tenth of the time).
      middlewareStack.remove('loggerMiddleware');
      middlewareStack.add(
        (next) => async (call) => {
          const answer = await next(call);
          this.#acceptedIn.add(region);
          return answer;
        },
        { step: 'initialize', name: 'noteAcceptance' },
      );
    }
    return clients;
  }
}

function endsSoon({ expiration }: AwsCredentialIdentity): boolean {
  return expiration !== undefined && expiration.getTime() - Date.now() < renewal;
}

/**
 * The address an environment's calls go to: its own, else the `endpoint_url` of its profile (AWS SDKs and Tools
 * Reference Guide, "Service-specific endpoints"), which the SDK reads of the profile in AWS_PROFILE only, whatever
 * profile a client is made with (3.1169.0).
 */
async function endpointOf(
  { endpoint, profile }: Environment,
  files: SharedFiles,
): Promise<string | undefined> {
  if (endpoint !== undefined || profile === undefined) return endpoint;
  const profiles = await loadProfiles(files);
  return profiles[profile]?.['endpoint_url'];
}
