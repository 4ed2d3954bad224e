import assert from 'node:assert/strict';
import { request } from 'node:http';
import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeImagesCommand,
  DescribeRegionsCommand,
} from '@aws-sdk/client-ec2';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import * as z from 'zod/mini';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { sdkClients } from './clients.ts';
import { ControlPort } from './controlPort.ts';

describe('The control port', () => {
  let cloud: LocalCloud;
  let control: ControlPort;
  before(async () => {
    cloud = await startLocalCloud({ images: 12 });
    control = new ControlPort(cloud);
  });
  after(() => cloud.close());

  it('tells what there is', async () => {
    const { content } = await control.send('GET', '/');
    const { counts } = z
      .looseObject({ counts: z.array(z.looseObject({ account: z.string(), images: z.number() })) })
      .parse(content);
    const own = counts.filter(({ account }) => cloud.profiles.some((profile) => profile.account === account));
    assert.equal(
      own.reduce((sum, { images }) => sum + images, 0),
      12,
    );
  });

  it('tells which calls were made, by whom and how they ended', async () => {
    await control.forgetRequests();
    await sdkClients(cloud, { profile: 'prod', region: 'eu-west-1' }).ec2.send(new DescribeImagesCommand({}));
    const [call] = await control.requests();
    assert.ok(call);
    assert.deepEqual(
      [call.action, call.account, call.region, call.status],
      ['DescribeImages', '333333333333', 'eu-west-1', 200],
    );
  });

  it('tells what calls asked for that may change something, without secrets', async () => {
    await control.forgetRequests();
    const { ec2, sts } = sdkClients(cloud);
    const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }));
    const resources = [Images[0]?.ImageId ?? ''];
    const tags = [{ Key: 'Note', Value: '<b>über</b>' }];
    await ec2.send(new CreateTagsCommand({ Resources: resources, Tags: tags }));
    await assert.rejects(
      ec2.send(new DeleteTagsCommand({ Resources: resources, Tags: tags, DryRun: true })),
      { name: 'DryRunOperation' },
    );
    const role = { RoleArn: 'arn:aws:iam::333333333333:role/reader', RoleSessionName: 'me' };
    await sts.send(new AssumeRoleCommand({ ...role, TokenCode: '123456' }));
    assert.deepEqual(
      (await control.requests()).map(({ action, parameters }) => [action, parameters]),
      [
        ['DescribeImages', undefined],
        ['CreateTags', { Resources: resources, Tags: tags }],
        ['DeleteTags', { Resources: resources, Tags: tags, DryRun: true }],
        ['AssumeRole', { ...role, TokenCode: '[redacted]' }],
      ],
    );
  });

  it('lets chosen calls fail as AWS fails, as often as is said', async () => {
    const fault = {
      kind: 'error',
      action: 'DescribeImages',
      region: 'us-east-1',
      times: 1,
      skip: 1,
      code: 'RequestLimitExceeded',
      message: 'Request limit exceeded.',
      status: 503,
    };
    await control.script(fault);
    assert.deepEqual(await control.faults(), [{ ...fault, happened: 0 }]);
    const { ec2 } = sdkClients(cloud);
    const { ec2: elsewhere } = sdkClients(cloud, { region: 'eu-west-1' });
    await ec2.send(new DescribeRegionsCommand({}));
    await elsewhere.send(new DescribeImagesCommand({}));
    await ec2.send(new DescribeImagesCommand({}));
    await assert.rejects(ec2.send(new DescribeImagesCommand({})), { name: 'RequestLimitExceeded' });
    await ec2.send(new DescribeImagesCommand({}));
    assert.deepEqual(await control.faults(), [{ ...fault, happened: 1 }]);
    await control.script();
    assert.deepEqual(await control.faults(), []);
  });

  it('sets the clock of the world', async () => {
    await control.setClock(new Date('2030-01-01T00:00:00Z'));
    const { now } = z.looseObject({ now: z.string() }).parse((await control.send('GET', '/')).content);
    assert.match(now, /^2030-01-01T00:00:0/u);
  });

  describe('says which field of a fault it cannot understand, and why:', () => {
    const cases: readonly (readonly [body: string, complaint: RegExp])[] = [
      ['{"kind":', /^The body is not JSON: /u],
      ['[]', /expected object/u],
      ['{}', /'delay' \| 'error' \| 'throttle' .*→ at kind/su],
      ['{"kind":"flood"}', /'delay' \| 'error' \| 'throttle' .*→ at kind/su],
      ['{"kind":"delay"}', /expected number.*→ at milliseconds/su],
      ['{"kind":"delay","milliseconds":-1}', />=0.*→ at milliseconds/su],
      ['{"kind":"reset","probability":0.5,"colour":"red"}', /"probability", "colour"/u],
      ['{"kind":"reset","milliseconds":5}', /"milliseconds"/u],
      ['{"kind":"reset","times":0}', />0.*→ at times/su],
      ['{"kind":"reset","skip":"1"}', /expected number.*→ at skip/su],
      ['{"kind":"error","status":200}', />=400.*→ at status/su],
      ['{"kind":"serverError","status":501}', /→ at status/u],
      ['{"kind":"reset","action":"DescribeImagse"}', /^action: There is no "DescribeImagse" in any service/u],
      ['{"kind":"reset","service":"ec2","action":"AssumeRole"}', /^action: There is no "AssumeRole" in ec2/u],
      [
        '{"kind":"reset","action":"RebootInstances"}',
        /^action: The local cloud does not implement RebootInstances/u,
      ],
      ['{"kind":"reset","service":"s3"}', /^service: There is no "s3", only ec2, /u],
      ['{"kind":"reset","account":"1"}', /^account: There is no "1", only 111111111111, /u],
      ['{"kind":"reset","region":"mars-1"}', /^region: There is no "mars-1", only us-east-1, /u],
      ['{"kind":"throttle","capacity":5}', /^refillPerSecond: /u],
      ['{"kind":"throttle","refillPerSecond":5}', /^capacity: /u],
      ['{"kind":"throttle","service":"sts"}', /^capacity: AWS publishes no buckets of sts/u],
      ['{"kind":"throttle","action":"GetParameters"}', /^capacity: AWS publishes no buckets of ssm/u],
      ['{"kind":"eventualConsistency"}', /→ at reads/u],
      [
        '{"kind":"eventualConsistency","reads":1,"action":"DescribeImages"}',
        /^action: DescribeImages changes/u,
      ],
    ];
    for (const [body, complaint] of cases) {
      it(body, async () => {
        await control.script();
        assert.match(await control.complaintAbout(body), complaint);
        assert.deepEqual(await control.faults(), []);
      });
    }
  });

  it('says what else it cannot understand', async () => {
    assert.equal((await control.send('POST', '/clock', '{}')).status, 400);
    assert.equal((await control.send('POST', '/clock', 'noon')).status, 400);
    assert.equal((await control.send('GET', '/nothing')).status, 404);
  });

  it('like the endpoint, answers only to 127.0.0.1 and localhost', async () => {
    const statusFor = (address: string, host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request(address, { headers: { host } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        })
          .on('error', reject)
          .end();
      });
    for (const address of [cloud.control, cloud.endpoint]) {
      assert.equal(await statusFor(address, 'attacker.example'), 403);
    }
    assert.equal(await statusFor(cloud.control, 'localhost:1'), 200);
  });
});

describe('The endpoint', () => {
  it('never answers 500, whatever is sent to it', async () => {
    const cloud = await startLocalCloud({ images: 0 });
    try {
      const bodies = [
        '',
        'Action',
        'Action=Nothing',
        'Action=DescribeImages&Filter.1.Name=',
        '%',
        '{"a":1}',
        '\u0000',
      ];
      const authorizations = [undefined, 'AWS4-HMAC-SHA256 x', 'Basic eDp5'];
      for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
        for (const body of bodies) {
          for (const authorization of authorizations) {
            const answer = await fetch(cloud.endpoint, {
              method,
              ...(method === 'GET' ? {} : { body }),
              ...(authorization === undefined ? {} : { headers: { authorization } }),
            });
            assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status}`);
            const isServed = method === 'GET' || method === 'POST';
            assert.match(
              await answer.text(),
              isServed ? /<Code>\w+<\/Code>/u : /^Requests to this service are/u,
            );
          }
        }
      }
    } finally {
      await cloud.close();
    }
  });
});
