import assert from 'node:assert/strict';
import {
  DescribeImageAttributeCommand,
  DescribeLaunchTemplateVersionsCommand,
  type EC2Client,
  ModifyImageAttributeCommand,
} from '@aws-sdk/client-ec2';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { AwsCleanupWriter } from '../../../src/aws/cleanup/cleanupWriter.ts';
import { AwsImageReferenceReader } from '../../../src/aws/cleanup/imageReferenceReader.ts';
import { AwsInventoryRecords } from '../../../src/aws/cleanup/inventoryRecords.ts';
import { JournalParameters } from '../../../src/aws/cleanup/journalParameters.ts';
import { LockParameter } from '../../../src/aws/cleanup/lockParameter.ts';
import { callRecycleBin } from '../../../src/aws/cleanup/recycleBinCall.ts';
import { AwsRecycleBinReader } from '../../../src/aws/cleanup/recycleBinReader.ts';
import { AwsSnapshotReader } from '../../../src/aws/cleanup/snapshotReader.ts';
import type { JournalEntry } from '../../../src/core/cleanup/cleanupJournal.ts';
import { known } from '../../../src/core/cleanup/known.ts';
import { freeImage, ownImages, passTime, sdkClients } from '../localcloud/clients.ts';
import { type AwsFixture, startAws } from './awsFixture.ts';

const day = 24 * 60 * 60 * 1000;
const region = 'us-east-1';
const { signal } = new AbortController();

