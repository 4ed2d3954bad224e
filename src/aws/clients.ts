import { setMaxListeners } from 'node:events';
import type { Disposable } from '../core/events/listeners.ts';
import type { Environment } from '../core/environments/environment.ts';
import { isCredentialTrouble, reasonOf } from '../core/environments/readError.ts';
import type { CredentialsOf } from './credentials.ts';
import { Identity, type ServiceClients } from './identity.ts';
import { toReadError } from './readErrors.ts';
import type { SharedFiles } from './sharedFiles.ts';

/** What one piece of work calls as one environment in one region. */
export interface RegionCalls {
  /** The clients. Rejects as the SDK does where the AWS profiles cannot be read. */
  readonly clients: () => Promise<ServiceClients>;
  /**
   * What a call threw, as a read error. After one that credentials are to blame for, the next call of anybody asks for
   * them anew, unless that is happening or has happened already, or AWS takes them everywhere but in this region.
   */
  readonly explain: (thrown: unknown) => Error;
  /** To be called when the work has ended, however: it waits for credentials no longer. */
  readonly end: () => void;
}

/**
 * The SDK clients of every environment, one set for each identity and region, so that connections, credentials and what
 * AWS said of its limits are used again.
 */
export class AwsClients implements Disposable {
  readonly #identities = new Map<string, Identity>();
  /** The identities that the work of a signal asked for. */
  readonly #askers = new WeakMap<AbortSignal, Map<string, Identity>>();
  readonly #files: SharedFiles;
  readonly #credentialsOf: CredentialsOf;

  /**
   * Makes no client yet.
   * @param files - where the AWS profiles are
   * @param credentialsOf - gives each environment its credentials
   */
  constructor(files: SharedFiles, credentialsOf: CredentialsOf) {
    this.#files = files;
    this.#credentialsOf = credentialsOf;
  }

  /**
   * What one piece of work calls as one environment in one region.
   * @param environment - whose identity and endpoint
   * @param region - region code
   * @param signal - of the work, if it can be stopped. When it is aborted while no other work may wait for the same
   *   credentials, of a program that hangs for instance, they are given up: the next call asks for them anew.
   */
  callsOf(environment: Environment, region: string, signal?: AbortSignal): RegionCalls {
    const key = keyOf(environment);
    const identity =
      this.#identities.get(key) ?? new Identity(environment, region, this.#files, this.#credentialsOf);
    this.#identities.set(key, identity);
    if (signal !== undefined) this.#giveUpWith(signal, key, identity);
    return {
      clients: () => identity.clientsIn(region),
      explain: (thrown) => {
        const error = toReadError(thrown);
        // A region that is not enabled says that credentials are not valid, never that they have expired.
        const isOfRegion =
          reasonOf(error) === 'invalid-credentials' && identity.isAcceptedOnlyElsewhere(region);
        if (isCredentialTrouble(error) && !isOfRegion && !identity.isWaiting) this.#drop(key, identity);
        return error;
      },
      end: identity.beginWork(signal),
    };
  }

  /**
   * Forgets every identity, because the files that they were read of have changed. What is under way goes on with the old
   * ones, whose connections close when they are idle.
   */
  forgetCredentials(): void {
    for (const [key, identity] of this.#identities) this.#drop(key, identity);
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
      for (const [each, waited] of asked) if (waited.isWaitedForInVain) this.#drop(each, waited);
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
