import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod/mini';
import { awsConfigFiles } from '../../../src/localcloud/awsConfig.ts';
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

/** The items of all pages. */
export async function collect<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
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

/** How a run of the AWS CLI ended. */
export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The AWS CLI of the machine, pointed at a local cloud by config files of its own. */
export class AwsCli {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Writes the config files. */
  static async for(cloud: LocalCloud): Promise<AwsCli> {
    const folder = await mkdtemp(join(tmpdir(), 'ami-bakery-cli-'));
    const { config, credentials } = awsConfigFiles(cloud.profiles, cloud.endpoint);
    await writeFile(
      join(folder, 'config'),
      `${config}\n[profile wrong]\nregion = us-east-1\nendpoint_url = ${cloud.endpoint}\n`,
    );
    await writeFile(
      join(folder, 'credentials'),
      `${credentials}\n[wrong]\naws_access_key_id = LOCALCLOUDDEV0000000\naws_secret_access_key = not-the-one\n`,
    );
    return new AwsCli(folder);
  }

  /** Where the profiles of the local cloud are written down. */
  get files(): { readonly config: string; readonly credentials: string } {
    return { config: join(this.#folder, 'config'), credentials: join(this.#folder, 'credentials') };
  }

  /**
   * Runs `aws` and waits for its end.
   * @param endpoint - given on the command line, because versions before 2.13 do not read it from the config file
   * @throws Error with the command that installs it when there is no AWS CLI
   */
  run(endpoint: string, profile: string, ...words: readonly string[]): Promise<CliRun> {
    const program = process.env['AMI_BAKERY_AWS_CLI'] ?? '/usr/bin/aws';
    const arguments_ = ['--profile', profile, '--endpoint-url', endpoint, '--output', 'json', ...words];
    const environment = {
      PATH: process.env['PATH'] ?? '',
      HOME: this.#folder,
      AWS_CONFIG_FILE: this.files.config,
      AWS_SHARED_CREDENTIALS_FILE: this.files.credentials,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PAGER: '',
    };
    return new Promise((resolve, reject) => {
      execFile(program, arguments_, { env: environment, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
        if (error !== null && typeof error.code === 'string') {
          reject(new Error(`${program} cannot be run. Install it: apt-get install awscli`, { cause: error }));
        } else resolve({ code: Number(error?.code ?? 0), stdout, stderr });
      });
    });
  }

  /** What a command answers to the dev profile. */
  async answer(endpoint: string, ...words: readonly string[]): Promise<unknown> {
    const { code, stdout, stderr } = await this.run(endpoint, 'dev', ...words);
    assert.equal(code, 0, stderr);
    return stdout === '' ? undefined : (JSON.parse(stdout) as unknown);
  }

  /** What a command says when it is refused. */
  async refusal(endpoint: string, profile: string, ...words: readonly string[]): Promise<string> {
    const { code, stderr } = await this.run(endpoint, profile, ...words);
    assert.notEqual(code, 0);
    return stderr.trim();
  }

  /** Removes the config files. */
  async dispose(): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }
}
