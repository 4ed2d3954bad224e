import assert from 'node:assert/strict';
import {
  CreateSecurityGroupCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeSubnetsCommand,
  type EC2Client,
  GetConsoleOutputCommand,
  type Instance,
  ModifyInstanceAttributeCommand,
  type ModifyInstanceAttributeCommandInput,
  paginateDescribeInstanceStatus,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  type Subnet,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { collect, launchableImage, passTime, refusal, sdkClients } from './clients.ts';

const minute = 60_000;

describe('An instance that is launched', function () {
  this.timeout(60_000);
  let cloud: LocalCloud;
  let ec2: EC2Client;
  let ImageId: string | undefined;
  let subnets: Subnet[];
  beforeEach(async () => {
    cloud = await startLocalCloud({ images: 60 });
    ({ ec2 } = sdkClients(cloud));
    ImageId = await launchableImage(ec2);
    ({ Subnets: subnets = [] } = await ec2.send(new DescribeSubnetsCommand({})));
  });
  afterEach(() => cloud.close());

  const run = async (differences: Partial<RunInstancesCommandInput> = {}): Promise<string> => {
    const { Instances: [made] = [] } = await ec2.send(
      new RunInstancesCommand({
        ImageId,
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
        ...differences,
      }),
    );
    return made?.InstanceId ?? '';
  };
  const instance = async (id: string): Promise<Instance | undefined> => {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    return Reservations[0]?.Instances?.[0];
  };
  const makeGroup = async (): Promise<string> => {
    const { GroupId = '' } = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'a test' }),
    );
    return GroupId;
  };
  const privateSubnet = (): string =>
    subnets.find(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch === false)?.SubnetId ?? '';

  it('is in the default subnet and group, with an address of its own inside and outside', async () => {
    const [first, second] = [await instance(await run()), await instance(await run())];
    assert.ok(first !== undefined && second !== undefined);
    const subnet = subnets.find(({ SubnetId }) => SubnetId === first.SubnetId);
    assert.equal(subnet?.DefaultForAz, true);
    assert.equal(first.VpcId, subnet.VpcId);
    assert.equal(first.Placement?.AvailabilityZone, subnet.AvailabilityZone);
    assert.deepEqual(
      first.SecurityGroups?.map(({ GroupName }) => GroupName),
      ['default'],
    );
    assert.match(first.PrivateIpAddress ?? '', /^172\.31\./u);
    assert.match(first.PublicIpAddress ?? '', /^198\.1[89]\./u);
    assert.notEqual(first.PrivateIpAddress, second.PrivateIpAddress);
  });

  it('is where the request says, with what the request says, in DescribeInstances', async () => {
    const GroupId = await makeGroup();
    const id = await run({
      KeyName: 'deploy-dev',
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      NetworkInterfaces: [
        { DeviceIndex: 0, SubnetId: privateSubnet(), Groups: [GroupId], AssociatePublicIpAddress: false },
      ],
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'test' }] }],
    });
    const made = await instance(id);
    assert.ok(made !== undefined);
    assert.deepEqual(
      [made.SubnetId, made.SecurityGroups, made.KeyName, made.PublicIpAddress, made.Tags],
      [
        privateSubnet(),
        [{ GroupId, GroupName: 'web' }],
        'deploy-dev',
        undefined,
        [{ Key: 'Name', Value: 'test' }],
      ],
    );
    assert.deepEqual(
      [made.MetadataOptions?.HttpTokens, made.MetadataOptions?.HttpPutResponseHopLimit],
      ['required', 1],
    );
    const [card] = made.NetworkInterfaces ?? [];
    assert.deepEqual(
      [card?.SubnetId, card?.Groups, card?.PrivateIpAddress],
      [made.SubnetId, made.SecurityGroups, made.PrivateIpAddress],
    );
  });

  it('has user data and what becomes of it when it shuts itself down', async () => {
    const id = await run({
      UserData: Buffer.from('#cloud-config\n').toString('base64'),
      InstanceInitiatedShutdownBehavior: 'terminate',
    });
    const attribute = (Attribute: 'userData' | 'instanceInitiatedShutdownBehavior'): Promise<unknown> =>
      ec2
        .send(new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute }))
        .then((answer) =>
          Attribute === 'userData'
            ? Buffer.from(answer.UserData?.Value ?? '', 'base64').toString()
            : answer.InstanceInitiatedShutdownBehavior?.Value,
        );
    assert.equal(await attribute('userData'), '#cloud-config\n');
    assert.equal(await attribute('instanceInitiatedShutdownBehavior'), 'terminate');
  });

  it('is refused where EC2 refuses its network, key or user data, and nothing is made', async () => {
    const count = async (): Promise<number | undefined> =>
      (await ec2.send(new DescribeInstancesCommand({}))).Reservations?.length;
    const before_ = await count();
    const refused = async (input: Partial<RunInstancesCommandInput>): Promise<string> =>
      (await refusal(run(input))).replace(/:.*$/su, '');
    assert.deepEqual(
      await Promise.all([
        refused({ SubnetId: 'subnet-00000000' }),
        refused({ SubnetId: 'x' }),
        refused({ SecurityGroupIds: ['sg-00000000'] }),
        refused({ SecurityGroupIds: ['x'] }),
        refused({ SecurityGroups: ['nobody'] }),
        refused({ SecurityGroups: ['default'], SubnetId: privateSubnet() }),
        refused({ SubnetId: privateSubnet(), NetworkInterfaces: [{ DeviceIndex: 0 }] }),
        refused({ KeyName: 'nobody' }),
        refused({ PrivateIpAddress: '10.0.0.7' }),
        refused({ Placement: { AvailabilityZone: 'us-east-1z' } }),
        refused({ UserData: 'not base64!' }),
        refused({ UserData: Buffer.alloc(16_385).toString('base64') }),
        refused({ InstanceInitiatedShutdownBehavior: 'sleep' as 'stop' }),
      ]),
      [
        'InvalidSubnetID.NotFound',
        'InvalidSubnetID.Malformed',
        'InvalidGroup.NotFound',
        'InvalidGroupId.Malformed',
        'InvalidGroup.NotFound',
        'InvalidParameterCombination',
        'InvalidParameterCombination',
        'InvalidKeyPair.NotFound',
        'InvalidParameterValue',
        'InvalidParameterValue',
        'InvalidUserData.Malformed',
        'InvalidParameterValue',
        'InvalidParameterValue',
      ],
    );
    assert.equal(await count(), before_);
  });

  it('loses its addresses and groups when it has ended', async () => {
    const id = await run();
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    await passTime(cloud, minute);
    const ended = await instance(id);
    assert.deepEqual(
      [ended?.State?.Name, ended?.PublicIpAddress, ended?.PrivateIpAddress, ended?.SubnetId],
      ['terminated', undefined, undefined, undefined],
    );
    assert.deepEqual(ended?.SecurityGroups ?? [], []);
  });

  it('is checked when it runs, and its status is over pages of those that run', async () => {
    const id = await run();
    const statusOf = async (): Promise<unknown[]> => {
      const { InstanceStatuses = [] } = await ec2.send(
        new DescribeInstanceStatusCommand({ InstanceIds: [id] }),
      );
      return InstanceStatuses.map(({ InstanceState, InstanceStatus, SystemStatus }) => [
        ...[InstanceState?.Name, InstanceStatus?.Status, SystemStatus?.Status],
      ]);
    };
    assert.deepEqual(await statusOf(), []);
    await passTime(cloud, 6000);
    assert.deepEqual(await statusOf(), [['running', 'initializing', 'initializing']]);
    await passTime(cloud, minute);
    assert.deepEqual(await statusOf(), [['running', 'ok', 'ok']]);
    for (let number = 0; number < 5; number += 1) await run();
    await passTime(cloud, minute);
    const paged = await collect(
      paginateDescribeInstanceStatus({ client: ec2, pageSize: 5 }, {}),
      (page) => page.InstanceStatuses,
    );
    assert.ok(paged.length > 5 && paged.every(({ InstanceState }) => InstanceState?.Name === 'running'));
    const { InstanceStatuses = [] } = await ec2.send(
      new DescribeInstanceStatusCommand({ IncludeAllInstances: true }),
    );
    assert.ok(InstanceStatuses.length > paged.length);
    assert.match(
      await refusal(ec2.send(new DescribeInstanceStatusCommand({ MaxResults: 4 }))),
      /^InvalidParameterValue/u,
    );
  });

  it('has written nothing to its console while it is pending, and something when it runs', async () => {
    const id = await run();
    const output = async (): Promise<string> => {
      const { Output = '' } = await ec2.send(new GetConsoleOutputCommand({ InstanceId: id }));
      return Buffer.from(Output, 'base64').toString();
    };
    assert.equal(await output(), '');
    await passTime(cloud, minute);
    assert.match(await output(), new RegExp(`instance-id=${id}`, 'u'));
    assert.match(
      await refusal(ec2.send(new GetConsoleOutputCommand({ InstanceId: 'i-00000000' }))),
      /^InvalidInstanceID.NotFound/u,
    );
  });

  it('can be protected, given other groups and told what a shutdown does', async () => {
    const id = await run();
    const GroupId = await makeGroup();
    const modify = (input: Partial<ModifyInstanceAttributeCommandInput>): Promise<unknown> =>
      ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: id, ...input }));
    await modify({ DisableApiTermination: { Value: true } });
    const end = (): Promise<unknown> => ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    assert.match(
      await refusal(end()),
      /^OperationNotPermitted: The instance 'i-[0-9a-f]+' may not be terminated\. Modify its/u,
    );
    await modify({ Groups: [GroupId] });
    assert.deepEqual((await instance(id))?.SecurityGroups, [{ GroupId, GroupName: 'web' }]);
    await modify({ InstanceInitiatedShutdownBehavior: { Value: 'terminate' } });
    assert.match(
      await refusal(modify({ InstanceInitiatedShutdownBehavior: { Value: 'sleep' } })),
      /^InvalidParameterValue/u,
    );
    assert.match(await refusal(modify({ Groups: ['sg-00000000'] })), /^InvalidGroup.NotFound/u);
    await modify({ Attribute: 'disableApiTermination', Value: 'false' });
    await end();
  });
});
