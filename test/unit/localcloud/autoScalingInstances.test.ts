import assert from 'node:assert/strict';
import {
  type AutoScalingClient,
  type AutoScalingGroup,
  CreateAutoScalingGroupCommand,
  type CreateAutoScalingGroupCommandInput,
  DescribeAutoScalingGroupsCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { DescribeInstancesCommand, type EC2Client, type Instance } from '@aws-sdk/client-ec2';
import { defaultSubnetId } from '../../../src/localcloud/ec2/defaultNetwork.ts';
import type { LocalCloud } from '../../../src/localcloud/server.ts';
import { sdkClients } from './clients.ts';
import { cloudWith, launchTemplate } from './cloudWith.ts';

const image = {
  OwnerId: '111111111111',
  Architecture: 'x86_64',
  State: 'available',
  RootDeviceName: '/dev/xvda',
} as const;

const place = { account: '111111111111', region: 'us-east-1' };
const subnetId = defaultSubnetId(place, 'a');

describe('The instances of an Auto Scaling group of the local cloud', function () {
  this.timeout(10_000);
  let cloud: LocalCloud;
  let autoScaling: AutoScalingClient;
  let ec2: EC2Client;
  beforeEach(async () => {
    cloud = await cloudWith({
      ...launchTemplate('lt-00000001', 'web', 'ami-00000001', 'ami-00000002'),
      images: [
        { ...image, ImageId: 'ami-00000001' },
        { ...image, ImageId: 'ami-00000002' },
      ],
      launchConfigurations: [
        {
          LaunchConfigurationName: 'old',
          ImageId: 'ami-00000001',
          InstanceType: 't3.small',
          CreatedTime: new Date(0),
        },
        {
          LaunchConfigurationName: 'gone',
          ImageId: 'ami-00000009',
          InstanceType: 't3.small',
          CreatedTime: new Date(0),
        },
      ],
    });
    ({ autoScaling, ec2 } = sdkClients(cloud));
  });
  afterEach(() => cloud.close());

  const create = (more: Partial<CreateAutoScalingGroupCommandInput>): Promise<unknown> =>
    autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: 'web',
        MinSize: 2,
        MaxSize: 4,
        VPCZoneIdentifier: `${subnetId},${defaultSubnetId(place, 'b')}`,
        ...more,
      }),
    );
  const wish = (DesiredCapacity: number): Promise<unknown> =>
    autoScaling.send(
      new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: 'web', DesiredCapacity, MinSize: 0 }),
    );
  const members = async (): Promise<NonNullable<AutoScalingGroup['Instances']>> => {
    const { AutoScalingGroups = [] } = await autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
    return AutoScalingGroups[0]?.Instances ?? [];
  };
  const states = async (): Promise<(string | undefined)[]> =>
    (await members()).map(({ LifecycleState }) => LifecycleState);
  const instances = async (): Promise<Instance[]> => {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
    return Reservations.flatMap(({ Instances = [] }) => Instances);
  };
  const pass = async (seconds: number): Promise<void> => {
    const answer = await fetch(`${cloud.control}/clock`, {
      method: 'POST',
      body: JSON.stringify({ now: new Date(Date.UTC(2026, 10, 24, 12) + seconds * 1000).toISOString() }),
    });
    assert.ok(answer.ok);
  };

  it('are launched from its template and carry its name and tags', async () => {
    await create({
      LaunchTemplate: { LaunchTemplateName: 'web', Version: '$Latest' },
      Tags: [
        { Key: 'Service', Value: 'web', PropagateAtLaunch: true },
        { Key: 'Owner', Value: 'me', PropagateAtLaunch: false },
      ],
    });
    const launched = await instances();
    assert.equal(launched.length, 2);
    for (const { ImageId, InstanceType, SubnetId, Tags } of launched) {
      assert.deepEqual([ImageId, InstanceType, SubnetId], ['ami-00000002', 't3.micro', subnetId]);
      assert.deepEqual(Tags, [
        { Key: 'Service', Value: 'web' },
        { Key: 'aws:autoscaling:groupName', Value: 'web' },
      ]);
    }
    const shown = await members();
    assert.deepEqual(
      shown.map(({ InstanceId }) => InstanceId).sort(),
      launched.map(({ InstanceId }) => InstanceId).sort(),
    );
    const LaunchTemplate = { LaunchTemplateId: 'lt-00000001', LaunchTemplateName: 'web', Version: '2' };
    for (const member of shown) {
      assert.deepEqual(member.LaunchTemplate, LaunchTemplate);
      assert.equal(member.HealthStatus, 'Healthy');
    }
  });

  it('are in service when they run, and leave when they end', async () => {
    await create({ LaunchTemplate: { LaunchTemplateName: 'web' } });
    assert.deepEqual(await states(), ['Pending', 'Pending']);
    await pass(60);
    assert.deepEqual(await states(), ['InService', 'InService']);
    await wish(3);
    assert.deepEqual(await states(), ['InService', 'InService', 'Pending']);
    await wish(1);
    assert.deepEqual(await states(), ['Terminating', 'Terminating', 'Pending']);
    await pass(120);
    assert.deepEqual(await states(), ['InService']);
  });

  it('are of what a launch configuration or the first override says', async () => {
    await create({ LaunchConfigurationName: 'old' });
    assert.deepEqual(
      (await members()).map(({ InstanceType, LaunchConfigurationName }) => [
        LaunchConfigurationName,
        InstanceType,
      ]),
      [
        ['old', 't3.small'],
        ['old', 't3.small'],
      ],
    );
    await wish(0);
    await create({
      AutoScalingGroupName: 'mixed',
      MixedInstancesPolicy: {
        LaunchTemplate: {
          LaunchTemplateSpecification: { LaunchTemplateName: 'web', Version: '1' },
          Overrides: [{ InstanceType: 'm6i.large', ImageId: 'ami-00000002' }, { InstanceType: 't3.nano' }],
        },
      },
    });
    const { AutoScalingGroups = [] } = await autoScaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ['mixed'] }),
    );
    for (const { ImageId, InstanceType } of AutoScalingGroups[0]?.Instances ?? assert.fail()) {
      assert.deepEqual([ImageId, InstanceType], ['ami-00000002', 'm6i.large']);
    }
  });

  it('are missing when EC2 refuses to launch them, which makes the group none the less', async () => {
    await create({ LaunchConfigurationName: 'gone' });
    assert.deepEqual(await members(), []);
    assert.deepEqual(await instances(), []);
  });
});
