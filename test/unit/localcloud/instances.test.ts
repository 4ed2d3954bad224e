import assert from 'node:assert/strict';
import {
  CreateLaunchTemplateCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  type EC2Client,
  type Image,
  type Instance,
  paginateDescribeVolumes,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
  type Volume,
} from '@aws-sdk/client-ec2';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { collect, ownImages, passTime, refusal, sdkClients } from './clients.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('Instances', function () {
  this.timeout(60_000);
  let cloud: LocalCloud;
  let ec2: EC2Client;
  let images: Image[];
  beforeEach(async () => {
    cloud = await startLocalCloud();
    ({ ec2 } = sdkClients(cloud));
    images = await ownImages(ec2);
  });
  afterEach(() => cloud.close());

  const idOf = (wanted: (image: Image) => boolean): string => images.find(wanted)?.ImageId ?? '';
  const isUsable = (image: Image): boolean => image.State === 'available' && image.Architecture === 'x86_64';
  const run = async (differences: Partial<RunInstancesCommandInput> = {}): Promise<Instance[]> => {
    const { Instances = [] } = await ec2.send(
      new RunInstancesCommand({
        ImageId: idOf(isUsable),
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
        ...differences,
      }),
    );
    return Instances;
  };
  const instance = async (id: string): Promise<Instance | undefined> => {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    return Reservations[0]?.Instances?.[0];
  };
  const stateOf = async (id: string): Promise<string | undefined> => (await instance(id))?.State?.Name;
  const volumesOf = async (instanceId: string): Promise<Volume[]> => {
    const filter = { Name: 'attachment.instance-id', Values: [instanceId] };
    const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({ Filters: [filter] }));
    return Volumes;
  };

  describe('that the JavaScript SDK runs', () => {
    it('are pending, run, stop, start and end as the world’s time passes, and are gone after an hour', async () => {
      const [{ InstanceId: id = '' } = {}] = await run();
      assert.equal(await stateOf(id), 'pending');
      await passTime(cloud, minute);
      assert.equal(await stateOf(id), 'running');
      const { StoppingInstances: [stopped] = [] } = await ec2.send(
        new StopInstancesCommand({ InstanceIds: [id] }),
      );
      assert.deepEqual([stopped?.PreviousState?.Name, stopped?.CurrentState?.Name], ['running', 'stopping']);
      assert.match(
        await refusal(ec2.send(new StartInstancesCommand({ InstanceIds: [id] }))),
        /^IncorrectInstanceState: The instance 'i-[0-9a-f]{17}' is not in a state from which it can be started/u,
      );
      await passTime(cloud, minute);
      assert.equal(await stateOf(id), 'stopped');
      await ec2.send(new StartInstancesCommand({ InstanceIds: [id] }));
      assert.equal(await stateOf(id), 'pending');
      await passTime(cloud, minute);
      assert.equal(await stateOf(id), 'running');
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
      assert.equal(await stateOf(id), 'shutting-down');
      await passTime(cloud, minute);
      assert.equal(await stateOf(id), 'terminated');
      assert.match(
        await refusal(ec2.send(new StopInstancesCommand({ InstanceIds: [id] }))),
        /^IncorrectInstanceState/u,
      );
      await passTime(cloud, 2 * hour);
      assert.match(await refusal(instance(id)), /^InvalidInstanceID.NotFound/u);
    });

    it('have their tags and volumes, and leave only the volumes that shall outlive them', async () => {
      const [{ InstanceId: id = '' } = {}] = await run({
        BlockDeviceMappings: [
          { DeviceName: '/dev/sda1', Ebs: { VolumeSize: 20 } },
          { DeviceName: '/dev/sdf', Ebs: { VolumeSize: 5, DeleteOnTermination: false } },
        ],
        TagSpecifications: [
          { ResourceType: 'instance', Tags: [{ Key: 'Name', Value: '<b>' }] },
          { ResourceType: 'volume', Tags: [{ Key: 'Kept', Value: 'no' }] },
        ],
      });
      assert.deepEqual((await instance(id))?.Tags, [{ Key: 'Name', Value: '<b>' }]);
      const volumes = await volumesOf(id);
      assert.deepEqual(volumes.map(({ Size, State }) => `${Size} ${State}`).sort(), [
        '20 in-use',
        '5 in-use',
      ]);
      const snapshotId = images.find(isUsable)?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId;
      assert.equal(volumes.find(({ Size }) => Size === 20)?.SnapshotId, snapshotId);
      assert.ok(volumes.every(({ Tags }) => Tags?.[0]?.Key === 'Kept'));
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
      await passTime(cloud, minute);
      assert.deepEqual(await volumesOf(id), []);
      const { Volumes = [] } = await ec2.send(
        new DescribeVolumesCommand({ Filters: [{ Name: 'tag:Kept', Values: ['*'] }] }),
      );
      assert.deepEqual(
        Volumes.map(({ Size, State }) => `${Size} ${State}`),
        ['5 available'],
      );
    });

    it('are as many as asked for, and one launch for one client token', async () => {
      const request = { MinCount: 2, MaxCount: 3, ClientToken: 'token' };
      const first = await run(request);
      const again = await run(request);
      assert.equal(new Set(first.map(({ InstanceId }) => InstanceId)).size, 3);
      assert.deepEqual(
        again.map(({ InstanceId }) => InstanceId),
        first.map(({ InstanceId }) => InstanceId),
      );
      assert.match(await refusal(run({ ...request, MaxCount: 2 })), /^IdempotentParameterMismatch/u);
    });

    it('come from a launch template, as far as the request says nothing else', async () => {
      await ec2.send(
        new CreateLaunchTemplateCommand({
          LaunchTemplateName: 'for-launch',
          LaunchTemplateData: {
            ImageId: idOf(isUsable),
            InstanceType: 't3.large',
            KeyName: 'deploy-dev',
            TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'From', Value: 'template' }] }],
          },
        }),
      );
      const { Instances: [made] = [] } = await ec2.send(
        new RunInstancesCommand({
          LaunchTemplate: { LaunchTemplateName: 'for-launch' },
          InstanceType: 't3.small',
          MinCount: 1,
          MaxCount: 1,
        }),
      );
      assert.deepEqual(
        [made?.ImageId, made?.InstanceType, made?.KeyName, made?.Tags],
        [idOf(isUsable), 't3.small', 'deploy-dev', [{ Key: 'From', Value: 'template' }]],
      );
    });

    it('come from the image that a parameter names, under the id of the image', async () => {
      const [made] = await run({ ImageId: 'resolve:ssm:/images/web/current', InstanceType: 't3.micro' });
      assert.match(made?.ImageId ?? '', /^ami-[0-9a-f]{17}$/u);
    });

    it('come from an image that is shared with the account, and from no other one', async () => {
      const imagesOf = async (profile: string): Promise<Image[]> => {
        const { Images = [] } = await sdkClients(cloud, { profile }).ec2.send(
          new DescribeImagesCommand({ Owners: ['self'] }),
        );
        return Images;
      };
      const { Images: [shared] = [] } = await sdkClients(cloud, { profile: 'prod' }).ec2.send(
        new DescribeImagesCommand({ ExecutableUsers: ['self'] }),
      );
      const run_ = (ImageId = ''): Promise<unknown> =>
        sdkClients(cloud, { profile: 'prod' }).ec2.send(
          new RunInstancesCommand({
            ImageId,
            InstanceType: shared?.Architecture === 'arm64' ? 't4g.micro' : 't3.micro',
            MinCount: 1,
            MaxCount: 1,
          }),
        );
      await run_(shared?.ImageId);
      const [private_] = await imagesOf('dev');
      assert.match(
        await refusal(run_(private_?.ImageId)),
        /^AuthFailure: Not authorized for images: \[ami-/u,
      );
    });

    it('are reported to have been launched from their image a day later', async () => {
      const ImageId = idOf((image) => isUsable(image) && image.LastLaunchedTime === undefined);
      const lastLaunched = async (): Promise<string | undefined> => {
        const { Images: [image] = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId] }));
        return image?.LastLaunchedTime;
      };
      const [made] = await run({ ImageId });
      await passTime(cloud, 23 * hour);
      assert.equal(await lastLaunched(), undefined);
      await passTime(cloud, 2 * hour);
      assert.equal(await lastLaunched(), `${made?.LaunchTime?.toISOString().slice(0, 19)}Z`);
    });

    it('are refused where EC2 refuses them, and nothing is made', async () => {
      const before_ = (await ec2.send(new DescribeInstancesCommand({}))).Reservations?.length;
      const refused = async (input: Partial<RunInstancesCommandInput>): Promise<string> =>
        (await refusal(run(input))).replace(/:.*$/su, '');
      const arm = idOf(({ State, Architecture }) => State === 'available' && Architecture === 'arm64');
      const tooSmall = { DeviceName: '/dev/sda1', Ebs: { VolumeSize: 4 } };
      assert.deepEqual(
        await Promise.all([
          refused({ ImageId: 'ami-00000000' }),
          refused({ ImageId: 'web' }),
          refused({ ImageId: idOf(({ State }) => State === 'disabled') }),
          refused({ ImageId: idOf(({ State }) => State === 'pending') }),
          refused({ ImageId: 'resolve:ssm:/nothing' }),
          refused({ ImageId: arm }),
          refused({ InstanceType: 'large' as 't3.large' }),
          refused({ BlockDeviceMappings: [tooSmall] }),
          refused({ BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { DeleteOnTermination: true } }] }),
          refused({
            BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { SnapshotId: 'snap-00000000' } }],
          }),
          refused({ MinCount: 0 }),
          refused({ MinCount: 2, MaxCount: 1 }),
          refused({ MinCount: 10_000, MaxCount: 10_000 }),
          refused({ LaunchTemplate: { LaunchTemplateName: 'nothing' } }),
          refused({ TagSpecifications: [{ ResourceType: 'image', Tags: [{ Key: 'a', Value: 'b' }] }] }),
          refused({ HibernationOptions: { Configured: true } }),
          refused({ DryRun: true }),
          refusal(ec2.send(new RunInstancesCommand({ MinCount: 1, MaxCount: 1 }))).then((text) =>
            text.replace(/:.*$/su, ''),
          ),
        ]),
        [
          'InvalidAMIID.NotFound',
          'InvalidAMIID.Malformed',
          'InvalidAMIID.Unavailable',
          'InvalidAMIID.Unavailable',
          'SsmInvalidParameter',
          'InvalidParameterValue',
          'InvalidParameterValue',
          'InvalidBlockDeviceMapping',
          'InvalidBlockDeviceMapping',
          'InvalidSnapshot.NotFound',
          'InvalidParameterValue',
          'InvalidParameterValue',
          'InstanceLimitExceeded',
          'InvalidLaunchTemplateName.NotFoundException',
          'InvalidParameterValue',
          'UnsupportedOperation',
          'DryRunOperation',
          'MissingParameter',
        ],
      );
      const after_ = (await ec2.send(new DescribeInstancesCommand({}))).Reservations?.length;
      assert.equal(after_, before_);
    });

    it('change together or not at all', async () => {
      const [{ InstanceId: id = '' } = {}] = await run();
      await passTime(cloud, minute);
      const both = ec2.send(new StopInstancesCommand({ InstanceIds: [id, 'i-00000000000000000'] }));
      assert.match(await refusal(both), /^InvalidInstanceID.NotFound/u);
      assert.equal(await stateOf(id), 'running');
      assert.match(
        await refusal(ec2.send(new TerminateInstancesCommand({ InstanceIds: [] }))),
        /^InvalidParameterCombination: No instances specified/u,
      );
    });
  });

  describe('have volumes in the sample world, to the JavaScript SDK', () => {
    it('each once over all pages, as each instance names them', async () => {
      const volumes = await collect(
        paginateDescribeVolumes({ client: ec2, pageSize: 5 }, {}),
        (page) => page.Volumes,
      );
      const { Volumes } = await ec2.send(new DescribeVolumesCommand({}));
      assert.deepEqual(volumes, Volumes);
      const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
      const named = Reservations.flatMap(({ Instances = [] }) =>
        Instances.flatMap(({ BlockDeviceMappings = [] }) =>
          BlockDeviceMappings.map(({ Ebs }) => Ebs?.VolumeId),
        ),
      );
      const inUse = volumes.filter(({ State }) => State === 'in-use').map(({ VolumeId }) => VolumeId);
      assert.deepEqual(inUse.sort(), named.sort());
      assert.equal(volumes.length, inUse.length + 1);
    });

    it('refused by wrong ids and by pages that are too small', async () => {
      const refused = (input: object): Promise<string> =>
        refusal(ec2.send(new DescribeVolumesCommand(input)));
      assert.match(await refused({ VolumeIds: ['vol-00000000'] }), /^InvalidVolume.NotFound/u);
      assert.match(await refused({ VolumeIds: ['disk'] }), /^InvalidParameterValue/u);
      assert.match(await refused({ MaxResults: 4 }), /^InvalidParameterValue/u);
      const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({ MaxResults: 5000 }));
      assert.ok(Volumes.length > 5);
    });
  });
});
