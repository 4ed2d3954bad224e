import assert from 'node:assert/strict';
import * as z from 'zod/mini';
import type { LocalCloud } from '../../../src/localcloud/server.ts';

const requestsSchema = z.array(
  z.looseObject({
    service: z.string(),
    action: z.string(),
    account: z.string(),
    region: z.string(),
    status: z.number(),
    code: z.optional(z.string()),
    parameters: z.optional(z.unknown()),
    faults: z.array(z.string()),
  }),
);
const faultsSchema = z.array(z.looseObject({ kind: z.string(), happened: z.number() }));
const complaintSchema = z.strictObject({ error: z.string() });

/** The control port of a local cloud, as a test uses it. */
export class ControlPort {
  readonly #address: string;

  constructor({ control }: LocalCloud) {
    this.#address = control;
  }

  /** Sends anything, and gives whatever is answered. */
  async send(method: string, path: string, body?: string): Promise<{ status: number; content: unknown }> {
    const answer = await fetch(`${this.#address}${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.status, content: await answer.json() };
  }

  /** Sends what must be understood. */
  async #tell(method: string, path: string, body?: object): Promise<unknown> {
    const { status, content } = await this.send(
      method,
      path,
      body === undefined ? undefined : JSON.stringify(body),
    );
    assert.equal(status, 200, JSON.stringify(content));
    return content;
  }

  /** Scripts these faults and no others. */
  async script(...faults: readonly object[]): Promise<void> {
    await this.#tell('DELETE', '/faults');
    for (const fault of faults) await this.#tell('POST', '/faults', fault);
  }

  /** Why a fault is refused. */
  async complaintAbout(body: string): Promise<string> {
    const { status, content } = await this.send('POST', '/faults', body);
    assert.equal(status, 400, JSON.stringify(content));
    return complaintSchema.parse(content).error;
  }

  /** What is scripted, and how often it happened. */
  async faults(): Promise<z.infer<typeof faultsSchema>> {
    return faultsSchema.parse(await this.#tell('GET', '/faults'));
  }

  /** How often each scripted fault happened, in their order. */
  async happened(): Promise<number[]> {
    return (await this.faults()).map(({ happened }) => happened);
  }

  /** Sets the world's clock. */
  async setClock(now: Date): Promise<void> {
    await this.#tell('POST', '/clock', { now: now.toISOString() });
  }

  /** The calls since they were last forgotten. */
  async requests(): Promise<z.infer<typeof requestsSchema>> {
    return requestsSchema.parse(await this.#tell('GET', '/requests'));
  }

  /** Forgets the calls. */
  async forgetRequests(): Promise<void> {
    await this.#tell('DELETE', '/requests');
  }
}
