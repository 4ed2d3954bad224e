import type { Environment } from '../core/environments/environment.ts';
import { identify } from '../core/environments/identity.ts';
import { EnvironmentReadError } from '../core/environments/readError.ts';
import { CancelledError } from '../core/outcome/outcome.ts';
import type { AwsClients } from './clients.ts';
import type { ServiceClients } from './identity.ts';
import { AwsIdentityReader } from './identityReader.ts';

/** Calls in a region of an environment, as its identity, whose errors are those that a person is told. */
export class RegionCalls {
  readonly #clients: AwsClients;
  readonly #identities: AwsIdentityReader;

  /**
   * Makes no call yet.
   * @param clients - where the SDK clients come from
   */
  constructor(clients: AwsClients) {
    this.#clients = clients;
    this.#identities = new AwsIdentityReader(clients);
  }

  /**
   * Makes calls that change something: in the account that the environment names, or not at all.
   * @param environment - who calls
   * @param region - where
   * @param signal - stops the work
   * @param work - makes the calls
   * @throws EnvironmentReadError in words for a person
   * @throws CancelledError when it was stopped
   */
  async change<T>(
    environment: Environment,
    region: string,
    signal: AbortSignal,
    work: (clients: ServiceClients) => Promise<T>,
  ): Promise<T> {
    await identify(this.#identities, environment, signal);
    return this.read(environment, region, signal, work);
  }

  /**
   * Makes calls that change nothing.
   * @param environment - who calls
   * @param region - where
   * @param signal - stops the work
   * @param work - makes the calls
   * @throws EnvironmentReadError in words for a person
   * @throws CancelledError when it was stopped
   */
  async read<T>(
    environment: Environment,
    region: string,
    signal: AbortSignal,
    work: (clients: ServiceClients) => Promise<T>,
  ): Promise<T> {
    const calls = this.#clients.callsOf(environment, region, signal);
    try {
      return await work(await calls.clients());
    } catch (thrown) {
      // What a read error says, of what is left behind for instance, counts more.
      if (signal.aborted && !(thrown instanceof EnvironmentReadError)) {
        throw new CancelledError('Stopped.', { cause: thrown });
      }
      throw calls.explain(thrown);
    } finally {
      calls.end();
    }
  }
}
