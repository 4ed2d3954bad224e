import * as l10n from '@vscode/l10n';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Environment } from '../core/environments/environment.ts';
import type { CallerIdentity, IdentityReader } from '../core/environments/identity.ts';
import { noRegion } from '../core/environments/readError.ts';
import type { AwsClients } from './clients.ts';

/** Reads identities with GetCallerIdentity, which needs no permission. */
export class AwsIdentityReader implements IdentityReader {
  readonly #clients: AwsClients;

  /**
   * Makes no call yet.
   * @param clients - where the SDK clients come from
   */
  constructor(clients: AwsClients) {
    this.#clients = clients;
  }

  async readIdentity(environment: Environment, signal: AbortSignal): Promise<CallerIdentity> {
    const [region] = environment.regions;
    if (region === undefined) throw noRegion(environment);
    const calls = this.#clients.callsOf(environment, region, signal);
    try {
      const { sts } = await calls.clients();
      const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
      if (Account === undefined || Arn === undefined) {
        throw new Error(l10n.t('GetCallerIdentity named no account or no ARN.'));
      }
      return { account: Account, arn: Arn };
    } catch (thrown) {
      throw calls.explain(thrown);
    } finally {
      calls.end();
    }
  }
}
