import assert from 'node:assert/strict';
import {
  CopyImageCommand,
  CreateImageCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  type DeregisterImageCommandInput,
  type DeregisterImageCommandOutput,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand,
  type EC2Client,
  type Image,
  ModifyImageAttributeCommand,
  ModifySnapshotAttributeCommand,
  type ModifySnapshotAttributeCommandInput,
  RegisterImageCommand,
  RunInstancesCommand,
  type SnapshotAttributeName,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { debianAccount } from '../../../src/localcloud/sample/publicImages.ts';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { freeImage, ownImages, passTime, refusal, refusalCode, sdkClients } from './clients.ts';

const minute = 60_000;
const absent = 'snap-00000000000000000';

describe('The end of an image', function () {
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

  const deregister = (
    ImageId = imageId,
    differences: Partial<DeregisterImageCommandInput> = {},
  ): Promise<DeregisterImageCommandOutput> =>
    ec2.send(new DeregisterImageCommand({ ImageId, ...differences }));
  const deleteSnapshot = (SnapshotId: string): Promise<unknown> =>
    ec2.send(new DeleteSnapshotCommand({ SnapshotId }));
  const describe_ = (ImageId = imageId, client = ec2): Promise<Image[] | undefined> =>
    client.send(new DescribeImagesCommand({ ImageIds: [ImageId] })).then(({ Images }) => Images);
  const snapshotCount = async (id = snapshotId): Promise<number> => {
    const { Snapshots = [] } = await ec2.send(
      new DescribeSnapshotsCommand({ Filters: [{ Name: 'snapshot-id', Values: [id] }] }),
    );
    return Snapshots.length;
  };
  const register = async (Name: string): Promise<string> => {
    const { ImageId = '' } = await ec2.send(
      new RegisterImageCommand({
        Name,
        RootDeviceName: '/dev/xvda',
        Architecture: 'x86_64',
        VirtualizationType: 'hvm',
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: snapshotId } }],
      }),
    );
    return ImageId;
  };
  const launch = async (ImageId = imageId): Promise<string> => {
    const { Instances: [instance] = [] } = await ec2.send(
      new RunInstancesCommand({ ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 }),
    );
    await passTime(cloud, minute);
    return instance?.InstanceId ?? '';
  };
  /** Ends what runs of the image, so that nothing names it any more. */
  const endInstances = async (): Promise<void> => {
    const { Reservations = [] } = await ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: 'image-id', Values: [imageId] }] }),
    );
    const ids = Reservations.flatMap(({ Instances = [] }) =>
      Instances.map(({ InstanceId = '' }) => InstanceId),
    );
    if (ids.length > 0) await ec2.send(new TerminateInstancesCommand({ InstanceIds: ids }));
    await passTime(cloud, minute);
  };

  it('leaves its snapshots, which can be deleted from then on', async () => {
    assert.equal(
      await refusal(deleteSnapshot(snapshotId)),
      `InvalidSnapshot.InUse: The snapshot ${snapshotId} is currently in use by ${imageId}`,
    );
    const { Return, DeleteSnapshotResults = [] } = await deregister();
    assert.deepEqual([Return, DeleteSnapshotResults], [true, []]);
    assert.equal(await snapshotCount(), 1);
    await deleteSnapshot(snapshotId);
    assert.equal(await snapshotCount(), 0);
    assert.equal(await refusalCode(deleteSnapshot(snapshotId)), 'InvalidSnapshot.NotFound');
  });

  it('takes its snapshots with it if that is asked for, but those that another image uses', async () => {
    const other = await register('shares the snapshot');
    const skipped = await deregister(imageId, { DeleteAssociatedSnapshots: true });
    assert.deepEqual(skipped.DeleteSnapshotResults, [{ SnapshotId: snapshotId, ReturnCode: 'skipped' }]);
    assert.equal(await snapshotCount(), 1);
    const ended = await deregister(other, { DeleteAssociatedSnapshots: true });
    assert.deepEqual(ended.DeleteSnapshotResults, [{ SnapshotId: snapshotId, ReturnCode: 'success' }]);
    assert.equal(await snapshotCount(), 0);
  });

  it('lets instances go on, and is known until the last of them has ended', async () => {
    await endInstances();
    const instance = await launch();
    await deregister();
    assert.deepEqual(await describe_(), []);
    assert.equal(
      await refusal(launch()),
      `InvalidAMIID.Unavailable: The image ID '${imageId}' is no longer available`,
    );
    assert.equal(await refusalCode(deregister()), 'InvalidAMIID.Unavailable');
    const attribute = new DescribeImageAttributeCommand({ ImageId: imageId, Attribute: 'description' });
    assert.equal(await refusalCode(ec2.send(attribute)), 'InvalidAMIID.Unavailable');
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance] }));
    await passTime(cloud, minute);
    assert.equal(await refusalCode(describe_()), 'InvalidAMIID.NotFound');
  });

  it('frees its name, and ends what it was shared with others for', async () => {
    const staging = sdkClients(cloud, { profile: 'staging' }).ec2;
    await ec2.send(
      new ModifyImageAttributeCommand({
        ImageId: imageId,
        LaunchPermission: { Add: [{ UserId: '222222222222' }] },
      }),
    );
    assert.equal((await describe_(imageId, staging))?.length, 1);
    await deregister();
    assert.equal(await refusalCode(describe_(imageId, staging)), 'InvalidAMIID.NotFound');
    assert.notEqual(await register(image.Name ?? ''), imageId);
  });

  it('can come while it is pending, with the end of its pending snapshots, and then nothing comes of them', async () => {
    const instance = await launch();
    const { ImageId: pending = '' } = await ec2.send(
      new CreateImageCommand({ InstanceId: instance, Name: 'cancelled' }),
    );
    const [made] = (await describe_(pending)) ?? [];
    const snapshot = made?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? '';
    assert.equal(made?.State, 'pending');
    await deregister(pending);
    await deleteSnapshot(snapshot);
    await passTime(cloud, minute);
    assert.equal(await refusalCode(describe_(pending)), 'InvalidAMIID.NotFound');
    assert.equal(await snapshotCount(snapshot), 0);
  });

  it('is refused where EC2 refuses it', async () => {
    const others = sdkClients(cloud, { profile: 'prod' }).ec2;
    const [ofOther] = await ownImages(others);
    assert.deepEqual(
      await Promise.all([
        refusalCode(deregister('x')),
        refusalCode(deregister('ami-00000000000000000')),
        refusalCode(deregister(ofOther?.ImageId)),
        refusalCode(deregister(imageId, { DryRun: true })),
        refusalCode(deleteSnapshot('x')),
        refusalCode(deleteSnapshot(absent)),
        refusalCode(ec2.send(new DeleteSnapshotCommand({ SnapshotId: snapshotId, DryRun: true }))),
      ]),
      [
        'InvalidAMIID.Malformed',
        'InvalidAMIID.NotFound',
        'AuthFailure',
        'DryRunOperation',
        'InvalidParameterValue',
        'InvalidSnapshot.NotFound',
        'DryRunOperation',
      ],
    );
    assert.equal((await describe_())?.length, 1);
  });

  describe('and the permissions of its snapshot', () => {
    const modify = (differences: Partial<ModifySnapshotAttributeCommandInput>): Promise<unknown> =>
      ec2.send(new ModifySnapshotAttributeCommand({ SnapshotId: snapshotId, ...differences }));
    const describeAttribute = (Attribute: SnapshotAttributeName, SnapshotId = snapshotId): Promise<object> =>
      ec2
        .send(new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute }))
        .then(({ $metadata, ...answer }) => ({ ...answer, status: $metadata.httpStatusCode }));
    const permissions = (): Promise<object> => describeAttribute('createVolumePermission');
    const are = (...CreateVolumePermissions: object[]): object => ({
      SnapshotId: snapshotId,
      CreateVolumePermissions,
      status: 200,
    });

    it('are added and taken away, in each way that a request can say it', async () => {
      assert.deepEqual(await permissions(), are());
      await modify({ CreateVolumePermission: { Add: [{ UserId: '222222222222', Group: 'all' }] } });
      assert.deepEqual(await permissions(), are({ UserId: '222222222222' }, { Group: 'all' }));
      await modify({ OperationType: 'remove', GroupNames: ['all'] });
      // As Packer says it: by both, without an operation.
      const UserId = '333333333333';
      await modify({ UserIds: [UserId], CreateVolumePermission: { Add: [{ UserId }] } });
      await modify({ Attribute: 'createVolumePermission', OperationType: 'add', UserIds: [UserId] });
      assert.deepEqual(await permissions(), are({ UserId: '222222222222' }, { UserId }));
      assert.deepEqual(await describeAttribute('productCodes'), {
        SnapshotId: snapshotId,
        ProductCodes: [],
        status: 200,
      });
    });

    it('let another account copy an image that it may launch', async () => {
      const staging = sdkClients(cloud, { profile: 'staging' }).ec2;
      const copy = (SourceImageId = imageId): Promise<unknown> =>
        staging.send(new CopyImageCommand({ SourceImageId, SourceRegion: 'us-east-1', Name: 'copied' }));
      const UserId = '222222222222';
      const LaunchPermission = { Add: [{ UserId }] };
      await ec2.send(new ModifyImageAttributeCommand({ ImageId: imageId, LaunchPermission }));
      assert.equal(await refusalCode(copy()), 'InvalidRequest');
      await modify({ OperationType: 'add', UserIds: [UserId] });
      await copy();
    });

    it('are refused where EC2 refuses them', async () => {
      const encrypted = async (KmsKeyId: string | undefined): Promise<string> => {
        const { ImageId } = await ec2.send(
          new CopyImageCommand({
            SourceImageId: imageId,
            SourceRegion: 'us-east-1',
            Name: `encrypted by ${KmsKeyId ?? 'AWS'}`.replace('alias/', ''),
            Encrypted: true,
            KmsKeyId,
          }),
        );
        return (await describe_(ImageId))?.[0]?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? '';
      };
      const [usual, own] = [await encrypted(undefined), await encrypted('alias/mine')];
      const user = { UserId: '222222222222' };
      const add = { Add: [user] };
      const many = Array.from({ length: 501 }, (_, number) => String(number).padStart(12, '0'));
      assert.deepEqual(
        await Promise.all([
          refusalCode(modify({})),
          refusalCode(modify({ Attribute: 'productCodes' })),
          refusalCode(modify({ UserIds: ['222222222222'] })),
          refusalCode(modify({ CreateVolumePermission: { Add: [{ UserId: 'me' }] } })),
          refusalCode(modify({ OperationType: 'add', GroupNames: ['some'] })),
          refusalCode(modify({ CreateVolumePermission: { ...add, Remove: [{ Group: 'all' }] } })),
          refusalCode(modify({ OperationType: 'add', UserIds: many })),
          refusalCode(modify({ SnapshotId: absent, CreateVolumePermission: add })),
          refusalCode(modify({ CreateVolumePermission: add, DryRun: true })),
          refusal(modify({ SnapshotId: usual, CreateVolumePermission: add })),
          refusalCode(modify({ SnapshotId: own, CreateVolumePermission: { Add: [{ Group: 'all' }] } })),
          refusalCode(describeAttribute('createVolumePermission', absent)),
          refusalCode(describeAttribute('createVolumePermission', 'x')),
        ]),
        [
          'InvalidParameterCombination',
          'InvalidParameterValue',
          'MissingParameter',
          'InvalidAMIAttributeItemValue',
          'InvalidAMIAttributeItemValue',
          'InvalidParameterCombination',
          'InvalidParameterValue',
          'InvalidSnapshot.NotFound',
          'DryRunOperation',
          'OperationNotPermitted: Encrypted snapshots with EBS default key cannot be shared',
          'OperationNotPermitted',
          'InvalidSnapshot.NotFound',
          'InvalidParameterValue',
        ],
      );
      assert.deepEqual(await permissions(), are());
      await modify({ SnapshotId: own, CreateVolumePermission: add });
    });

    it('are no use for the snapshots of another account', async () => {
      const [ofDebian] =
        (await ec2.send(new DescribeImagesCommand({ Owners: [debianAccount] }))).Images ?? [];
      const id = ofDebian?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? '';
      assert.equal(await refusalCode(deleteSnapshot(id)), 'InvalidSnapshot.NotFound');
      assert.equal(
        await refusalCode(describeAttribute('createVolumePermission', id)),
        'InvalidSnapshot.NotFound',
      );
    });
  });
});
