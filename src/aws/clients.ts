import { setMaxListeners } from 'node:events';
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
  /** The identities that the work of a signal asked for. */
  readonly #askers = new WeakMap<AbortSignal, Map<string, Identity>>();
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
   * @param signal - of the work that the clients are for, if it can be stopped. When it is aborted while credentials are
   *   waited for, of a program that hangs for instance, they are given up: the next call asks for them anew.
   */
  of(environment: Environment, region: string, signal?: AbortSignal): Promise<ServiceClients> {
    const key = keyOf(environment);
    const identity =
      this.#identities.get(key) ?? new Identity(environment, region, this.#files, this.#access);
    this.#identities.set(key, identity);
    if (signal !== undefined) this.#giveUpWith(signal, key, identity);
    return identity.clientsIn(region);
  }

  /**
   * Forgets an identity, so that the next call in any region asks for its credentials and its endpoint anew. What is
   * under way goes on with the old ones, whose connections close when they are idle.
   * @param environment - whose identity
   */
  forget(environment: Environment): void {
    const key = keyOf(environment);
    this.#drop(key, this.#identities.get(key));
  }

  /** Forgets every identity: the files that they were read of have changed. */
  forgetCredentials(): void {
    for (const [key, identity] of this.#identities) this.#drop(key, identity);
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

  /** One listener for each signal: many calls share it. */
  #giveUpWith(signal: AbortSignal, key: string, identity: Identity): void {
    const known = this.#askers.get(signal);
    if (known !== undefined) {
      known.set(key, identity);
      return;
    }
    // Each call that is under way listens until it ends: with several regions at once more than Node takes for a leak.
    setMaxListeners(0, signal);
    const asked = new Map([[key, identity]]);
    this.#askers.set(signal, asked);
    const onAbort = (): void => {
      for (const [each, waiting] of asked) if (waiting.isWaiting) this.#drop(each, waiting);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  }

  /** A newer identity of the same key stays. */
  #drop(key: string, identity: Identity | undefined): void {
    identity?.abandon();
    if (this.#identities.get(key) === identity) this.#identities.delete(key);
  }
}

function keyOf({ profile, roleArn, endpoint, source }: Environment): string {
  return JSON.stringify([source.kind === 'variables', profile, roleArn, endpoint]);
}
