import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { EC2Client, type Image, paginateDescribeImages } from '@aws-sdk/client-ec2';
import { fromIni } from '@aws-sdk/credential-providers';
import { execa } from 'execa';
import * as z from 'zod/mini';
import { AwsImageReader } from '../../src/aws/imageReader.ts';
import { AwsReferenceReader } from '../../src/aws/referenceReader.ts';
import { defaultTagNames, type Environment } from '../../src/core/environments/environment.ts';
import { countOf } from '../../src/core/images/environmentImages.ts';
import { noFilter } from '../../src/core/images/imageFilter.ts';
import { ImageStore } from '../../src/core/images/imageStore.ts';
import { ReferenceStore } from '../../src/core/references/referenceStore.ts';
import { ArrangementCache } from '../../src/features/explorer/arrangementCache.ts';
import { redrawInterval } from '../../src/features/explorer/redrawInterval.ts';
import { rowsOfEnvironment, rowsOfImages } from '../../src/features/explorer/treeRows.ts';
import { shownAtFirst } from '../../src/features/explorer/longLists.ts';
import { awsConfigFiles } from '../../src/localcloud/awsConfig.ts';
import { sampleProfiles } from '../../src/localcloud/sample/accounts.ts';
import { ensureDebianPackages } from '../harness/toolchain.ts';
import { type BenchRow, median, ratioRow } from './row.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsClients } from '../unit/aws/awsClients.ts';

const sizes = [1000, 10_000, 50_000] as const;

/** The AWS CLI, a Python program, may be this much slower at least. */
const cliBudget = 0.33;

/** As a person sees images who has changed nothing. */
const usual = { filter: noFilter, grouping: 'service', sorting: 'newest' } as const;

