import assert from 'node:assert/strict';
import { request } from 'node:http';
import { DescribeImagesCommand, DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { sdkClients } from './clients.ts';

const requests = z.array(
  z.looseObject({ action: z.string(), account: z.string(), region: z.string(), status: z.number() }),
);

describe('The control port', () => {
  let cloud: LocalCloud;
  before(async () => {
    cloud = await startLocalCloud({ images: 12 });
  });
  after(() => cloud.close());

  const send = async (
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; content: unknown }> => {
    const answer = await fetch(`${cloud.control}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, content: await answer.json() };
  };

  it('tells what there is', async () => {
    const { content } = await send('GET', '/');
    const { counts } = z
      .looseObject({ counts: z.array(z.looseObject({ images: z.number() })) })
      .parse(content);
    assert.equal(
      counts.reduce((sum, { images }) => sum + images, 0),
      12,
    );
  });

  it('tells which calls were made, by whom and how they ended', async () => {
    await send('DELETE', '/requests');
    await sdkClients(cloud, { profile: 'prod', region: 'eu-west-1' }).ec2.send(new DescribeImagesCommand({}));
    const [call] = requests.parse((await send('GET', '/requests')).content);
    assert.ok(call);
    assert.deepEqual(
      [call.action, call.account, call.region, call.status],
      ['DescribeImages', '333333333333', 'eu-west-1', 200],
    );
  });

  it('lets chosen calls fail as AWS fails, as often as is said', async () => {
    await send('POST', '/faults', {
      kind: 'error',
      action: 'DescribeImages',
      region: 'us-east-1',
      times: 1,
      skip: 1,
      code: 'RequestLimitExceeded',
      message: 'Request limit exceeded.',
      status: 503,
    });
    const { ec2 } = sdkClients(cloud);
    const { ec2: elsewhere } = sdkClients(cloud, { region: 'eu-west-1' });
    await ec2.send(new DescribeRegionsCommand({}));
    await elsewhere.send(new DescribeImagesCommand({}));
    await ec2.send(new DescribeImagesCommand({}));
    await assert.rejects(ec2.send(new DescribeImagesCommand({})), { name: 'RequestLimitExceeded' });
    await ec2.send(new DescribeImagesCommand({}));
  });

  it('sets the clock of the world', async () => {
    await send('POST', '/clock', { now: '2030-01-01T00:00:00Z' });
    const { now } = z.looseObject({ now: z.string() }).parse((await send('GET', '/')).content);
    assert.match(now, /^2030-01-01T00:00:0/u);
  });

  it('says what it cannot understand', async () => {
    for (const [path, body] of [
      ['/faults', { kind: 'flood' }],
      ['/clock', {}],
    ] as const) {
      assert.equal((await send('POST', path, body)).status, 400);
    }
    assert.equal((await send('GET', '/nothing')).status, 404);
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
            assert.match(await answer.text(), /<Code>\w+<\/Code>/u);
          }
        }
      }
    } finally {
      await cloud.close();
    }
  });
});
