import type { Disposable } from '../core/events/listeners.ts';
import type { CredentialAccess } from '../core/environments/credentialAccess.ts';
import type { Environment } from '../core/environments/environment.ts';
import { isCredentialTrouble } from '../core/environments/readError.ts';
import { Identity, type ServiceClients } from './identity.ts';
import { toReadError } from './readErrors.ts';
import type { SharedFiles } from './sharedFiles.ts';

const noAccess: CredentialAccess = {
  mayRunPrograms: () => false,
  askMfaCode: () => Promise.resolve(undefined),
};

/**
 * The SDK clients of every environment, one set for each identity and region, so that connections, credentials and what
 * AWS said of its limits are used again.
 */
export class AwsClients implements Disposable {
  readonly #identities = new Map<string, Identity>();
  readonly #files: SharedFiles;
  readonly #access: CredentialAccess;

  /**
   * Makes no client yet.
   * @param files - where the AWS profiles are
   * @param access - what getting credentials may need of the window; nothing when left out
   */
  constructor(files: SharedFiles, access: CredentialAccess = noAccess) {
    this.#files = files;
    this.#access = access;
  }

  /**
   * Clients that sign as one environment in one region.
   * @param environment - whose identity and endpoint
   * @param region - region code
   */
  of(environment: Environment, region: string): Promise<ServiceClients> {
    const key = keyOf(environment);
    const identity =
      this.#identities.get(key) ?? new Identity(environment, region, this.#files, this.#access);
    this.#identities.set(key, identity);
    return identity.clientsIn(region);
  }

  /**
   * Forgets an identity, so that the next call in any region asks for its credentials and its endpoint anew. What is
   * under way goes on with the old ones, whose connections close when they are idle.
   * @param environment - whose identity
   */
  forget(environment: Environment): void {
    const key = keyOf(environment);
    this.#identities.get(key)?.abandon();
    this.#identities.delete(key);
  }

  /** Forgets every identity: the files that they were read of have changed. */
  forgetCredentials(): void {
    for (const identity of this.#identities.values()) identity.abandon();
    this.#identities.clear();
  }

  /**
   * What a call threw, as a read error; after one that credentials are to blame for, the next call asks for them anew.
   * @param thrown - anything the SDK throws
   * @param environment - whose identity called
   */
  explain(thrown: unknown, environment: Environment): Error {
    const error = toReadError(thrown);
    if (isCredentialTrouble(error)) this.forget(environment);
    return error;
  }

  /** Closes every connection. */
  dispose(): void {
    for (const identity of this.#identities.values()) identity.destroy();
    this.#identities.clear();
  }
}

function keyOf({ profile, roleArn, endpoint, source }: Environment): string {
  return JSON.stringify([source.kind === 'variables', profile, roleArn, endpoint]);
}
