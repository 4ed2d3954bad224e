import { DescribeImagesCommand, type Image } from '@aws-sdk/client-ec2';
import type { Environment } from '../core/environments/environment.ts';
import { wrongAccount } from '../core/environments/readError.ts';
import type { ImagePage, ImageReader } from '../core/images/imageReader.ts';
import { allPages, assertList } from './allPages.ts';
import type { AwsClients } from './clients.ts';
import { AwsIdentityReader } from './identityReader.ts';
import { imagePages } from './imagePages.ts';
import { toImagePage } from './images.ts';

/** The most that one answer of DescribeImages may hold (EC2 API Reference, DescribeImages `MaxResults`). */
const imagesPerPage = 1000;

/** EC2 User Guide, "List and filter your resources": values of all filters of one call. */
const filterValuesPerCall = 200;

/** What asks for every image of the account: EC2 hides disabled ones otherwise. */
const ownImages = Object.freeze({ Owners: ['self'], IncludeDeprecated: true, IncludeDisabled: true });

/** Reads images with DescribeImages, and the account with GetCallerIdentity. */
export class AwsImageReader implements ImageReader {
  readonly #clients: AwsClients;
  readonly #pageSize: number;
  readonly #identities: AwsIdentityReader;

  /**
   * Makes no call yet.
   * @param clients - where the SDK clients come from
   * @param pageSize - how many images an answer may hold
   */
  constructor(clients: AwsClients, pageSize = imagesPerPage) {
    this.#clients = clients;
    this.#pageSize = pageSize;
    this.#identities = new AwsIdentityReader(clients);
  }

  async readAccount(environment: Environment, signal: AbortSignal): Promise<string> {
    return (await this.#identities.readIdentity(environment, signal)).account;
  }

  async *readImages(
    environment: Environment,
    region: string,
    signal: AbortSignal,
  ): AsyncGenerator<ImagePage, void, undefined> {
    const calls = this.#clients.callsOf(environment, region, signal);
    try {
      const { ec2 } = await calls.clients();
      const pages = allPages(imagePages(ec2, { ...ownImages, MaxResults: this.#pageSize }, signal));
      for await (const page of pages) yield ownPage(page.Images ?? [], environment, region);
    } catch (thrown) {
      throw calls.explain(thrown);
    } finally {
      calls.end();
    }
  }

  async readSharedIds(
    environment: Environment,
    region: string,
    accounts: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlySet<string>> {
    const calls = this.#clients.callsOf(environment, region, signal);
    try {
      const { ec2 } = await calls.clients();
      const ids = new Set<string>();
      const pages = allPages(
        imagePages(ec2, { ...ownImages, ExecutableUsers: [...accounts], MaxResults: this.#pageSize }, signal),
      );
      for await (const { Images = [] } of pages) {
        for (const { ImageId } of Images) if (ImageId !== undefined) ids.add(ImageId);
      }
      return ids;
    } catch (thrown) {
      throw calls.explain(thrown);
    } finally {
      calls.end();
    }
  }

  async readImagesById(
    environment: Environment,
    region: string,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<ImagePage> {
    const pages: ImagePage[] = [];
    const calls = this.#clients.callsOf(environment, region, signal);
    try {
      const { ec2 } = await calls.clients();
      for (let start = 0; start < ids.length; start += filterValuesPerCall) {
        // By filter and not by `ImageIds`: one id that is gone must not hide the others.
        const filter = { Name: 'image-id', Values: ids.slice(start, start + filterValuesPerCall) };
        const answer = await ec2.send(new DescribeImagesCommand({ ...ownImages, Filters: [filter] }), {
          abortSignal: signal,
        });
        assertList(answer);
        const { Images = [] } = answer;
        pages.push(ownPage(Images, environment, region));
      }
    } catch (thrown) {
      throw calls.explain(thrown);
    } finally {
      calls.end();
    }
    return {
      images: pages.flatMap(({ images }) => images),
      unreadable: pages.flatMap(({ unreadable }) => unreadable),
    };
  }
}

/**
 * The images of one answer, all of them of the account that the environment names: credentials may change between the
 * question whose they are and the answer of EC2, which names the owner itself.
 * @throws EnvironmentReadError when an image is of another account
 */
function ownPage(described: readonly Image[], environment: Environment, region: string): ImagePage {
  const page = toImagePage(described, region);
  const { accountId } = environment;
  if (accountId === undefined) return page;
  const other = page.images.find(({ ownerId }) => ownerId !== undefined && ownerId !== accountId);
  if (other?.ownerId !== undefined) throw wrongAccount({ ...environment, accountId }, other.ownerId);
  return page;
}
