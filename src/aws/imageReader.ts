import { paginateDescribeImages } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Environment } from '../core/environments/environment.ts';
import { EnvironmentReadError, isCredentialTrouble } from '../core/environments/readError.ts';
import type { ImagePage, ImageReader } from '../core/images/imageReader.ts';
import type { AwsClients } from './clients.ts';
import { toImagePage } from './images.ts';
import { toReadError } from './readErrors.ts';

/** The most that one answer of DescribeImages may hold (EC2 API Reference, DescribeImages `MaxResults`). */
const imagesPerPage = 1000;

/** Reads images with DescribeImages, and the account with GetCallerIdentity, which needs no permission. */
export class AwsImageReader implements ImageReader {
  readonly #clients: AwsClients;

  /**
   * Makes no call yet.
   * @param clients - where the SDK clients come from
   */
  constructor(clients: AwsClients) {
    this.#clients = clients;
  }

  async readAccount(environment: Environment, signal: AbortSignal): Promise<string> {
    const [region] = environment.regions;
    if (region === undefined) {
      throw new EnvironmentReadError('no-region', `${environment.name} names no region.`);
    }
    try {
      const { sts } = await this.#clients.of(environment, region);
      const { Account } = await sts.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
      if (Account === undefined) throw new Error('GetCallerIdentity named no account.');
      return Account;
    } catch (thrown) {
      throw this.#explain(thrown, environment, region);
    }
  }

  async *readImages(
    environment: Environment,
    region: string,
    signal: AbortSignal,
  ): AsyncGenerator<ImagePage, void, undefined> {
    try {
      const { ec2 } = await this.#clients.of(environment, region);
      const pages = paginateDescribeImages(
        { client: ec2, pageSize: imagesPerPage, stopOnSameToken: true },
        { Owners: ['self'], IncludeDeprecated: true, IncludeDisabled: true },
        { abortSignal: signal },
      );
      for await (const page of pages) yield toImagePage(page.Images ?? [], region);
    } catch (thrown) {
      throw this.#explain(thrown, environment, region);
    }
  }

  #explain(thrown: unknown, environment: Environment, region: string): EnvironmentReadError {
    const error = toReadError(thrown);
    if (isCredentialTrouble(error)) this.#clients.forget(environment, region);
    return error;
  }
}
