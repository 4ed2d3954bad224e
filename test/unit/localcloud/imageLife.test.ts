import assert from 'node:assert/strict';
import {
  CopyImageCommand,
  type CopyImageCommandInput,
  CreateImageCommand,
  type CreateImageCommandInput,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeSnapshotsCommand,
  type EC2Client,
  type Image,
  RegisterImageCommand,
  type RegisterImageCommandInput,
  RunInstancesCommand,
  type Snapshot,
} from '@aws-sdk/client-ec2';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { ownImages, passTime, refusalCode, sdkClients } from './clients.ts';

const minute = 60_000;

describe('Images', function () {
  this.timeout(60_000);
  let cloud: LocalCloud;
  let ec2: EC2Client;
  let elsewhere: EC2Client;
  let images: Image[];
  before(async () => {
    cloud = await startLocalCloud();
    ({ ec2 } = sdkClients(cloud));
    elsewhere = sdkClients(cloud, { region: 'eu-west-1' }).ec2;
    images = await ownImages(ec2);
  });
  after(() => cloud.close());

  const available = (): Image => {
    const found = images.find(({ State, Tags, Architecture }) => {
      return State === 'available' && Tags !== undefined && Architecture === 'x86_64';
    });
    assert.ok(found);
    return found;
  };
  const image = async (id = '', client = ec2): Promise<Image> => {
    const { Images: [found] = [] } = await client.send(new DescribeImagesCommand({ ImageIds: [id] }));
    assert.ok(found);
    return found;
  };
  const snapshotOf = async (of: Image, client = ec2): Promise<Snapshot | undefined> => {
    const id = of.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? '';
    const { Snapshots = [] } = await client.send(new DescribeSnapshotsCommand({ SnapshotIds: [id] }));
    return Snapshots[0];
  };

  describe('that the JavaScript SDK registers', () => {
    const register = async (differences: Partial<RegisterImageCommandInput> = {}): Promise<string> => {
      const SnapshotId = available().BlockDeviceMappings?.[0]?.Ebs?.SnapshotId;
      const { ImageId = '' } = await ec2.send(
        new RegisterImageCommand({
          Name: 'registered',
          RootDeviceName: '/dev/xvda',
          Architecture: 'arm64',
          VirtualizationType: 'hvm',
          BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId } }],
          ...differences,
        }),
      );
      return ImageId;
    };

    it('are pending, then available, and start from the snapshot they name', async () => {
      const id = await register({
        TagSpecifications: [{ ResourceType: 'image', Tags: [{ Key: 'a', Value: '<b>' }] }],
      });
      const made = await image(id);
      assert.deepEqual(
        [made.State, made.Name, made.Architecture, made.Public, made.OwnerId, made.DeregistrationProtection],
        ['pending', 'registered', 'arm64', false, '111111111111', 'disabled'],
      );
      assert.deepEqual(made.Tags, [{ Key: 'a', Value: '<b>' }]);
      assert.equal(made.BlockDeviceMappings?.[0]?.Ebs?.VolumeSize, 8);
      await passTime(cloud, minute);
      assert.equal((await image(id)).State, 'available');
    });

    it('are refused where EC2 refuses them', async () => {
      const mapping = (Ebs: object): Partial<RegisterImageCommandInput> => ({
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs }],
      });
      const SnapshotId = available().BlockDeviceMappings?.[0]?.Ebs?.SnapshotId;
      const other = { Name: 'refused' };
      assert.deepEqual(
        await Promise.all([
          refusalCode(register({ Name: 'x' })),
          refusalCode(register({ Name: 'no*stars' })),
          refusalCode(register({ Name: available().Name })),
          refusalCode(register({ ...other, Description: 'd'.repeat(256) })),
          refusalCode(register({ ...other, ...mapping({ SnapshotId: 'snap-00000000' }) })),
          refusalCode(register({ ...other, ...mapping({ SnapshotId, VolumeSize: 4 }) })),
          refusalCode(register({ ...other, ...mapping({ SnapshotId, Encrypted: true }) })),
          refusalCode(register({ ...other, ...mapping({ VolumeSize: 8 }) })),
          refusalCode(register({ ...other, DryRun: true })),
        ]),
        [
          'InvalidAMIName.Malformed',
          'InvalidAMIName.Malformed',
          'InvalidAMIName.Duplicate',
          'InvalidParameterValue',
          'InvalidSnapshot.NotFound',
          'InvalidBlockDeviceMapping',
          'InvalidBlockDeviceMapping',
          'InvalidBlockDeviceMapping',
          'DryRunOperation',
        ],
      );
      const { Images } = await ec2.send(
        new DescribeImagesCommand({ Filters: [{ Name: 'name', Values: ['refused'] }] }),
      );
      assert.deepEqual(Images, []);
    });
  });

  describe('that the JavaScript SDK makes of an instance', () => {
    const runningInstance = async (): Promise<string> => {
      const { Instances: [made] = [] } = await ec2.send(
        new RunInstancesCommand({
          ImageId: available().ImageId,
          InstanceType: 't3.micro',
          MinCount: 1,
          MaxCount: 1,
        }),
      );
      await passTime(cloud, minute);
      return made?.InstanceId ?? '';
    };
    const create = async (input: CreateImageCommandInput): Promise<Image> => {
      const { ImageId } = await ec2.send(new CreateImageCommand(input));
      return image(ImageId);
    };

    it('know their instance and its image, and have a new snapshot with the tags asked for', async () => {
      const InstanceId = await runningInstance();
      const made = await create({
        InstanceId,
        Name: 'baked (1)',
        Description: '[x](command:y)',
        TagSpecifications: [
          { ResourceType: 'image', Tags: [{ Key: 'Service', Value: 'web' }] },
          { ResourceType: 'snapshot', Tags: [{ Key: 'Of', Value: 'baked' }] },
        ],
      });
      assert.deepEqual(
        [made.State, made.SourceInstanceId, made.SourceImageId, made.SourceImageRegion, made.Description],
        ['pending', InstanceId, available().ImageId, 'us-east-1', '[x](command:y)'],
      );
      assert.equal(made.ImdsSupport, 'v2.0');
      const snapshot = await snapshotOf(made);
      assert.deepEqual(
        [snapshot?.State, snapshot?.Progress, snapshot?.Description, snapshot?.Tags],
        [
          'pending',
          '0%',
          `Created by CreateImage(${InstanceId}) for ${made.ImageId}`,
          [{ Key: 'Of', Value: 'baked' }],
        ],
      );
      await passTime(cloud, minute);
      assert.equal((await image(made.ImageId)).State, 'available');
      assert.equal((await snapshotOf(made))?.State, 'completed');
    });

    it('are refused for an instance that is not running or stopped, and for a name that is taken', async () => {
      const { Reservations = [] } = await ec2.send(
        new DescribeInstancesCommand({
          Filters: [{ Name: 'instance-state-name', Values: ['terminated'] }],
        }),
      );
      const ended = Reservations[0]?.Instances?.[0]?.InstanceId ?? '';
      const InstanceId = await runningInstance();
      assert.deepEqual(
        await Promise.all([
          refusalCode(create({ InstanceId: ended, Name: 'of ended' })),
          refusalCode(create({ InstanceId: 'i-00000000', Name: 'of nothing' })),
          refusalCode(create({ InstanceId, Name: available().Name })),
        ]),
        ['IncorrectState', 'InvalidInstanceID.NotFound', 'InvalidAMIName.Duplicate'],
      );
    });
  });

  describe('that the JavaScript SDK copies', () => {
    const copy = async (differences: Partial<CopyImageCommandInput> = {}): Promise<string> => {
      const { ImageId = '' } = await elsewhere.send(
        new CopyImageCommand({
          SourceRegion: 'us-east-1',
          SourceImageId: available().ImageId,
          Name: 'copied',
          ...differences,
        }),
      );
      return ImageId;
    };

    it('are in the region of the call, know their source and have snapshots of their own', async () => {
      const id = await copy();
      const made = await image(id, elsewhere);
      const source = available();
      assert.deepEqual(
        [made.State, made.SourceImageId, made.SourceImageRegion, made.Architecture, made.Tags],
        ['pending', source.ImageId, 'us-east-1', source.Architecture, undefined],
      );
      const snapshot = await snapshotOf(made, elsewhere);
      assert.notEqual(snapshot?.SnapshotId, source.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId);
      assert.equal(snapshot?.VolumeSize, 8);
      const { Images = [] } = await elsewhere.send(
        new DescribeImagesCommand({ Filters: [{ Name: 'source-image-id', Values: [source.ImageId ?? ''] }] }),
      );
      assert.ok(Images.some(({ ImageId }) => ImageId === id));
      await passTime(cloud, minute);
      assert.equal((await image(id, elsewhere)).State, 'available');
    });

    it('keep their tags when that is asked for, and may be encrypted', async () => {
      const id = await copy({
        Name: 'copied with tags',
        CopyImageTags: true,
        Encrypted: true,
        TagSpecifications: [{ ResourceType: 'image', Tags: [{ Key: 'Environment', Value: 'copy' }] }],
      });
      const made = await image(id, elsewhere);
      const tags = new Map(made.Tags?.map(({ Key, Value }) => [Key, Value]));
      const sourceTags = new Map(available().Tags?.map(({ Key, Value }) => [Key, Value]));
      assert.deepEqual(tags, sourceTags.set('Environment', 'copy'));
      assert.equal((await snapshotOf(made, elsewhere))?.Encrypted, true);
    });

    it('are copied once for one client token', async () => {
      const request = { Name: 'copied once', ClientToken: 'token' };
      assert.equal(await copy(request), await copy(request));
      assert.equal(await refusalCode(copy({ ...request, Name: 'another' })), 'IdempotentParameterMismatch');
    });

    it('are refused where EC2 refuses them', async () => {
      const Name = 'not copied';
      const { Images: [shared] = [] } = await sdkClients(cloud, { profile: 'staging' }).ec2.send(
        new DescribeImagesCommand({ ExecutableUsers: ['self'] }),
      );
      const copyOfShared = sdkClients(cloud, { profile: 'staging' }).ec2.send(
        new CopyImageCommand({ SourceRegion: 'us-east-1', SourceImageId: shared?.ImageId, Name }),
      );
      assert.deepEqual(
        await Promise.all([
          refusalCode(copy({ Name, SourceRegion: 'mars-1' })),
          refusalCode(copy({ Name, SourceRegion: 'eu-west-1' })),
          refusalCode(
            copy({ Name, SourceImageId: images.find(({ State }) => State === 'pending')?.ImageId }),
          ),
          refusalCode(copy({ Name, KmsKeyId: 'alias/mine' })),
          refusalCode(copyOfShared),
        ]),
        [
          'InvalidRegion',
          'InvalidAMIID.NotFound',
          'InvalidAMIID.Unavailable',
          'InvalidParameterDependency',
          'InvalidRequest',
        ],
      );
    });
  });
});