describe('What a cleanup asks of AWS', function () {
  this.timeout(60_000);
  let aws: AwsFixture;
  let ec2: EC2Client;
  let imageId: string;
  let snapshotId: string;
  beforeEach(async () => {
    aws = await startAws();
    ({ ec2 } = sdkClients(aws.cloud));
    ({ imageId, snapshotId } = await freeImage(ec2));
  });
  afterEach(() => aws.end());

  const rule = (body: object): Promise<unknown> =>
    callRecycleBin(
      ec2,
      {
        method: 'POST',
        path: '/rules',
        body: { RetentionPeriod: { RetentionPeriodValue: 7, RetentionPeriodUnit: 'DAYS' }, ...body },
      },
      signal,
    );

  it('is which rules of the recycle bin are in force, with the tags that they are for and not for', async () => {
    const reader = new AwsRecycleBinReader(aws.clients);
    assert.deepEqual(await reader.readRules(aws.environment, region, signal), []);
    await rule({ ResourceType: 'EC2_IMAGE', ExcludeResourceTags: [{ ResourceTagKey: 'Volatile' }] });
    await rule({
      ResourceType: 'EBS_SNAPSHOT',
      ResourceTags: [{ ResourceTagKey: 'Stage', ResourceTagValue: 'prod' }],
    });
    assert.deepEqual(await reader.readRules(aws.environment, region, signal), []);
    await passTime(aws.cloud, 10_000);
    assert.deepEqual(await reader.readRules(aws.environment, region, signal), [
      {
        retains: 'image',
        retention: 7 * day,
        tags: [],
        excludedTags: [{ key: 'Volatile', value: undefined }],
      },
      { retains: 'snapshot', retention: 7 * day, tags: [{ key: 'Stage', value: 'prod' }], excludedTags: [] },
    ]);
  });

  it('is tried again where AWS throttles or fails, and refused in its words', async () => {
    const reader = new AwsRecycleBinReader(aws.clients);
    await aws.control.script(
      { kind: 'serverError', action: 'ListRules', times: 1 },
      { kind: 'reset', action: 'ListRules', times: 1 },
    );
    assert.deepEqual(await reader.readRules(aws.environment, region, signal), []);
    await aws.control.script({ kind: 'accessDenied', action: 'ListRules' });
    await assert.rejects(reader.readRules(aws.environment, region, signal), {
      reason: 'access-denied',
      message: /AccessDenied/u,
    });
  });

  it('is what snapshots there are, by id or all of them', async () => {
    const reader = new AwsSnapshotReader(aws.clients);
    const [found, ...others] = await reader.readSnapshots(
      aws.environment,
      region,
      [snapshotId, 'snap-00000000000000000'],
      signal,
    );
    assert.deepEqual(others, []);
    assert.ok(found);
    assert.equal(found.snapshotId, snapshotId);
    assert.ok((found.fullSize ?? 0) > 0);
    let count = 0;
    for await (const page of reader.readOwnSnapshots(aws.environment, region, signal)) count += page.length;
    assert.ok(count > 50);
  });

  it('is what EC2 itself says refers to an image', async () => {
    const reader = new AwsImageReferenceReader(aws.clients);
    const { LaunchTemplateVersions = [] } = await ec2.send(
      new DescribeLaunchTemplateVersionsCommand({ Versions: ['$Latest'] }),
    );
    const used = LaunchTemplateVersions.map(
      ({ LaunchTemplateData }) => LaunchTemplateData?.ImageId ?? '',
    ).find((id) => id.startsWith('ami-'));
    const references = await reader.readImageReferences(aws.environment, region, used ?? '', signal);
    assert.ok(references.some(({ source }) => source === 'ec2:LaunchTemplate'));
  });

  it('disables an image and gives it back with those who may launch it, whatever of that is done already', async () => {
    const writer = new AwsCleanupWriter(aws.clients, aws.environment, signal);
    const place = { imageId, region };
    await ec2.send(
      new ModifyImageAttributeCommand({
        ImageId: imageId,
        LaunchPermission: { Add: [{ UserId: '222222222222' }] },
      }),
    );
    const permissions = {
      isPublic: false,
      accounts: ['222222222222'],
      organizations: [],
      organizationalUnits: [],
    };
    const permitted = async (): Promise<unknown> => {
      const answer = await ec2.send(
        new DescribeImageAttributeCommand({ ImageId: imageId, Attribute: 'launchPermission' }),
      );
      return answer.LaunchPermissions?.map(({ UserId }) => UserId);
    };
    assert.match(await writer.disable(place), /^[0-9a-f-]{36}$/u);
    assert.deepEqual(await permitted(), []);
    assert.match((await writer.enable(place, permissions)) ?? '', /^[0-9a-f-]{36}$/u);
    assert.deepEqual(await permitted(), ['222222222222']);
    assert.equal(await writer.enable(place, permissions), '');
    assert.equal(await writer.enable({ ...place, imageId: 'ami-00000000000000000' }, permissions), undefined);
  });

  it('deregisters an image, and deletes no snapshot that another one needs', async () => {
    const writer = new AwsCleanupWriter(aws.clients, aws.environment, signal);
    const { snapshots } = await writer.deregister({ imageId, region });
    assert.deepEqual(snapshots, [{ snapshotId, code: 'success' }]);
    const other = (await ownImages(ec2)).find(({ State }) => State === 'available');
    const needed = other?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? '';
    assert.deepEqual(await writer.deleteSnapshots({ imageId, region }, [snapshotId, needed]), [
      { snapshotId, code: 'success' },
      { snapshotId: needed, code: 'InvalidSnapshot.InUse' },
    ]);
  });

  it('keeps the record of the inventory, and says where it is none', async () => {
    const place = { environment: aws.environment, region, name: '/ami-bakery/inventory' };
    const records = new AwsInventoryRecords(aws.clients, place);
    assert.deepEqual(await records.read(signal), known(undefined));
    const places = Array.from({ length: 60 }, (_, index) => ({
      account: '111111111111',
      region: `eu-west-${index}`,
      images: 50_000,
      instances: 10_000,
      references: 12_000,
    }));
    const record = { runId: 'r', startedAt: 1, finishedAt: 2, wholeSince: 0, places };
    await records.write(record, signal);
    assert.deepEqual(await records.read(signal), known(record));
    const { ssm } = sdkClients(aws.cloud);
    await ssm.send(new PutParameterCommand({ Name: place.name, Value: 'ok', Overwrite: true }));
    assert.equal((await records.read(signal)).kind, 'unknown');
  });

  it('keeps the journal without the id of an image in any value, and forgets it when that is done', async () => {
    const place = { environment: aws.environment, region, name: '/ami-bakery/cleanup/111111111111' };
    const entry = (step: JournalEntry['step']): JournalEntry => ({
      at: 1,
      planHash: 'p',
      imageId,
      region,
      step,
    });
    const entries = [entry({ kind: 'kept', reasons: ['a'] }), entry({ kind: 'deregistering' })];
    const journal = new JournalParameters(aws.clients, place);
    assert.deepEqual(await journal.read(signal), known([]));
    for (const each of entries) await journal.note(each);
    const other = new JournalParameters(aws.clients, place);
    assert.deepEqual(await other.read(signal), known(entries));
    const bodies = (await aws.control.requests()).filter(({ action }) => action === 'PutParameter');
    assert.ok(bodies.length > 0);
    await other.forget({ imageId, region });
    await other.forget({ imageId, region });
    assert.deepEqual(await journal.read(signal), known([]));
  });

  it('lets one run at a time go, and the next one when it is left behind', async () => {
    let now = 0;
    const place = { environment: aws.environment, region, name: '/ami-bakery/cleanup-lock' };
    const lock = (): LockParameter => new LockParameter(aws.clients, place, () => now);
    const taken = await Promise.all([lock().take('a', 100), lock().take('b', 100), lock().take('c', 100)]);
    assert.equal(taken.filter(Boolean).length, 1);
    assert.equal(await lock().take('d', 100), false);
    now = 100;
    const again = await Promise.all([lock().take('e', 200), lock().take('f', 200)]);
    assert.ok(again.filter(Boolean).length <= 1);
    now = 200;
    assert.equal(await lock().take('g', 300), true);
    await lock().release('a');
    assert.equal(await lock().take('h', 300), false);
    await lock().release('g');
    assert.equal(await lock().take('h', 300), true);
  });
});