/** Times from the start, in milliseconds, and what is kept in memory at the end, in MB. */
interface Reading {
  readonly first: number;
  readonly all: number;
  readonly memory: number;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/**
 * How long our reading of images takes until the first row and until the last, and what it keeps, beside the SDK's own
 * paging, which does nothing with the images but keep them (docs/benchmarks.md).
 */
export async function measureReading(): Promise<BenchRow[]> {
  await ensureDebianPackages(['awscli']);
  const folder = await mkdtemp(join(tmpdir(), 'ami-bakery-bench-'));
  const files = { config: join(folder, 'config'), credentials: join(folder, 'credentials') };
  const { config, credentials } = awsConfigFiles(sampleProfiles);
  await writeFile(files.config, config);
  await writeFile(files.credentials, credentials);
  process.env['AWS_CONFIG_FILE'] = files.config;
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = files.credentials;
  try {
    const rows: BenchRow[] = [];
    let firstOfFewest: number | undefined;
    let perImageOfFewest: number | undefined;
    for (const size of sizes) {
      const { ours, bare, cli } = await measureSize(size, files);
      firstOfFewest ??= ours.first;
      rows.push(
        ratioRow(`reading/first-row/${size}`, ours.first, firstOfFewest, 'ms', 1.5),
        ratioRow(`reading/all-rows/${size}`, ours.all, bare.all, 'ms', 1.2),
        ratioRow(`reading/memory/${size}`, ours.memory, bare.memory, 'MB', 1.2),
        ratioRow(
          `reading/memory-per-image/${size}`,
          perImage(ours, size),
          (perImageOfFewest ??= perImage(ours, size)),
          'kB',
          1.2,
        ),
      );
      if (cli !== undefined) {
        rows.push(ratioRow(`reading/beside-aws-cli/${size}`, ours.all, cli, 'ms', cliBudget));
      }
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measureSize(
  size: number,
  files: { readonly config: string; readonly credentials: string },
): Promise<{ ours: Reading; bare: Reading; cli: number | undefined }> {
  const cloud = fork(fileURLToPath(new URL('concentratedCloud.ts', import.meta.url)), [String(size)]);
  try {
    const [message] = (await once(cloud, 'message')) as unknown[];
    const { endpoint } = z.looseObject({ endpoint: z.string() }).parse(message);
    const repetitions = Math.max(3, Math.min(21, Math.round(100_000 / size)));
    const isLargest = size === sizes.at(-1);
    const ours: Reading[] = [];
    const bare: Reading[] = [];
    const cli: number[] = [];
    // The first round warms up both sides and the cloud; it is not counted.
    for (let round = 0; round <= repetitions; round += 1) {
      const bareReading = await readBare(endpoint, size);
      const ourReading = await readAsWeDo(endpoint, size, files);
      if (round > 0) {
        bare.push(bareReading);
        ours.push(ourReading);
        if (isLargest) cli.push(await readWithCli(endpoint));
      }
    }
    return { ours: middle(ours), bare: middle(bare), cli: isLargest ? median(cli) : undefined };
  } finally {
    cloud.disconnect();
    await once(cloud, 'exit');
  }
}

function perImage({ memory }: Reading, size: number): number {
  return (memory * 1024) / size;
}

function middle(readings: readonly Reading[]): Reading {
  return {
    first: median(readings.map(({ first }) => first)),
    all: median(readings.map(({ all }) => all)),
    memory: median(readings.map(({ memory }) => memory)),
  };
}

function heapInMegabytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

async function readBare(endpoint: string, size: number): Promise<Reading> {
  const before = heapInMegabytes();
  const client = new EC2Client({ region: 'us-east-1', endpoint, credentials: fromIni({ profile: 'dev' }) });
  const start = performance.now();
  let first = Number.NaN;
  const images: Image[] = [];
  const pages = paginateDescribeImages(
    { client, pageSize: 1000 },
    { Owners: ['self'], IncludeDeprecated: true, IncludeDisabled: true },
  );
  for await (const page of pages) {
    images.push(...(page.Images ?? []));
    if (Number.isNaN(first)) first = performance.now() - start;
  }
  const all = performance.now() - start;
  const memory = heapInMegabytes() - before;
  if (images.length !== size) throw new Error(`${images.length} images instead of ${size}`);
  client.destroy();
  return { first, all, memory };
}

/** The same images with the AWS CLI as a person would ask it for them; its output is thrown away. */
async function readWithCli(endpoint: string): Promise<number> {
  const start = performance.now();
  await execa(
    '/usr/bin/aws',
    [
      ...['--profile', 'dev', '--endpoint-url', endpoint, '--output', 'json', '--no-cli-pager'],
      ...['ec2', 'describe-images', '--owners', 'self'],
    ],
    { stdout: 'ignore', env: { AWS_EC2_METADATA_DISABLED: 'true' } },
  );
  return performance.now() - start;
}

async function readAsWeDo(
  endpoint: string,
  size: number,
  files: { readonly config: string; readonly credentials: string },
): Promise<Reading> {
  const before = heapInMegabytes();
  const clients = awsClients(files);
  const environment: Environment = {
    id: 'dev',
    name: 'dev',
    profile: 'dev',
    regions: ['us-east-1'],
    roleArn: undefined,
    endpoint,
    accountId: undefined,
    tagNames: defaultTagNames,
    packerVariables: {},
    source: { kind: 'profile' },
  };
  const explain = (thrown: unknown): never => {
    throw thrown;
  };
  const clock = (): number => Date.now();
  const store = new ImageStore({
    reader: new AwsImageReader(clients),
    clock,
    explain,
  });
  const references = new ReferenceStore({ reader: new AwsReferenceReader(clients), clock, explain });
  const arrangements = new ArrangementCache(references, clock);
  store.setEnvironments([environment]);
  const start = performance.now();
  let first = Number.NaN;
  let lastDrawn = -Infinity;
  const draw = (): void => {
    const images = store.get('dev');
    if (images === undefined || countOf(images) === 0) return;
    lastDrawn = performance.now();
    const groups = arrangements.of(images, usual);
    const [open] = groups;
    rowsOfEnvironment(images, groups, false, () => []);
    if (open !== undefined) rowsOfImages(images, [open.key], open, shownAtFirst, true);
    if (Number.isNaN(first)) first = performance.now() - start;
  };
  // As the view does it: the first rows at once, then as often as it redraws.
  store.onDidChange(() => {
    if (performance.now() - lastDrawn >= redrawInterval(arrangements.cost)) draw();
  });
  await store.ensureRead('dev');
  draw();
  const all = performance.now() - start;
  const memory = heapInMegabytes() - before;
  const images = store.get('dev');
  const count = images === undefined ? 0 : countOf(images);
  if (count !== size) throw new Error(`${count} images instead of ${size}`);
  store.dispose();
  clients.dispose();
  return { first, all, memory };
}
