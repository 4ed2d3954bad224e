import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { BakeRecord } from '../../src/core/bakes/bakeRecord.ts';
import { judgeBake } from '../../src/core/bakes/bakeVerdict.ts';
import { type LocalCloud, startLocalCloud } from '../../src/localcloud/server.ts';
import { findProgram } from '../../src/tools/findProgram.ts';
import { buildCommand, packerEnvironment } from '../../src/tools/packer/packerCommands.ts';
import { followBake, startBake } from '../../src/tools/packer/runBake.ts';
import { root } from '../harness/paths.ts';
import { ensureDebianPackages } from '../harness/toolchain.ts';
import { launchableImage, sdkClients } from '../unit/localcloud/clients.ts';
import { type BenchRow, median, ratioRow } from './row.ts';

/** How often each is run, in turns. */
const rounds = 5;

const build = { name: 'bench', source: 'bench', type: 'amazon-ebs', provisioners: [], imageCount: undefined };

/**
 * How long a bake takes through the extension's own runner, beside Packer alone, of the same template: an instance of the local
 * cloud is launched, stopped and made an image of. Nothing is provisioned, which would take the same time in both.
 */
export async function measureBakeRun(): Promise<BenchRow[]> {
  await ensureDebianPackages(['packer']);
  const found = await findProgram('packer');
  if (found.kind !== 'found') throw new Error('packer is not there.');
  const cloud = await startLocalCloud({ images: 60 });
  const folder = await mkdtemp(join(tmpdir(), 'ami-bakery-bench-'));
  try {
    await writeFile(join(folder, 'bench.json'), await template(cloud));
    const environment = variablesOf(cloud);
    const bare: number[] = [];
    const through: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const command = (name: string): ReturnType<typeof buildCommand> =>
        buildCommand(found.path, { template: 'bench.json', plain: { name: `${name}-${round}` } });
      bare.push(
        await timeOf(async () => {
          const env = { ...packerEnvironment, ...environment };
          await execa(found.path, command('bare').arguments, { cwd: folder, stdin: 'ignore', env });
        }),
      );
      const bakeFolder = join(folder, `bake-${round}`);
      through.push(await timeOf(() => bakeThrough(command('through'), folder, bakeFolder, environment)));
    }
    return [ratioRow('bake-run/amazon-ebs', median(through), median(bare), 'ms', 1.03)];
  } finally {
    await rm(folder, { recursive: true, force: true });
    await cloud.close();
  }
}

async function template(cloud: LocalCloud): Promise<string> {
  const builder = {
    type: build.type,
    name: build.name,
    region: 'us-east-1',
    custom_endpoint_ec2: cloud.endpoint,
    skip_region_validation: true,
    source_ami: await launchableImage(sdkClients(cloud).ec2),
    instance_type: 't3.small',
    communicator: 'none',
    ami_name: '{{user `name`}}',
  };
  return JSON.stringify({ variables: { name: '' }, builders: [builder] });
}

function variablesOf({ profiles: [profile] }: LocalCloud): Record<string, string> {
  if (profile === undefined) throw new Error('The local cloud has no profile.');
  return {
    AWS_ACCESS_KEY_ID: profile.accessKeyId,
    AWS_SECRET_ACCESS_KEY: profile.secretAccessKey,
    // Packer looks every 15 seconds otherwise whether something is done: who is late by a moment would wait for the next.
    AWS_POLL_DELAY_SECONDS: '1',
  };
}

/** All that the extension does from the command to what came of it. */
async function bakeThrough(
  command: ReturnType<typeof buildCommand>,
  folder: string,
  bakeFolder: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const begun = await startBake({
    command,
    folder,
    bakeFolder,
    events: { pluginFolder: join(root, 'callback_plugins'), callbacks: { enabled: [], folders: [] } },
    environment,
  });
  if (begun.kind !== 'started') throw new Error('packer cannot be run.');
  const record = new BakeRecord([build]);
  const listener = { onOutput: () => undefined, onRunEvent: () => undefined };
  const end = await followBake(begun.run, record, listener, new AbortController().signal);
  const verdict = judgeBake(record, [build], end, '');
  if (verdict.kind !== 'baked') throw new Error(`The bake has not succeeded: ${JSON.stringify(verdict)}`);
}

async function timeOf(run: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await run();
  return performance.now() - begin;
}
