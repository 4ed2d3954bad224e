import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateLaunchTemplateCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  type EC2Client,
  type Image,
  ListImagesInRecycleBinCommand,
} from '@aws-sdk/client-ec2';
import {
  GetParameterCommand,
  GetParametersByPathCommand,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { buildFunctions } from '../../../scripts/buildFunctions.ts';
import { writeInventoryRecord } from '../../../src/core/cleanup/inventoryRecordText.ts';
import type { LocalCloud } from '../../../src/localcloud/server.ts';
import { ControlPort } from '../localcloud/controlPort.ts';
import { sdkClients } from '../localcloud/clients.ts';
import { cloudWith } from '../localcloud/cloudWith.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How an invocation ended: what the function gave, or threw, and its log. */
interface Invoked {
  readonly result: unknown;
  readonly error: string;
  readonly log: readonly { readonly event?: string }[];
}

/** As Lambda does: a process of its own, whose clock may be later. */
const runtime = `
const [, bundle, event, remaining, later] = process.argv;
const now = Date.now;
Date.now = () => now() + Number(later);
const context = { awsRequestId: 'r', functionName: 'f', getRemainingTimeInMillis: () => Number(remaining) };
require(bundle).handler(JSON.parse(event), context).then(
  (result) => console.log(JSON.stringify({ result })),
  (error) => console.log(JSON.stringify({ error: String(error) })),
);
`;

/** EventBridge User Guide, "Scheduled Event". */
const scheduled = (name: string): object => ({
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '111111111111',
  time: new Date().toISOString().replace(/\.\d+/u, ''),
  region: 'us-east-1',
  resources: [`arn:aws:events:us-east-1:111111111111:rule/${name}`],
  detail: {},
});

const tags = { AutoCleanup: 'true', Service: 'web', Environment: 'dev' };
const image = (id: string, days: number, more: Partial<Image> = {}): Image => ({
  ImageId: id,
  Name: `web-${id}`,
  OwnerId: '111111111111',
  State: 'available',
  Architecture: 'x86_64',
  Public: false,
  CreationDate: new Date(Date.now() - days * day).toISOString(),
  DeregistrationProtection: 'disabled',
  BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { SnapshotId: id.replace('ami', 'snap') } }],
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  ...more,
});

const unused = 'ami-00000001';
const used = 'ami-00000002';
const newest = 'ami-00000003';
const others = Array.from({ length: 8 }, (_, index) => `ami-0000001${index}`);

