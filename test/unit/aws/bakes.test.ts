import assert from 'node:assert/strict';
import {
  CreateImageCommand,
  CreateKeyPairCommand,
  CreateSecurityGroupCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeKeyPairsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotsCommand,
  type EC2Client,
  RunInstancesCommand,
  type TagSpecification,
} from '@aws-sdk/client-ec2';
import { AwsBakes } from '../../../src/aws/bakes.ts';
import { bakePurpose, bakeTagKeys, type ResourceQuery } from '../../../src/core/bakes/bakeGateway.ts';
import { reasonOf } from '../../../src/core/environments/readError.ts';
import {
  readTestInstanceTags,
  tagsOfTestInstance,
} from '../../../src/core/testInstances/testInstanceTags.ts';
import { launchableImage, passTime, sdkClients } from '../localcloud/clients.ts';
import { type AwsFixture, startAws } from './awsFixture.ts';

const region = 'us-east-1';
/** Of a pair that nobody has. */
const publicKey =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBmbr1BJ1cTGWSbwqqXuYqrZJTJ4QJh1z2kFzRb3W2rF ami-bakery';
const everyBake: ResourceQuery = { bakeId: undefined, temporary: [], brokenOff: [] };

describe('What bakes leave in AWS', function () {
  this.timeout(60_000);
  let aws: AwsFixture;
  let ec2: EC2Client;
  let bakes: AwsBakes;
  let signal: AbortSignal;
  beforeEach(async () => {
    aws = await startAws({ images: 60 });
    ({ ec2 } = sdkClients(aws.cloud));
    bakes = new AwsBakes(aws.clients);
    ({ signal } = new AbortController());
  });
  afterEach(() => aws.end());

  const tagged = (
    ResourceType: 'instance' | 'volume' | 'security-group',
    bakeId: string,
  ): TagSpecification => ({
    ResourceType,
    Tags: [
      { Key: bakeTagKeys.purpose, Value: bakePurpose },
      { Key: bakeTagKeys.bake, Value: bakeId },
    ],
  });
  /** What Packer 1.6.6 makes: only the instance and its volume have tags. */
  const begin = async (
    bakeId: string,
  ): Promise<{ instanceId: string; keyPairName: string; securityGroupName: string }> => {
    const keyPairName = `packer_${bakeId}`;
    const securityGroupName = `packer_${bakeId}0`;
    await ec2.send(new CreateKeyPairCommand({ KeyName: keyPairName }));
    const { GroupId = '' } = await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: securityGroupName,
        Description: 'Temporary group for Packer',
      }),
    );
    const { Instances: [instance] = [] } = await ec2.send(
      new RunInstancesCommand({
        ImageId: await launchableImage(ec2),
        InstanceType: 't3.small',
        MinCount: 1,
        MaxCount: 1,
        KeyName: keyPairName,
        SecurityGroupIds: [GroupId],
        TagSpecifications: [tagged('instance', bakeId), tagged('volume', bakeId)],
      }),
    );
    return { instanceId: instance?.InstanceId ?? '', keyPairName, securityGroupName };
  };
  const find = async (query: ResourceQuery): Promise<string[]> =>
    (await bakes.findResources(aws.environment, region, query, signal)).map(
      ({ kind, id }) => `${kind} ${id}`,
    );
  const aliveInstances = async (): Promise<string[]> => {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
    return Reservations.flatMap(({ Instances = [] }) => Instances)
      .filter(({ State }) => !['terminated', 'shutting-down'].includes(State?.Name ?? ''))
      .map(({ InstanceId = '' }) => InstanceId);
  };

  it('is found by the id of the bake, and what has no tags by the names that Packer has said', async () => {
    const mine = await begin('aaaa');
    await begin('bbbb');
    const { SecurityGroups: [group] = [] } = await ec2.send(
      new DescribeSecurityGroupsCommand({
        Filters: [{ Name: 'group-name', Values: [mine.securityGroupName] }],
      }),
    );
    assert.deepEqual(await find({ bakeId: 'aaaa', temporary: [], brokenOff: [] }), [
      `instance ${mine.instanceId}`,
    ]);
    assert.deepEqual(await find({ bakeId: 'aaaa', temporary: [mine], brokenOff: [] }), [
      `instance ${mine.instanceId}`,
      `securityGroup ${group?.GroupId}`,
      `keyPair ${mine.keyPairName}`,
    ]);
    assert.equal((await find(everyBake)).length, 2);
  });

  it('is kept where that is wanted, as an instance to test on that is still found with the bake', async () => {
    const mine = await begin('aaaa');
    const instance = { bakeId: 'aaaa', instanceId: mine.instanceId };
    const expiresAt = Date.parse('2026-11-27T12:00:00Z');
    const session = { machine: 'machine', id: 'session' };
    const tags = tagsOfTestInstance({ owner: 'me', expiresAt, session });
    await bakes.tagInstance(aws.environment, region, instance, tags, signal);
    const read = await bakes.readInstanceTags(aws.environment, region, instance, signal);
    assert.deepEqual(readTestInstanceTags(read), { owner: 'me', expiresAt, session });
    assert.deepEqual(await find({ bakeId: 'aaaa', temporary: [], brokenOff: [] }), [
      `instance ${mine.instanceId}`,
    ]);
    assert.deepEqual(await find(everyBake), [], 'nobody takes it for one that was forgotten');
  });

  it('is not tagged, nor made an image of, when it is of another bake', async () => {
    const other = await begin('bbbb');
    const instance = { bakeId: 'aaaa', instanceId: other.instanceId };
    const notOfIt = /The tags of i-\w+ do not say that it is of this bake\./u;
    const tags = [{ key: 'Owner', value: 'me' }];
    await assert.rejects(bakes.tagInstance(aws.environment, region, instance, tags, signal), notOfIt);
    const request = { ...instance, name: 'mine', description: '', tags };
    await assert.rejects(bakes.makeImage(aws.environment, region, request, signal), notOfIt);
    assert.ok((await aliveInstances()).includes(other.instanceId));
  });

  it('has a key pair of ours that goes with the bake', async () => {
    const key = { bakeId: 'aaaa', name: 'packer_aaaa', publicKey };
    await bakes.importKey(aws.environment, region, key, signal);
    const query = { bakeId: 'aaaa', temporary: [], brokenOff: [] };
    assert.deepEqual(await find(query), ['keyPair packer_aaaa']);
    await bakes.removeResources(aws.environment, region, query, ['packer_aaaa'], signal);
    assert.deepEqual(await find(query), []);
  });

  it('becomes an image with tags, as its snapshots do, and is stopped', async () => {
    const mine = await begin('aaaa');
    await passTime(aws.cloud, 120_000);
    const tags = [{ key: 'Service', value: 'web' }];
    const request = {
      bakeId: 'aaaa',
      instanceId: mine.instanceId,
      name: 'mine',
      description: 'by hand',
      tags,
    };
    // AWS takes minutes for it.
    const clock = setInterval(() => {
      passTime(aws.cloud, 60_000).catch(() => undefined);
    }, 500);
    const imageId = await bakes.makeImage(aws.environment, region, request, signal).finally(() => {
      clearInterval(clock);
    });
    const { Images: [image] = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }));
    assert.equal(image?.State, 'available');
    assert.deepEqual(image.Tags, [{ Key: 'Service', Value: 'web' }]);
    const SnapshotIds = image.BlockDeviceMappings?.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []) ?? [];
    const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ SnapshotIds }));
    assert.deepEqual(
      Snapshots.map(({ Tags }) => Tags),
      SnapshotIds.map(() => [{ Key: 'Service', Value: 'web' }]),
    );
    assert.ok((await aliveInstances()).includes(mine.instanceId));
  });

  it('is deleted with all that belongs to it, and nothing of another bake', async () => {
    const mine = await begin('aaaa');
    const other = await begin('bbbb');
    const query = { bakeId: 'aaaa', temporary: [mine], brokenOff: [] };
    const found = await bakes.findResources(aws.environment, region, query, signal);
    const ids = [...found.map(({ id }) => id), other.instanceId, other.keyPairName];
    const removals = await bakes.removeResources(aws.environment, region, query, ids, signal);
    assert.deepEqual(
      removals.map(({ trouble }) => trouble),
      [undefined, undefined, undefined],
    );
    assert.deepEqual(await find(query), []);
    assert.ok((await aliveInstances()).includes(other.instanceId));
    const { KeyPairs = [] } = await ec2.send(new DescribeKeyPairsCommand({}));
    const names = KeyPairs.map(({ KeyName }) => KeyName);
    assert.ok(names.includes(other.keyPairName) && !names.includes(mine.keyPairName));
  });

  it('is never an instance, group or key of somebody else, whatever a bake has printed', async () => {
    const { KeyPairs: [key] = [] } = await ec2.send(new DescribeKeyPairsCommand({}));
    const { Instances: [instance] = [] } = await ec2.send(
      new RunInstancesCommand({
        ImageId: await launchableImage(ec2),
        MinCount: 1,
        MaxCount: 1,
        KeyName: key?.KeyName,
      }),
    );
    const stranger = instance?.InstanceId ?? '';
    const lies = { instanceId: stranger, keyPairName: key?.KeyName ?? '', securityGroupName: 'default' };
    const query = { bakeId: 'cccc', temporary: [lies], brokenOff: [stranger] };
    const ids = [stranger, lies.keyPairName, 'default'];
    await bakes.removeResources(aws.environment, region, query, ids, signal);
    const after = await aliveInstances();
    assert.ok(after.includes(stranger));
    const { KeyPairs = [] } = await ec2.send(new DescribeKeyPairsCommand({}));
    assert.ok(KeyPairs.some(({ KeyName }) => KeyName === key?.KeyName));
  });

  it('is the image that Packer has forgotten, with its snapshots, and never one that is finished', async () => {
    const mine = await begin('aaaa');
    await passTime(aws.cloud, 60_000);
    const make = async (Name: string, Tags: { Key: string; Value: string }[]): Promise<string> => {
      const { ImageId = '' } = await ec2.send(
        new CreateImageCommand({
          InstanceId: mine.instanceId,
          Name,
          ...(Tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: 'image', Tags }] }),
        }),
      );
      return ImageId;
    };
    const finished = await make('finished', [{ Key: 'Service', Value: 'web' }]);
    const forgotten = await make('forgotten', []);
    const query = { bakeId: 'none', temporary: [], brokenOff: [mine.instanceId] };
    const found = await bakes.findResources(aws.environment, region, query, signal);
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ['image', 'snapshot'],
    );
    assert.equal(found[0]?.id, forgotten);
    const ids = [...found.map(({ id }) => id), finished];
    const removals = await bakes.removeResources(aws.environment, region, query, ids, signal);
    assert.deepEqual(
      removals.map(({ trouble }) => trouble),
      [undefined, undefined],
    );
    const { Images = [] } = await ec2.send(
      new DescribeImagesCommand({ Owners: ['self'], Filters: [{ Name: 'name', Values: ['f*'] }] }),
    );
    assert.deepEqual(
      Images.map(({ Name }) => Name),
      ['finished'],
    );
  });

  it('stays, in the words of AWS, where that refuses', async () => {
    const mine = await begin('aaaa');
    await aws.control.script({ kind: 'accessDenied', action: 'DeleteKeyPair' });
    const query = { bakeId: 'aaaa', temporary: [mine], brokenOff: [] };
    const removals = await bakes.removeResources(aws.environment, region, query, [mine.keyPairName], signal);
    assert.equal(removals.length, 1);
    assert.match(removals[0]?.trouble ?? '', /DeleteKeyPair|not authorized/u);
  });

  it('is looked for in no other account than the environment says', async () => {
    const environment = { ...aws.environment, accountId: '999999999999' };
    await assert.rejects(bakes.findResources(environment, region, everyBake, signal), (thrown) => {
      assert.notEqual(reasonOf(thrown), undefined);
      return true;
    });
    await assert.rejects(bakes.readSession(environment, region, signal));
  });

  it('is made with the keys of the environment', async () => {
    const session = await bakes.readSession(aws.environment, region, signal);
    const [profile] = aws.cloud.profiles;
    assert.equal(session.accessKeyId, profile?.accessKeyId);
    assert.equal(session.secretAccessKey, profile?.secretAccessKey);
    assert.equal(session.expiresAt, undefined);
  });
});
