import assert from 'node:assert/strict';
import {
  DeleteVolumeCommand,
  DescribeVolumesCommand,
  type EC2Client,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
  type Volume,
} from '@aws-sdk/client-ec2';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { launchableImage, passTime, refusal, refusalCode, sdkClients } from './clients.ts';

const minute = 60_000;

describe('Volumes of instances', function () {
  this.timeout(30_000);
  let cloud: LocalCloud;
  let ec2: EC2Client;
  beforeEach(async () => {
    cloud = await startLocalCloud({ images: 60 });
    ({ ec2 } = sdkClients(cloud));
  });
  afterEach(() => cloud.close());

  /** An instance with the disk of its image, and two that Packer's `launch_block_device_mappings` could name. */
  const launch = async (): Promise<string> => {
    const { Instances: [instance] = [] } = await ec2.send(
      new RunInstancesCommand({
        ImageId: await launchableImage(ec2),
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
        BlockDeviceMappings: [
          { DeviceName: '/dev/sdf', Ebs: { VolumeSize: 5, VolumeType: 'gp3', DeleteOnTermination: true } },
          { DeviceName: '/dev/sdg', Ebs: { VolumeSize: 6, VolumeType: 'gp3', DeleteOnTermination: false } },
        ],
      }),
    );
    await passTime(cloud, minute);
    return instance?.InstanceId ?? '';
  };
  const volumesOf = async (id: string): Promise<Volume[]> => {
    const { Volumes = [] } = await ec2.send(
      new DescribeVolumesCommand({ Filters: [{ Name: 'attachment.instance-id', Values: [id] }] }),
    );
    return Volumes;
  };
  /** What is left of some volumes, as Packer looks for them. */
  const left = async (volumes: readonly Volume[]): Promise<Volume[]> => {
    const { Volumes = [] } = await ec2.send(
      new DescribeVolumesCommand({
        Filters: [{ Name: 'volume-id', Values: volumes.map(({ VolumeId = '' }) => VolumeId) }],
      }),
    );
    return Volumes;
  };
  const remove = (VolumeId = '', DryRun?: boolean): Promise<unknown> =>
    ec2.send(new DeleteVolumeCommand({ VolumeId, DryRun }));

  it('go with their instance, but those that stay when it ends, which can be deleted then', async () => {
    const id = await launch();
    const volumes = await volumesOf(id);
    assert.equal(volumes.length, 3);
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    await passTime(cloud, minute);
    const [stays, ...others] = await left(volumes);
    assert.deepEqual([stays?.Size, stays?.State, stays?.Attachments, others], [6, 'available', [], []]);
    await remove(stays?.VolumeId);
    assert.deepEqual(
      (await left(volumes)).map(({ State }) => State),
      ['deleting'],
    );
    assert.match(await refusal(remove(stays?.VolumeId)), /^IncorrectState: .*'deleting', not 'available'/u);
    await passTime(cloud, minute);
    assert.deepEqual(await left(volumes), []);
    assert.equal(await refusalCode(remove(stays?.VolumeId)), 'InvalidVolume.NotFound');
  });

  it('are not deleted while they are attached, also to an instance that is stopped', async () => {
    const id = await launch();
    const [{ VolumeId = '' } = {}] = await volumesOf(id);
    const inUse = `VolumeInUse: Volume ${VolumeId} is currently attached to ${id}`;
    assert.equal(await refusal(remove(VolumeId)), inUse);
    await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    await passTime(cloud, minute);
    assert.equal(await refusal(remove(VolumeId)), inUse);
    assert.deepEqual(
      await Promise.all([
        refusalCode(remove('x')),
        refusalCode(remove('vol-00000000000000000')),
        refusalCode(remove(VolumeId, true)),
      ]),
      ['InvalidParameterValue', 'InvalidVolume.NotFound', 'DryRunOperation'],
    );
  });
});
