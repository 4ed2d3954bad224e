import assert from 'node:assert/strict';
import {
  type AutoScalingClient,
  DeletePolicyCommand,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling';
import { AddTagsToResourceCommand, DescribeParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { HttpRequest } from '@smithy/core/protocols';
import type { MetadataBearer, Pluggable } from '@smithy/types';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { refusal, sdkClients } from './clients.ts';

describe('What is refused before there is an operation', function () {
  this.timeout(10_000);
  let cloud: LocalCloud;
  before(async () => {
    cloud = await startLocalCloud({ images: 6 });
  });
  after(() => cloud.close());

  const askSsm = (client: SSMClient): Promise<string> =>
    refusal(client.send(new DescribeParametersCommand({})));
  const askAutoScaling = (client: AutoScalingClient): Promise<string> =>
    refusal(client.send(new DescribeAutoScalingGroupsCommand({})));

  it('has the words of each service for keys that are wrong or unknown', async () => {
    const wrong = sdkClients(cloud, { secretAccessKey: 'another' });
    const unknown = sdkClients(cloud, { accessKeyId: 'LOCALCLOUDNOBODY0000' });
    assert.match(await askSsm(wrong.ssm), /^InvalidSignatureException: The request signature we calculated/u);
    assert.match(await askSsm(unknown.ssm), /^UnrecognizedClientException: The security token included/u);
    assert.match(await askAutoScaling(wrong.autoScaling), /^SignatureDoesNotMatch: /u);
    assert.match(await askAutoScaling(unknown.autoScaling), /^InvalidClientTokenId: /u);
  });

  it('is not what is signed with the keys of a role', async () => {
    const { sts } = sdkClients(cloud);
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::333333333333:role/reader', RoleSessionName: 'me' }),
    );
    const { ssm, autoScaling } = sdkClients(cloud, {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    });
    await ssm.send(new DescribeParametersCommand({}));
    await autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
  });

  it('has the form of each protocol for requests without a signature', async () => {
    const send = (headers: Record<string, string>, body: string): Promise<Response> =>
      fetch(cloud.endpoint, { method: 'POST', headers, body });
    const json = await send({ 'x-amz-target': 'AmazonSSM.GetParameter' }, '{}');
    assert.deepEqual([json.status, json.headers.get('content-type')], [400, 'application/x-amz-json-1.1']);
    assert.deepEqual(await json.json(), {
      __type: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    });
    const query = await send({}, 'Action=DescribeAutoScalingGroups&Version=2011-01-01');
    assert.equal(query.status, 403);
    assert.match(
      await query.text(),
      /<ErrorResponse xmlns="http:\/\/autoscaling\.[^"]*"><Error><Type>Sender<\/Type><Code>MissingAuthenticationToken</u,
    );
  });

  it('says by name what a service has and the local cloud has not', async () => {
    const { autoScaling, ssm } = sdkClients(cloud);
    const tag = new AddTagsToResourceCommand({ ResourceType: 'Parameter', ResourceId: '/a', Tags: [] });
    assert.equal(
      await refusal(ssm.send(tag)),
      'UnsupportedOperationException: The local cloud does not implement AddTagsToResource yet.',
    );
    assert.equal(
      await refusal(autoScaling.send(new DeletePolicyCommand({ PolicyName: 'p' }))),
      'UnsupportedOperation: The local cloud does not implement DeletePolicy yet.',
    );
  });

  it('has the error of each service for an action that it has not', async () => {
    const { autoScaling, ssm } = sdkClients(cloud);
    const change = (
      changes: (request: HttpRequest) => Partial<HttpRequest>,
    ): Pluggable<object, MetadataBearer> => ({
      applyToStack: (stack): void => {
        stack.add(
          (next) => (sent) => {
            assert.ok(HttpRequest.isInstance(sent.request));
            Object.assign(sent.request, changes(sent.request));
            return next(sent);
          },
          { step: 'build', priority: 'high' },
        );
      },
    });
    ssm.middlewareStack.use(
      change(({ headers }) => ({ headers: { ...headers, 'x-amz-target': 'AmazonSSM.MakeTea' } })),
    );
    autoScaling.middlewareStack.use(change(() => ({ body: 'Action=MakeTea&Version=2011-01-01' })));
    assert.equal(await askSsm(ssm), 'UnknownOperationException: UnknownError');
    assert.equal(
      await askAutoScaling(autoScaling),
      'InvalidAction: The action MakeTea is not valid for this web service.',
    );
  });
});
