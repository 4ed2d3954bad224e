import assert from 'node:assert/strict';
import {
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  type EC2Client,
  type Image,
  ListImagesInRecycleBinCommand,
  ListSnapshotsInRecycleBinCommand,
  ModifyImageAttributeCommand,
  RestoreImageFromRecycleBinCommand,
  RestoreSnapshotFromRecycleBinCommand,
} from '@aws-sdk/client-ec2';
import { callRecycleBin } from '../../../src/aws/cleanup/recycleBinCall.ts';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { freeImage, ownImages, passTime, refusalCode, sdkClients } from './clients.ts';

const day = 24 * 60 * 60 * 1000;
const { signal } = new AbortController();

describe('The recycle bin of the local cloud', function () {
  this.timeout(60_000);
  let cloud: LocalCloud;
  let ec2: EC2Client;
  let image: Image;
  let imageId: string;
  let snapshotId: string;
  beforeEach(async () => {
    cloud = await startLocalCloud({ images: 120 });
    ({ ec2 } = sdkClients(cloud));
    ({ image, imageId, snapshotId } = await freeImage(ec2));
  });
  afterEach(() => cloud.close());

  const rule = async (ResourceType: string, days: number, more: object = {}): Promise<unknown> => {
    const body = {
      ResourceType,
      RetentionPeriod: { RetentionPeriodValue: days, RetentionPeriodUnit: 'DAYS' },
      ...more,
    };
    const made = await callRecycleBin(ec2, { method: 'POST', path: '/rules', body }, signal);
    await passTime(cloud, 10_000);
    return made;
  };
  const deregister = (): Promise<unknown> =>
    ec2.send(new DeregisterImageCommand({ ImageId: imageId, DeleteAssociatedSnapshots: true }));
  const binned = async (): Promise<(string | undefined)[]> => {
    const { Images = [] } = await ec2.send(new ListImagesInRecycleBinCommand({}));
    const { Snapshots = [] } = await ec2.send(new ListSnapshotsInRecycleBinCommand({}));
    return [...Images.map(({ ImageId }) => ImageId), ...Snapshots.map(({ SnapshotId }) => SnapshotId)];
  };
  const restoreSnapshot = (): Promise<unknown> =>
    ec2.send(new RestoreSnapshotFromRecycleBinCommand({ SnapshotId: snapshotId }));
  const restoreImage = (): Promise<unknown> =>
    ec2.send(new RestoreImageFromRecycleBinCommand({ ImageId: imageId }));

  it('keeps nothing that no rule is for', async () => {
    await deregister();
    assert.deepEqual(await binned(), []);
    assert.equal(await refusalCode(restoreImage()), 'InvalidAMIID.NotFound');
  });

  it('keeps an image and its snapshots, and gives them back as they were, the snapshots first', async () => {
    const other = { UserId: '222222222222' };
    await ec2.send(new ModifyImageAttributeCommand({ ImageId: imageId, LaunchPermission: { Add: [other] } }));
    await rule('EC2_IMAGE', 7);
    await rule('EBS_SNAPSHOT', 7);
    await deregister();
    assert.deepEqual(await binned(), [imageId, snapshotId]);
    assert.equal(await refusalCode(restoreImage()), 'InvalidSnapshot.NotFound');
    await restoreSnapshot();
    await restoreImage();
    assert.deepEqual(await binned(), []);
    const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }));
    assert.deepEqual(Images, [image]);
    const { Snapshots } = await ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [snapshotId] }));
    assert.equal(Snapshots?.length, 1);
    const { LaunchPermissions } = await ec2.send(
      new DescribeImageAttributeCommand({ ImageId: imageId, Attribute: 'launchPermission' }),
    );
    assert.deepEqual(LaunchPermissions, [other]);
  });

  it('says from when to when, and keeps nothing longer', async () => {
    await rule('EC2_IMAGE', 7);
    await deregister();
    const { Images: [found] = [] } = await ec2.send(
      new ListImagesInRecycleBinCommand({ ImageIds: [imageId, 'ami-00000000000000000'] }),
    );
    const { RecycleBinEnterTime: entered, RecycleBinExitTime: exit } = found ?? {};
    assert.equal(Number(exit) - Number(entered), 7 * day);
    await passTime(cloud, 7 * day + 1000);
    assert.deepEqual(await binned(), []);
  });

  it('keeps by tags, but not what a rule excludes, and the longest of what matches', async () => {
    const key = image.Tags?.[0]?.Key ?? '';
    await rule('EC2_IMAGE', 1, { ExcludeResourceTags: [{ ResourceTagKey: key }] });
    await rule('EC2_IMAGE', 3, { ResourceTags: [{ ResourceTagKey: 'nobody-has-it' }] });
    await deregister();
    assert.deepEqual(await binned(), []);
    const another = (await ownImages(ec2)).find(
      ({ Tags = [], DeregistrationProtection, State }) =>
        State === 'available' &&
        DeregistrationProtection === 'disabled' &&
        Tags.some((tag) => tag.Key === key) &&
        Tags.some((tag) => tag.Key !== key),
    );
    const otherKey = another?.Tags?.find((tag) => tag.Key !== key)?.Key ?? '';
    await rule('EC2_IMAGE', 3, { ResourceTags: [{ ResourceTagKey: otherKey }] });
    await rule('EC2_IMAGE', 9, { ResourceTags: [{ ResourceTagKey: key }] });
    await ec2.send(new DeregisterImageCommand({ ImageId: another?.ImageId }));
    const { Images: [found] = [] } = await ec2.send(new ListImagesInRecycleBinCommand({}));
    assert.equal(Number(found?.RecycleBinExitTime) - Number(found?.RecycleBinEnterTime), 9 * day);
  });

  it('keeps a snapshot that is deleted alone', async () => {
    await ec2.send(new DeregisterImageCommand({ ImageId: imageId }));
    await rule('EBS_SNAPSHOT', 2);
    await ec2.send(new DeleteSnapshotCommand({ SnapshotId: snapshotId }));
    assert.deepEqual(await binned(), [snapshotId]);
    await passTime(cloud, 2 * day + 1000);
    assert.equal(await refusalCode(restoreSnapshot()), 'InvalidSnapshot.NotFound');
  });

  it('retains nothing while a rule is pending', async () => {
    const body = {
      ResourceType: 'EC2_IMAGE',
      RetentionPeriod: { RetentionPeriodValue: 7, RetentionPeriodUnit: 'DAYS' },
    };
    await callRecycleBin(ec2, { method: 'POST', path: '/rules', body }, signal);
    await deregister();
    assert.deepEqual(await binned(), []);
  });

  it('refuses rules that AWS refuses', async () => {
    const refusals = await Promise.all([
      refusalCode(rule('EC2_VOLUME', 7)),
      refusalCode(rule('EC2_IMAGE', 0)),
      refusalCode(rule('EC2_IMAGE', 366)),
      refusalCode(rule('EC2_IMAGE', 7, { ResourceTags: [{ ResourceTagValue: 'x' }] })),
      refusalCode(
        rule('EC2_IMAGE', 7, {
          ResourceTags: [{ ResourceTagKey: 'a' }],
          ExcludeResourceTags: [{ ResourceTagKey: 'b' }],
        }),
      ),
    ]);
    assert.deepEqual(new Set(refusals), new Set(['ValidationException']));
    const absent = callRecycleBin(ec2, { method: 'GET', path: '/rules/none' }, signal);
    assert.equal(await refusalCode(absent), 'ResourceNotFoundException');
  });
});
