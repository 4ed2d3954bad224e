import assert from 'node:assert/strict';
import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeImagesCommand, DescribeRegionsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { HttpRequest } from '@smithy/core/protocols';
import type { MetadataBearer, Pluggable } from '@smithy/types';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { refusal, sdkClients } from './clients.ts';

/** Changes the requests of a client before or after they are signed, which is in the step `finalizeRequest`. */
function changing(
  step: 'before' | 'after',
  change: (request: HttpRequest) => void,
): Pluggable<object, MetadataBearer> {
  const changed = (request: unknown): void => {
    assert.ok(HttpRequest.isInstance(request));
    change(request);
  };
  return {
    applyToStack: (stack): void => {
      if (step === 'before') {
        stack.add(
          (next) => (sent) => {
            changed(sent.request);
            return next(sent);
          },
          { step: 'build', priority: 'low' },
        );
      } else {
        stack.add(
          (next) => (sent) => {
            changed(sent.request);
            return next(sent);
          },
          { step: 'finalizeRequest', priority: 'low' },
        );
      }
    },
  };
}

/** Says by GET what the SDK says by POST: the form becomes the query. */
const byGet = changing('before', (request) => {
  request.method = 'GET';
  request.query = Object.fromEntries(new URLSearchParams(String(request.body)));
  request.body = undefined;
  delete request.headers['content-length'];
  delete request.headers['content-type'];
});

describe('Requests by GET', function () {
  this.timeout(10_000);
  let cloud: LocalCloud;
  let ec2: EC2Client;
  before(async () => {
    cloud = await startLocalCloud({ images: 60 });
    ({ ec2 } = sdkClients(cloud));
    ec2.middlewareStack.use(byGet);
  });
  after(() => cloud.close());

  it('are answered as those by POST by every service of the query protocols', async () => {
    const { autoScaling, sts } = sdkClients(cloud);
    const byPost = await autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
    autoScaling.middlewareStack.use(byGet);
    sts.middlewareStack.use(byGet);
    const { AutoScalingGroups } = await autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
    assert.deepEqual(AutoScalingGroups, byPost.AutoScalingGroups);
    assert.equal((await sts.send(new GetCallerIdentityCommand({}))).Account, '111111111111');
    assert.equal((await ec2.send(new DescribeRegionsCommand({}))).Regions?.length, cloud.regions.length);
  });

  it('are signed with any characters in their parameters', async () => {
    const all = await sdkClients(cloud).ec2.send(new DescribeImagesCommand({ Owners: ['self'] }));
    const Filters = [{ Name: 'name', Values: ['*', "a b+c&d=e%20/~!'()\u00E9\u{1F35E}"] }];
    const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'], Filters }));
    assert.deepEqual(Images, all.Images);
  });

  it('are refused when their parameters are not the ones that were signed', async () => {
    const changed = sdkClients(cloud).ec2;
    changed.middlewareStack.use(byGet);
    changed.middlewareStack.use(
      changing('after', (request) => {
        request.query = { ...request.query, 'RegionName.1': 'us-east-1' };
      }),
    );
    assert.match(await refusal(changed.send(new DescribeRegionsCommand({}))), /^AuthFailure: /u);
  });

  it('are refused with a signature in the query', async () => {
    const query =
      'Action=DescribeRegions&Version=2016-11-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0';
    const answer = await fetch(`${cloud.endpoint}/?${query}`);
    assert.equal(answer.status, 400);
    assert.match(
      await answer.text(),
      /<Code>IncompleteSignature<\/Code><Message>[^<]* Authorization header\.<\/Message>/u,
    );
  });

  it('are the only ones besides POST, and none to the service that speaks JSON', async () => {
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH']) {
      const { status, headers } = await fetch(cloud.endpoint, { method });
      assert.deepEqual([status, headers.get('allow')], [405, 'GET, POST'], method);
    }
    const json = await fetch(cloud.endpoint, { headers: { 'x-amz-target': 'AmazonSSM.GetParameter' } });
    assert.deepEqual([json.status, json.headers.get('allow')], [405, 'POST']);
  });
});
