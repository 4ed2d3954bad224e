import assert from 'node:assert/strict';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateTagsCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVolumesCommand,
  type EC2Client,
  type Instance,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import { AwsTestInstances } from '../../../src/aws/testInstances.ts';
import { reasonOf } from '../../../src/core/environments/readError.ts';
import { isCancellation } from '../../../src/core/outcome/outcome.ts';
import { expiryInUserData } from '../../../src/core/testInstances/expiryUserData.ts';
import { launchRequest, type LaunchRequest } from '../../../src/core/testInstances/launchRequest.ts';
import type { TestInstance } from '../../../src/core/testInstances/testInstance.ts';
import { choices } from '../core/testInstances/builders.ts';
import { launchableImage, passTime, sdkClients } from '../localcloud/clients.ts';
import { type AwsFixture, startAws } from './awsFixture.ts';

const region = 'us-east-1';
const publicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICMK4hCkfs+mZgAaYJPNC6Af1zPcC2uUUL7sR95EOJXA me';

describe('Test instances in AWS', function () {
  this.timeout(60_000);
  let aws: AwsFixture;
  let ec2: EC2Client;
  let instances: AwsTestInstances;
  let imageId: string;
  let signal: AbortSignal;
  beforeEach(async () => {
    aws = await startAws({ images: 60 });
    ({ ec2 } = sdkClients(aws.cloud));
    instances = new AwsTestInstances(aws.clients, Date.now, { between: 50, atMost: 20_000 });
    ({ signal } = new AbortController());
    imageId = (await launchableImage(ec2)) ?? '';
  });
  afterEach(() => aws.end());

  const request = async (differences: Parameters<typeof choices>[0] = {}): Promise<LaunchRequest> => {
    const [subnet] = await instances.readSubnets(aws.environment, region, signal);
    assert.ok(subnet);
    const image = { id: imageId, architecture: 'x86_64' };
    return launchRequest(choices({ image, subnet, ...differences }), Date.now);
  };
  const launch = async (differences: Parameters<typeof choices>[0] = {}): Promise<TestInstance> =>
    instances.launch(aws.environment, region, await request(differences), signal);
  /** As another client sees them. */
  const inAws = async (): Promise<Instance[]> => {
    const filter = { Name: 'tag:ami-bakery:purpose', Values: ['*'] };
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters: [filter] }));
    return Reservations.flatMap(({ Instances = [] }) => Instances);
  };
  const groupsInAws = async (): Promise<SecurityGroup[]> => {
    const filter = { Name: 'tag:ami-bakery:purpose', Values: ['*'] };
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters: [filter] }));
    return SecurityGroups;
  };
  const thrownBy = async (work: Promise<unknown>): Promise<Error> => {
    try {
      await work;
    } catch (thrown) {
      if (thrown instanceof Error) return thrown;
    }
    return assert.fail('did not fail');
  };
  /** Lets the world go on, as time would. */
  const goOn = (): Promise<void> => passTime(aws.cloud, 60_000);
  /** For what is waited for; when it fails, that never comes. */
  const goOnMeanwhile = (): void => {
    goOn().catch(() => undefined);
  };
  const terminate = (instanceId: string, owner = 'alice'): ReturnType<AwsTestInstances['terminate']> => {
    const ended = instances.terminate(aws.environment, region, instanceId, owner, signal);
    const timer = setInterval(goOnMeanwhile, 200);
    return ended.finally(() => {
      clearInterval(timer);
    });
  };

  it('offers the default subnets first, with zones and names, and key pairs by name', async () => {
    const subnets = await instances.readSubnets(aws.environment, region, signal);
    assert.deepEqual(
      subnets.map(({ availabilityZone, isDefault, isPublic, name }) => [
        ...[availabilityZone, isDefault, isPublic, name],
      ]),
      [
        ['us-east-1a', true, true, undefined],
        ['us-east-1b', true, true, undefined],
        ['us-east-1c', true, true, undefined],
        ['us-east-1b', false, false, 'private-dev'],
      ],
    );
    assert.deepEqual(
      (await instances.readKeyPairs(aws.environment, region, signal)).map(({ name, type }) => [name, type]),
      [
        ['deploy-dev', 'ed25519'],
        ['operations-dev', 'ed25519'],
      ],
    );
  });

  it('launches one that ends by itself, which nobody else reaches', async () => {
    const wanted = await request({ access: { kind: 'key-pair', name: 'deploy-dev' } });
    const launched = await instances.launch(aws.environment, region, wanted, signal);
    const [made, ...others] = await inAws();
    assert.deepEqual(others, []);
    assert.deepEqual(
      [made?.InstanceId, made?.ImageId, made?.SubnetId, made?.KeyName, made?.ClientToken],
      [launched.instanceId, imageId, wanted.subnetId, 'deploy-dev', 'token-1'],
    );
    assert.deepEqual(
      [made?.MetadataOptions?.HttpTokens, made?.MetadataOptions?.HttpPutResponseHopLimit],
      ['required', 1],
    );
    const attribute = async (
      Attribute: 'userData' | 'instanceInitiatedShutdownBehavior',
    ): Promise<string> => {
      const answer = await ec2.send(
        new DescribeInstanceAttributeCommand({ InstanceId: launched.instanceId, Attribute }),
      );
      return (answer.UserData ?? answer.InstanceInitiatedShutdownBehavior)?.Value ?? '';
    };
    assert.equal(await attribute('instanceInitiatedShutdownBehavior'), 'terminate');
    const userData = Buffer.from(await attribute('userData'), 'base64').toString();
    assert.equal(expiryInUserData(userData), wanted.expiresAt);
    assert.deepEqual(launched.tags, {
      owner: 'alice',
      expiresAt: wanted.expiresAt,
      session: { machine: 'machine-1', id: 'session-1' },
    });
    const { Volumes = [] } = await ec2.send(
      new DescribeVolumesCommand({ Filters: [{ Name: 'tag:ami-bakery:owner', Values: ['alice'] }] }),
    );
    assert.equal(Volumes.length, 1);
    const [group] = await groupsInAws();
    assert.deepEqual(launched.securityGroupIds, [group?.GroupId]);
    assert.deepEqual(
      group?.IpPermissions?.map(({ FromPort, IpRanges, Ipv6Ranges, ToPort }) => [
        ...[FromPort, ToPort, IpRanges, Ipv6Ranges],
      ]),
      [[22, 22, [{ CidrIp: '192.0.2.7/32' }], []]],
    );
  });

  it('lets in an IPv6 address alone', async () => {
    await launch({ address: '2001:db8::7' });
    const [group] = await groupsInAws();
    assert.deepEqual(group?.IpPermissions?.[0]?.Ipv6Ranges, [{ CidrIpv6: '2001:db8::7/128' }]);
    assert.deepEqual(group.IpPermissions[0].IpRanges ?? [], []);
  });

  it('uses a security group again, but not one that somebody opened wider', async () => {
    const first = await launch();
    const second = await launch({ token: 'token-2' });
    assert.deepEqual(second.securityGroupIds, first.securityGroupIds);
    const open = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    const [GroupId] = first.securityGroupIds;
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [open] }));
    const third = await launch({ token: 'token-3' });
    assert.notDeepEqual(third.securityGroupIds, first.securityGroupIds);
    const other = await launch({ token: 'token-4', address: '192.0.2.8' });
    assert.notDeepEqual(other.securityGroupIds, third.securityGroupIds);
  });

  it('waits until one runs, and says each state on the way', async () => {
    const { instanceId } = await launch();
    const states: string[] = [];
    const running = await instances.waitUntilRunning(
      aws.environment,
      region,
      instanceId,
      (state) => {
        if (states.at(-1) !== state) states.push(state);
        if (states.length === 1) goOnMeanwhile();
      },
      signal,
    );
    assert.deepEqual(states, ['pending', 'running']);
    assert.ok(running.publicAddress !== undefined && running.privateAddress !== undefined);
    await goOn();
    const output = await instances.readConsoleOutput(aws.environment, region, instanceId, signal);
    assert.match(output, new RegExp(instanceId, 'u'));
  });

  it('stops waiting when a person does not go on, and when the instance ends instead', async () => {
    const { instanceId } = await launch();
    const controller = new AbortController();
    const wait = (stop: AbortSignal): Promise<unknown> =>
      instances.waitUntilRunning(aws.environment, region, instanceId, () => undefined, stop);
    const waiting = thrownBy(wait(controller.signal));
    controller.abort();
    assert.ok(isCancellation(await waiting));
    await terminate(instanceId);
    assert.match(
      String(await thrownBy(wait(signal))),
      /i-[0-9a-f]+ is terminated: Client\.UserInitiatedShutdown/u,
    );
  });

  it('sends a key by EC2 Instance Connect, and says in AWS’s words why it could not', async () => {
    const { instanceId } = await launch();
    const send = (id: string): Promise<void> =>
      instances.sendSshKey(aws.environment, region, { instanceId: id, user: 'admin', publicKey }, signal);
    assert.match(
      String(await thrownBy(send(instanceId))),
      /instance is in the state pending \(EC2InstanceStateInvalidException\)/u,
    );
    await goOn();
    await send(instanceId);
    assert.equal(reasonOf(await thrownBy(send('i-00000000'))), 'not-found');
  });

  it('reads those of everybody, and names those whose tags were changed', async () => {
    const mine = await launch();
    const others = await launch({ token: 'token-2', owner: 'bob', address: '192.0.2.8' });
    await ec2.send(
      new CreateTagsCommand({
        Resources: [others.instanceId],
        Tags: [{ Key: 'ami-bakery:expires', Value: 'never' }],
      }),
    );
    const reading = await instances.readTestInstances(aws.environment, region, signal);
    assert.deepEqual(
      reading.instances.map(({ instanceId }) => instanceId),
      [mine.instanceId],
    );
    assert.equal(reading.unreadable.length, 1);
    assert.match(reading.unreadable[0] ?? '', new RegExp(others.instanceId, 'u'));
  });

  describe('are ended', () => {
    it('together with their security group when nothing else uses it', async () => {
      const first = await launch();
      const second = await launch({ token: 'token-2' });
      const kept = await terminate(first.instanceId);
      assert.deepEqual([kept.state, kept.deletedGroups], ['terminated', []]);
      assert.match(kept.keptGroups[0]?.reason ?? '', /has a dependent object \(DependencyViolation\)/u);
      const gone = await terminate(second.instanceId);
      assert.deepEqual([gone.deletedGroups, gone.keptGroups], [first.securityGroupIds, []]);
      assert.deepEqual(await groupsInAws(), []);
    });

    it('not when the tags have changed since they were listed', async () => {
      const { instanceId } = await launch();
      await ec2.send(
        new CreateTagsCommand({
          Resources: [instanceId],
          Tags: [{ Key: 'ami-bakery:purpose', Value: 'production' }],
        }),
      );
      assert.match(
        String(await thrownBy(terminate(instanceId))),
        /was not ended: its tags are not those of a test instance/u,
      );
      await goOn();
      assert.deepEqual(
        (await inAws()).map(({ State }) => State?.Name),
        ['running'],
      );
    });

    it('not when they are not ours, nor somebody else’s before they have expired', async () => {
      const { Instances: [foreign] = [] } = await ec2.send(
        new RunInstancesCommand({ ImageId: imageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 }),
      );
      assert.match(String(await thrownBy(terminate(foreign?.InstanceId ?? ''))), /was not ended/u);
      const bobs = await launch({ owner: 'bob' });
      assert.match(
        String(await thrownBy(terminate(bobs.instanceId))),
        /bob launched it, and it has not expired/u,
      );
      const later = new AwsTestInstances(aws.clients, () => bobs.tags.expiresAt, {
        between: 50,
        atMost: 20_000,
      });
      const ended = later.terminate(aws.environment, region, bobs.instanceId, 'alice', signal);
      while ((await inAws())[0]?.State?.Name !== 'shutting-down') await new Promise(setImmediate);
      await goOn();
      assert.equal((await ended).state, 'terminated');
    });

    it('and security groups that were not made by us stay', async () => {
      const { instanceId } = await launch();
      const { SecurityGroups: [own] = [] } = await ec2.send(
        new DescribeSecurityGroupsCommand({ GroupNames: ['default'] }),
      );
      await ec2.send(
        new ModifyInstanceAttributeCommand({ InstanceId: instanceId, Groups: [own?.GroupId ?? ''] }),
      );
      const report = await terminate(instanceId);
      assert.deepEqual([report.deletedGroups, report.keptGroups], [[], []]);
      const swept = await instances.deleteUnusedGroups(aws.environment, region, 'alice', signal);
      assert.equal(swept.deletedGroups.length, 1);
      assert.deepEqual(await groupsInAws(), []);
    });
  });

  describe('when something goes wrong', () => {
    it('are launched once though the answer is lost, and once though it always is', async () => {
      await aws.control.script({ kind: 'lostResponse', action: 'RunInstances', times: 1 });
      const first = await launch();
      assert.deepEqual(
        (await inAws()).map(({ InstanceId }) => InstanceId),
        [first.instanceId],
      );
      await aws.control.script({ kind: 'lostResponse', action: 'RunInstances' });
      const second = await launch({ token: 'token-2' });
      assert.deepEqual(
        (await inAws()).map(({ InstanceId }) => InstanceId).sort(),
        [first.instanceId, second.instanceId].sort(),
      );
    });

    it('have one security group though the answers about it are lost', async () => {
      await aws.control.script(
        { kind: 'lostResponse', action: 'CreateSecurityGroup', times: 1 },
        { kind: 'lostResponse', action: 'AuthorizeSecurityGroupIngress', times: 1 },
      );
      const launched = await launch();
      assert.deepEqual(
        (await groupsInAws()).map(({ GroupId }) => GroupId),
        launched.securityGroupIds,
      );
    });

    it('are launched though EC2 throttles, and though it shows what was made late', async () => {
      const throttled = { kind: 'error', code: 'RequestLimitExceeded', status: 503, times: 1 };
      await aws.control.script(
        { ...throttled, action: 'RunInstances' },
        { kind: 'eventualConsistency', action: 'CreateSecurityGroup', reads: 1 },
      );
      await launch();
      assert.equal((await inAws()).length, 1);
    });

    it('leave nothing when launching is denied, and say so in AWS’s words', async () => {
      for (const action of ['AuthorizeSecurityGroupIngress', 'RunInstances']) {
        await aws.control.script({ kind: 'accessDenied', action });
        const thrown = await thrownBy(launch());
        assert.equal(reasonOf(thrown), 'access-denied');
        assert.match(thrown.message, new RegExp(`not authorized to perform: ec2:${action}`, 'u'));
        assert.doesNotMatch(thrown.message, /left behind/u);
        assert.deepEqual([await inAws(), await groupsInAws()], [[], []]);
      }
    });

    it('name the security group that could not be taken back', async () => {
      await aws.control.script(
        { kind: 'accessDenied', action: 'RunInstances' },
        { kind: 'accessDenied', action: 'DeleteSecurityGroup' },
      );
      const thrown = await thrownBy(launch());
      const [group] = await groupsInAws();
      assert.equal(reasonOf(thrown), 'access-denied');
      assert.match(
        thrown.message,
        new RegExp(
          `ec2:RunInstances .* ${group?.GroupId} in us-east-1 is left behind.* ec2:DeleteSecurityGroup`,
          'u',
        ),
      );
    });

    it('leave nothing when a person does not go on before the instance is asked for', async () => {
      const wanted = await request();
      const controller = new AbortController();
      await aws.control.script({ kind: 'delay', action: 'AuthorizeSecurityGroupIngress', milliseconds: 300 });
      const launching = thrownBy(instances.launch(aws.environment, region, wanted, controller.signal));
      while ((await groupsInAws()).length === 0) await new Promise(setImmediate);
      controller.abort();
      assert.ok(isCancellation(await launching));
      assert.deepEqual([await inAws(), await groupsInAws()], [[], []]);
    });

    it('are not launched in another account than the environment names', async () => {
      const wanted = await request();
      const other = { ...aws.environment, accountId: '999999999999' };
      assert.equal(
        reasonOf(await thrownBy(instances.launch(other, region, wanted, signal))),
        'wrong-account',
      );
      assert.deepEqual(await groupsInAws(), []);
    });

    it('say that it is not known whether there is one, and what to look for', async () => {
      await aws.control.script(
        { kind: 'reset', action: 'RunInstances' },
        { kind: 'reset', action: 'DescribeInstances' },
      );
      const thrown = await thrownBy(launch());
      assert.equal(reasonOf(thrown), 'unreachable');
      assert.match(
        thrown.message,
        /is not known.* client token is token-1, and it ends by itself at \d{4}-/u,
      );
    });

    it('are named as not there when the key pair or the subnet is gone', async () => {
      const thrown = await thrownBy(launch({ access: { kind: 'key-pair', name: 'nobody' } }));
      assert.equal(reasonOf(thrown), 'not-found');
      assert.match(thrown.message, /The key pair 'nobody' does not exist \(InvalidKeyPair\.NotFound\)/u);
      assert.deepEqual(await groupsInAws(), []);
    });
  });
});
