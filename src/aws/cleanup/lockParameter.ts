import {
  GetParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import * as z from 'zod/mini';
import type { RunLock } from '../../core/cleanup/cleanupStores.ts';
import { parseJson } from '../../core/text/parseJson.ts';
import type { AwsClients } from '../clients.ts';
import { RegionCalls } from '../regionCalls.ts';
import type { ParameterPlace } from './parameterPlace.ts';

const lockSchema = z.object({ runId: z.string(), until: z.int() });

/**
 * A lock in a parameter of SSM. Its versions are numbered without a gap, so that of two runs which find it free at the same time
 * one alone makes the version after the one that it has seen.
 */
export class LockParameter implements RunLock {
  readonly #calls: RegionCalls;
  readonly #place: ParameterPlace;
  readonly #clock: () => number;

  /**
   * Makes no call yet.
   * @param clients - where the SDK clients come from
   * @param place - where the lock is
   * @param clock - milliseconds since 1970
   */
  constructor(clients: AwsClients, place: ParameterPlace, clock: () => number) {
    this.#calls = new RegionCalls(clients);
    this.#place = place;
    this.#clock = clock;
  }

  take(runId: string, until: number): Promise<boolean> {
    return this.#change(async (ssm) => {
      const seen = await this.#read(ssm);
      if (seen === undefined) return this.#makeFirst(ssm, runId, until);
      if (seen.until > this.#clock()) return false;
      return (await this.#write(ssm, { runId, until })) === seen.version + 1;
    });
  }

  release(runId: string): Promise<void> {
    return this.#change(async (ssm) => {
      const seen = await this.#read(ssm);
      if (seen?.runId === runId) await this.#write(ssm, { runId, until: 0 });
    });
  }

  async #read(ssm: SSMClient): Promise<{ version: number; runId: string; until: number } | undefined> {
    try {
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name: this.#place.name }));
      const lock = lockSchema.safeParse(parseJson(Parameter?.Value ?? ''));
      // What is no lock is nobody's.
      const { runId, until } = lock.success ? lock.data : { runId: '', until: 0 };
      return { version: Parameter?.Version ?? 0, runId, until };
    } catch (thrown) {
      if (thrown instanceof ParameterNotFound) return undefined;
      throw thrown;
    }
  }

  async #makeFirst(ssm: SSMClient, runId: string, until: number): Promise<boolean> {
    try {
      await this.#write(ssm, { runId, until }, false);
      return true;
    } catch (thrown) {
      if (thrown instanceof ParameterAlreadyExists) return false;
      throw thrown;
    }
  }

  async #write(
    ssm: SSMClient,
    lock: z.infer<typeof lockSchema>,
    overwrites = true,
  ): Promise<number | undefined> {
    const { Version } = await ssm.send(
      new PutParameterCommand({
        Name: this.#place.name,
        Value: JSON.stringify(lock),
        Type: 'String',
        Overwrite: overwrites,
      }),
    );
    return Version;
  }

  #change<T>(work: (ssm: SSMClient) => Promise<T>): Promise<T> {
    const { environment, region } = this.#place;
    return this.#calls.change(environment, region, new AbortController().signal, ({ ssm }) => work(ssm));
  }
}