describe('The functions in AWS, as they are bundled', function () {
  this.timeout(60_000);
  let folder: string;
  let cloud: LocalCloud;
  let ec2: EC2Client;
  let ssm: SSMClient;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-functions-'));
    await buildFunctions(folder);
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    const images = [
      image(unused, 90),
      image(used, 80),
      image(newest, 1),
      ...others.map((id) => image(id, 70, { Tags: [{ Key: 'AutoCleanup', Value: 'true' }] })),
    ];
    const retentionRules = ['EC2_IMAGE', 'EBS_SNAPSHOT'].map((ResourceType, index) => ({
      Identifier: `rule-${index}`,
      ResourceType,
      RetentionPeriod: { RetentionPeriodValue: 7, RetentionPeriodUnit: 'DAYS' },
      Status: 'available',
    }));
    cloud = await cloudWith({
      images,
      snapshots: images.map(({ ImageId = '' }) => ({
        SnapshotId: ImageId.replace('ami', 'snap'),
        OwnerId: '111111111111',
        State: 'completed',
        FullSnapshotSizeInBytes: 2 ** 30,
      })),
      instances: [
        { InstanceId: 'i-00000001', ImageId: used, State: { Name: 'stopped' } },
        ...others.map((ImageId, index) => ({
          InstanceId: `i-0000001${index}`,
          ImageId,
          State: { Name: 'running' as const },
        })),
      ],
      retentionRules,
      parameters: [weekOfRuns()],
    });
    ({ ec2, ssm } = sdkClients(cloud));
  });
  afterEach(() => cloud.close());

  const invoke = (
    name: 'inventory' | 'cleanup',
    {
      settings = {},
      later = 0,
      remaining = 10 * minute,
    }: { settings?: object; later?: number; remaining?: number } = {},
  ): Promise<Invoked> => {
    const profile = cloud.profiles.find((each) => each.name === 'dev');
    assert.ok(profile);
    const environment = {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: profile.accessKeyId,
      AWS_SECRET_ACCESS_KEY: profile.secretAccessKey,
      AWS_ENDPOINT_URL: cloud.endpoint,
      HOME: folder,
      AMI_BAKERY_SETTINGS: JSON.stringify({
        environments: [{ name: 'dev', regions: ['us-east-1'] }],
        parameters: '/ami-bakery',
        ...settings,
      }),
    };
    const words = [
      '-e',
      runtime,
      join(folder, name, 'index.js'),
      JSON.stringify(scheduled(name)),
      String(remaining),
      String(later),
    ];
    return new Promise((resolve, reject) => {
      execFile(process.execPath, words, { env: environment }, (error, stdout, stderr) => {
        if (error !== null) {
          reject(new Error(stderr, { cause: error }));
          return;
        }
        const lines = stdout.trim().split('\n');
        const { result, error: thrown = '' } = JSON.parse(lines.pop() ?? '') as {
          result?: unknown;
          error?: string;
        };
        resolve({ result, error: thrown, log: lines.map((line) => JSON.parse(line) as { event?: string }) });
      });
    });
  };
  const on = { cleanup: { isOn: true, waitHours: 24 } };
  const stateOf = async (id: string): Promise<string | undefined> => {
    const { Images } = await ec2.send(
      new DescribeImagesCommand({
        IncludeDisabled: true,
        Owners: ['self'],
        Filters: [{ Name: 'image-id', Values: [id] }],
      }),
    );
    return Images?.[0]?.State;
  };
  const tagsOf = async (id: string): Promise<Record<string, string>> => {
    const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [id] }));
    return Object.fromEntries((Images?.[0]?.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  };
  /** As if the inventory had run every 20 minutes up to a time. */
  const keepInventory = async (later: number): Promise<void> => {
    const { Name, Value } = weekOfRuns(later);
    await ssm.send(new PutParameterCommand({ Name, Value, Overwrite: true }));
    assert.equal((await invoke('inventory', { later })).error, '');
  };
  const clean = async (later: number): Promise<Invoked> => {
    await keepInventory(later);
    return invoke('cleanup', { settings: on, later });
  };

  it('are each no more than a megabyte', async () => {
    for (const name of ['inventory', 'cleanup']) {
      const { size } = await stat(join(folder, name, 'index.js'));
      assert.ok(size <= 2 ** 20, `${name}: ${size}`);
    }
  });

  it('stamp what is used, and then that they have looked, and keep a record of it', async () => {
    const { result, log } = await invoke('inventory');
    assert.match(JSON.stringify(result), /"images":11,"references":9/u);
    assert.ok(log.some(({ event }) => event === 'inventory whole'));
    assert.equal((await tagsOf(unused))['LastUsed'], undefined);
    const stamped = await tagsOf(used);
    assert.equal(stamped['LastUsed'], stamped['LastUsedRuntime']);
    assert.equal((await tagsOf(unused))['LastUsedRuntime'], stamped['LastUsedRuntime']);
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/ami-bakery/inventory' }));
    assert.match(Parameter?.Value ?? '', /"111111111111\/us-east-1",11,9,/u);
  });

  it('stamp nothing where something could not be read, and have failed', async () => {
    const control = new ControlPort(cloud);
    await control.script({ kind: 'accessDenied', action: 'DescribeAutoScalingGroups' });
    const { error, log } = await invoke('inventory');
    assert.match(error, /The inventory is not whole/u);
    assert.ok(log.some(({ event }) => event === 'inventory incomplete'));
    assert.deepEqual(await tagsOf(unused), tags);
  });

  it('delete nothing before the cleanup is switched on, and say what they would delete', async () => {
    await invoke('inventory');
    const { result } = await invoke('cleanup');
    assert.match(JSON.stringify(result), new RegExp(`"planned":\\["${unused}"\\]`, 'u'));
    assert.equal(await stateOf(unused), 'available');
  });

  it('disable an image, wait, and deregister it with its snapshots into the recycle bin', async () => {
    const { result } = await clean(0);
    assert.match(JSON.stringify(result), /"waiting":1/u);
    assert.equal(await stateOf(unused), 'disabled');
    assert.match(JSON.stringify((await clean(hour)).result), /"waiting":1/u);
    assert.equal(await stateOf(unused), 'disabled');
    const { result: last, log } = await clean(25 * hour);
    assert.match(JSON.stringify(last), /"deleted":1/u);
    assert.ok(log.some((line) => JSON.stringify(line).includes('"kind":"deregistered"')));
    assert.equal(await stateOf(unused), undefined);
    const { Images } = await ec2.send(new ListImagesInRecycleBinCommand({}));
    assert.deepEqual(
      Images?.map(({ ImageId }) => ImageId),
      [unused],
    );
    const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
    assert.equal(Snapshots.length, 10);
    const { Parameters } = await ssm.send(
      new GetParametersByPathCommand({ Path: '/ami-bakery/cleanup', Recursive: true }),
    );
    assert.deepEqual(Parameters, []);
    assert.match(JSON.stringify((await clean(26 * hour)).result), /"planned":\[\]/u);
  });

  it('give an image back that something has come to use', async () => {
    await clean(0);
    assert.equal(await stateOf(unused), 'disabled');
    const template = { ImageId: unused, InstanceType: 't3.micro' } as const;
    await ec2.send(
      new CreateLaunchTemplateCommand({ LaunchTemplateName: 'web', LaunchTemplateData: template }),
    );
    const { result } = await clean(hour);
    assert.match(JSON.stringify(result), /"deleted":0,"waiting":0,"failed":0/u);
    assert.equal(await stateOf(unused), 'available');
  });

  it('do no harm when they run twice at the same time', async () => {
    await keepInventory(0);
    await Promise.all([invoke('inventory'), invoke('inventory')]);
    const both = await Promise.all([
      invoke('cleanup', { settings: on }),
      invoke('cleanup', { settings: on }),
    ]);
    const kinds = both.map(({ result }) => (JSON.stringify(result).includes('"busy"') ? 'busy' : 'done'));
    assert.deepEqual(kinds.sort(), ['busy', 'done']);
    assert.equal(await stateOf(unused), 'disabled');
    const { result } = await clean(25 * hour);
    assert.match(JSON.stringify(result), /"deleted":1/u);
  });

  it('delete nothing where the inventory has a gap, and enable what they have disabled', async () => {
    await clean(0);
    await invoke('inventory', { later: 25 * hour });
    await invoke('cleanup', { settings: on, later: 25 * hour });
    assert.equal(await stateOf(unused), 'available');
  });

  it('stop before their time is up, and go on in the next run', async () => {
    await keepInventory(0);
    const { error } = await invoke('cleanup', { settings: on, remaining: 15_000 });
    assert.notEqual(error, '');
    assert.equal(await stateOf(unused), 'available');
  });

  /** What proves that the inventory has run without a gap for more than a week. */
  function weekOfRuns(later = 0): {
    Name: string;
    Version: number;
    Value: string;
    Type: 'String';
    DataType: string;
  } {
    const record = {
      runId: 'before',
      startedAt: Date.now() + later - 21 * minute,
      finishedAt: Date.now() + later - 20 * minute,
      wholeSince: Date.now() - 8 * day,
      places: [{ account: '111111111111', region: 'us-east-1', images: 11, instances: 9, references: 9 }],
    };
    return {
      Name: '/ami-bakery/inventory',
      Version: 1,
      Value: writeInventoryRecord(record),
      Type: 'String',
      DataType: 'text',
    };
  }
});
