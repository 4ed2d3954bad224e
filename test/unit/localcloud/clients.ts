import assert from 'node:assert/strict';
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { DescribeImagesCommand, EC2Client, type Image } from '@aws-sdk/client-ec2';
import { EC2InstanceConnectClient } from '@aws-sdk/client-ec2-instance-connect';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod/mini';
import type { LocalCloud } from '../../../src/localcloud/server.ts';

/** What a client is made with, in the way of the SDK. */
export interface ClientOptions {
  readonly profile?: string;
  readonly region?: string;
  readonly secretAccessKey?: string;
  readonly accessKeyId?: string;
  readonly sessionToken?: string;
}

/** One client for each service. */
export interface SdkClients {
  readonly autoScaling: AutoScalingClient;
  readonly ec2: EC2Client;
  readonly instanceConnect: EC2InstanceConnectClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
}

/** The JavaScript SDK, pointed at a local cloud and without retries, so that errors show at once. */
export function sdkClients(cloud: LocalCloud, options: ClientOptions = {}): SdkClients {
  const name = options.profile ?? 'dev';
  const profile = cloud.profiles.find((each) => each.name === name);
  if (profile === undefined) throw new Error(`The local cloud has no profile ${name}.`);
  const configuration = {
    endpoint: cloud.endpoint,
    region: options.region ?? profile.region,
    maxAttempts: 1,
    credentials: {
      accessKeyId: options.accessKeyId ?? profile.accessKeyId,
      secretAccessKey: options.secretAccessKey ?? profile.secretAccessKey,
      ...(options.sessionToken === undefined ? {} : { sessionToken: options.sessionToken }),
    },
  };
  return {
    autoScaling: new AutoScalingClient(configuration),
    ec2: new EC2Client(configuration),
    instanceConnect: new EC2InstanceConnectClient(configuration),
    ssm: new SSMClient(configuration),
    sts: new STSClient(configuration),
  };
}

/** What AWS refuses a call with: its code and its words, as the SDK tells them. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (thrown) {
    if (thrown instanceof Error) return `${thrown.name}: ${thrown.message}`;
  }
  return assert.fail('was not refused');
}

/** The code alone that AWS refuses a call with. */
export async function refusalCode(call: Promise<unknown>): Promise<string> {
  return (await refusal(call)).replace(/:.*$/su, '');
}

/** The items of all pages. */
export async function collect<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}

/** The images of the account that a client signs as, disabled ones too. */
export async function ownImages(client: EC2Client): Promise<Image[]> {
  const { Images = [] } = await client.send(
    new DescribeImagesCommand({ Owners: ['self'], IncludeDisabled: true }),
  );
  return Images;
}

/** An image and what one speaks of it by. */
export interface FreeImage {
  readonly image: Image;
  readonly imageId: string;
  /** Of its first disk. */
  readonly snapshotId: string;
}

/**
 * An image of the account that a client signs as which can be ended: it is available, shared with no one and not
 * protected.
 */
export async function freeImage(client: EC2Client): Promise<FreeImage> {
  const image = (await ownImages(client)).find(
    ({ State, Architecture, DeregistrationProtection, Public }) =>
      State === 'available' &&
      Architecture === 'x86_64' &&
      DeregistrationProtection === 'disabled' &&
      Public === false,
  );
  assert.ok(image);
  const snapshotId = image.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? '';
  return { image, imageId: image.ImageId ?? '', snapshotId };
}

/** The id of an image that instances of the type t3.micro can be launched from. */
export async function launchableImage(client: EC2Client): Promise<string | undefined> {
  const found = (await ownImages(client)).find(
    ({ Architecture, State }) => State === 'available' && Architecture === 'x86_64',
  );
  return found?.ImageId;
}

/** Moves the world's clock of a local cloud on. */
export async function passTime(cloud: LocalCloud, milliseconds: number): Promise<void> {
  const { now } = z.looseObject({ now: z.iso.datetime() }).parse(await (await fetch(cloud.control)).json());
  const later = new Date(Date.parse(now) + milliseconds).toISOString();
  const answer = await fetch(`${cloud.control}/clock`, {
    method: 'POST',
    body: JSON.stringify({ now: later }),
  });
  assert.equal(answer.status, 200);
}
