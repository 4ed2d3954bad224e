import { CreateTagsCommand, DeleteTagsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { Environment } from '../core/environments/environment.ts';
import type { Tag, TagWriter } from '../core/tags/tagWriter.ts';
import type { AwsClients } from './clients.ts';

/** Writes the tags of images with CreateTags and DeleteTags. */
export class AwsTagWriter implements TagWriter {
  readonly #clients: AwsClients;

  /**
   * Makes no call yet.
   * @param clients - where the SDK clients come from
   */
  constructor(clients: AwsClients) {
    this.#clients = clients;
  }

  createTags(
    environment: Environment,
    region: string,
    imageIds: readonly string[],
    { key, value }: Tag,
  ): Promise<void> {
    return this.#call(environment, region, async (ec2) => {
      await ec2.send(new CreateTagsCommand({ Resources: [...imageIds], Tags: [{ Key: key, Value: value }] }));
    });
  }

  /** With the value: EC2 leaves a tag that has another one by now (EC2 API Reference, DeleteTags). */
  deleteTags(
    environment: Environment,
    region: string,
    imageIds: readonly string[],
    { key, value }: Tag,
  ): Promise<void> {
    return this.#call(environment, region, async (ec2) => {
      await ec2.send(new DeleteTagsCommand({ Resources: [...imageIds], Tags: [{ Key: key, Value: value }] }));
    });
  }

  async #call(
    environment: Environment,
    region: string,
    call: (ec2: EC2Client) => Promise<unknown>,
  ): Promise<void> {
    const calls = this.#clients.callsOf(environment, region);
    try {
      const { ec2 } = await calls.clients();
      await call(ec2);
    } catch (thrown) {
      throw calls.explain(thrown);
    } finally {
      calls.end();
    }
  }
}
