import type { Environment } from '../core/environments/environment.ts';
import type { ReferenceSource } from '../core/references/facts.ts';
import type { FactPage, ReferenceReader } from '../core/references/referenceReader.ts';
import type { AwsClients } from './clients.ts';
import {
  readAutoScalingGroups,
  readInstanceRefreshes,
  readLaunchConfigurations,
} from './references/autoScaling.ts';
import type { FactReader } from './references/factPage.ts';
import { readFleets, readSpotFleets } from './references/fleets.ts';
import { readInstances, readRootVolumeReplacements } from './references/instances.ts';
import { readLaunchTemplates } from './references/launchTemplates.ts';
import { readParameters } from './references/parameters.ts';

const readers: { readonly [Source in ReferenceSource]: FactReader<Source> } = {
  instances: readInstances,
  launchTemplates: readLaunchTemplates,
  autoScalingGroups: readAutoScalingGroups,
  launchConfigurations: readLaunchConfigurations,
  instanceRefreshes: readInstanceRefreshes,
  fleets: readFleets,
  spotFleets: readSpotFleets,
  parameters: readParameters,
  rootVolumeReplacements: readRootVolumeReplacements,
};

/** Reads what can launch images with EC2, Auto Scaling and SSM: one file in `references/` for each family of calls. */
export class AwsReferenceReader implements ReferenceReader {
  readonly #clients: AwsClients;

  /**
   * Makes no call yet.
   * @param clients - where the SDK clients come from
   */
  constructor(clients: AwsClients) {
    this.#clients = clients;
  }

  async *readFacts<Source extends ReferenceSource>(
    source: Source,
    environment: Environment,
    region: string,
    signal: AbortSignal,
  ): AsyncGenerator<FactPage<Source>, void, undefined> {
    const calls = this.#clients.callsOf(environment, region, signal);
    try {
      const clients = await calls.clients();
      yield* readers[source](clients, signal);
    } catch (thrown) {
      throw calls.explain(thrown);
    } finally {
      calls.end();
    }
  }
}
