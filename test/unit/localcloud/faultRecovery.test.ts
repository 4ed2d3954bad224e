import assert from 'node:assert/strict';
import { CreateTagsCommand, DescribeTagsCommand, paginateDescribeImages } from '@aws-sdk/client-ec2';
import type { EC2Client } from '@aws-sdk/client-ec2';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import * as fc from 'fast-check';
import { AwsClients } from '../../../src/aws/clients.ts';
import { defaultTagNames, type Environment } from '../../../src/core/environments/environment.ts';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { AwsCli } from './clients.ts';
import { ControlPort } from './controlPort.ts';

describe('The SDK clients of the extension, with their retries,', function () {
  this.timeout(60_000);
  let cloud: LocalCloud;
  let control: ControlPort;
  let cli: AwsCli;
  let clients: AwsClients;
  let ec2: EC2Client;
  let expected: string[];
  const variablesBefore = { ...process.env };
  before(async () => {
    cloud = await startLocalCloud({ images: 60, concentrate: true });
    control = new ControlPort(cloud);
    cli = await AwsCli.for(cloud);
    process.env['AWS_CONFIG_FILE'] = cli.files.config;
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = cli.files.credentials;
  });
  after(async () => {
    process.env = variablesBefore;
    await cli.dispose();
    await cloud.close();
  });
  beforeEach(async () => {
    clients = new AwsClients(cli.files);
    ({ ec2 } = await clients.of(environment(), 'us-east-1'));
    await control.script();
    expected = await imageIds();
    assert.equal(new Set(expected).size, expected.length);
  });
  afterEach(() => {
    clients.dispose();
  });

  const environment = (): Environment => ({
    id: 'dev',
    name: 'dev',
    profile: 'dev',
    regions: ['us-east-1'],
    roleArn: undefined,
    endpoint: cloud.endpoint,
    accountId: undefined,
    tagNames: defaultTagNames,
    source: { kind: 'profile' },
  });
  const imageIds = async (): Promise<string[]> => {
    const ids: string[] = [];
    const pages = paginateDescribeImages(
      { client: ec2, pageSize: 10, stopOnSameToken: true },
      { Owners: ['self'], IncludeDisabled: true },
    );
    for await (const { Images = [] } of pages) ids.push(...Images.map(({ ImageId = '' }) => ImageId));
    return ids;
  };

  it('read every image once, in whichever page the connection or the service fails', async () => {
    const aFault = fc.record({
      kind: fc.constantFrom('serverError', 'reset', 'truncate', 'lostResponse'),
      skip: fc.nat({ max: 8 }),
      times: fc.integer({ min: 1, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(aFault, { minLength: 1, maxLength: 2 }), async (faults) => {
        await control.script(...faults);
        assert.deepEqual(await imageIds(), expected);
      }),
      { numRuns: 15 },
    );
  });

  it('read every image once when they are throttled on the way', async () => {
    await control.script({ kind: 'throttle', action: 'DescribeImages', capacity: 3, refillPerSecond: 2 });
    assert.deepEqual(await imageIds(), expected);
    const [happened = 0] = await control.happened();
    assert.ok(happened > 0);
  });

  it('carry out a change again whose answer was lost, with the same effect', async () => {
    const [image = ''] = expected;
    await control.script({ kind: 'lostResponse', action: 'CreateTags', times: 2 });
    await control.forgetRequests();
    await ec2.send(new CreateTagsCommand({ Resources: [image], Tags: [{ Key: 'Note', Value: 'once' }] }));
    const { Tags = [] } = await ec2.send(
      new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: [image] }] }),
    );
    assert.deepEqual(
      Tags.filter(({ Key }) => Key === 'Note').map(({ Value }) => Value),
      ['once'],
    );
    const calls = (await control.requests()).filter(({ action }) => action === 'CreateTags');
    assert.deepEqual(
      calls.map(({ status, faults }) => [status, ...faults]),
      [[200, 'lostResponse'], [200, 'lostResponse'], [200]],
    );
  });

  it('are told that a parameter is there when the answer to its creation was lost', async () => {
    const { ssm } = await clients.of(environment(), 'us-east-1');
    await control.script({ kind: 'lostResponse', action: 'PutParameter', times: 1 });
    const creation = new PutParameterCommand({ Name: '/web/ami', Type: 'String', Value: 'ami-1' });
    await assert.rejects(ssm.send(creation), { name: 'ParameterAlreadyExists' });
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/web/ami' }));
    assert.deepEqual([Parameter?.Value, Parameter?.Version], ['ami-1', 1]);
  });
});
