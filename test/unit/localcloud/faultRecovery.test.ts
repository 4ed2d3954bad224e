import assert from 'node:assert/strict';
import { CreateTagsCommand, DescribeTagsCommand, paginateDescribeImages } from '@aws-sdk/client-ec2';
import type { EC2Client } from '@aws-sdk/client-ec2';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import * as fc from 'fast-check';
import { type AwsFixture, startAws } from '../aws/awsFixture.ts';

describe('The SDK clients of the extension, with their retries,', function () {
  this.timeout(60_000);
  let aws: AwsFixture;
  let ec2: EC2Client;
  let expected: string[];
  beforeEach(async () => {
    aws = await startAws({ images: 60, concentrate: true });
    ({ ec2 } = await aws.clients.callsOf(aws.environment, 'us-east-1').clients());
    expected = await imageIds();
    assert.equal(new Set(expected).size, expected.length);
  });
  afterEach(() => aws.end());

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
        await aws.control.script(...faults);
        assert.deepEqual(await imageIds(), expected);
      }),
      { numRuns: 15 },
    );
  });

  it('read every image once when they are throttled on the way', async () => {
    await aws.control.script({ kind: 'throttle', action: 'DescribeImages', capacity: 3, refillPerSecond: 2 });
    assert.deepEqual(await imageIds(), expected);
    const [happened = 0] = await aws.control.happened();
    assert.ok(happened > 0);
  });

  it('carry out a change again whose answer was lost, with the same effect', async () => {
    const [image = ''] = expected;
    await aws.control.script({ kind: 'lostResponse', action: 'CreateTags', times: 2 });
    await aws.control.forgetRequests();
    await ec2.send(new CreateTagsCommand({ Resources: [image], Tags: [{ Key: 'Note', Value: 'once' }] }));
    const { Tags = [] } = await ec2.send(
      new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: [image] }] }),
    );
    assert.deepEqual(
      Tags.filter(({ Key }) => Key === 'Note').map(({ Value }) => Value),
      ['once'],
    );
    const calls = (await aws.control.requests()).filter(({ action }) => action === 'CreateTags');
    assert.deepEqual(
      calls.map(({ status, faults }) => [status, ...faults]),
      [[200, 'lostResponse'], [200, 'lostResponse'], [200]],
    );
  });

  it('are told that a parameter is there when the answer to its creation was lost', async () => {
    const { ssm } = await aws.clients.callsOf(aws.environment, 'us-east-1').clients();
    await aws.control.script({ kind: 'lostResponse', action: 'PutParameter', times: 1 });
    const creation = new PutParameterCommand({ Name: '/web/ami', Type: 'String', Value: 'ami-1' });
    await assert.rejects(ssm.send(creation), { name: 'ParameterAlreadyExists' });
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/web/ami' }));
    assert.deepEqual([Parameter?.Value, Parameter?.Version], ['ami-1', 1]);
  });
});
