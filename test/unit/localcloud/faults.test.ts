import assert from 'node:assert/strict';
import type { EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  DescribeRegionsCommand,
  DescribeTagsCommand,
} from '@aws-sdk/client-ec2';
import {
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod/mini';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { refusal, sdkClients } from './clients.ts';
import { ControlPort } from './controlPort.ts';

const sdkError = z.looseObject({
  code: z.optional(z.string()),
  $metadata: z.optional(z.looseObject({ httpStatusCode: z.optional(z.number()) })),
});

/** How a call ended, in the terms in which the SDK tells it. */
async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'done';
  } catch (thrown) {
    assert.ok(thrown instanceof Error);
    const { code = thrown.name, $metadata } = sdkError.parse(thrown);
    return [code, $metadata?.httpStatusCode ?? 'without an answer'].join(' ');
  }
}

describe('A scripted fault, seen by the JavaScript SDK:', function () {
  this.timeout(30_000);
  let cloud: LocalCloud;
  let control: ControlPort;
  let ec2: EC2Client;
  let ssm: SSMClient;
  let sts: STSClient;
  let image: string;
  before(async () => {
    cloud = await startLocalCloud({ images: 30 });
    control = new ControlPort(cloud);
    ({ ec2, ssm, sts } = sdkClients(cloud));
    const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }));
    image = Images[0]?.ImageId ?? '';
    await writeParameter('first');
  });
  beforeEach(async () => {
    await control.script();
    await ec2.send(new DeleteTagsCommand({ Resources: [image], Tags: [{ Key: 'Note' }] }));
    await control.forgetRequests();
  });
  after(() => cloud.close());

  const describeImages = (): Promise<unknown> => ec2.send(new DescribeImagesCommand({ MaxResults: 5 }));
  const writeNote = (value: string): Promise<unknown> =>
    ec2.send(new CreateTagsCommand({ Resources: [image], Tags: [{ Key: 'Note', Value: value }] }));
  const readNote = async (client = ec2): Promise<string | undefined> => {
    const filters = [
      { Name: 'resource-id', Values: [image] },
      { Name: 'key', Values: ['Note'] },
    ];
    const { Tags = [] } = await client.send(new DescribeTagsCommand({ Filters: filters }));
    return Tags[0]?.Value;
  };
  const identify = (): Promise<unknown> => sts.send(new GetCallerIdentityCommand({}));
  const writeParameter = (value: string): Promise<unknown> =>
    ssm.send(new PutParameterCommand({ Name: '/web/ami', Type: 'String', Value: value, Overwrite: true }));
  const readParameter = async (): Promise<string | undefined> => {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/web/ami' }));
    return Parameter?.Value;
  };
  const outcomes = async (count: number, call: () => Promise<unknown>): Promise<string[]> => {
    const all: string[] = [];
    for (let index = 0; index < count; index += 1) all.push(await outcome(call()));
    return all;
  };
  const throttled = 'RequestLimitExceeded 503';

  describe('throttle', () => {
    it('refuses a call when its bucket is empty, until the world has gone on', async () => {
      await control.setClock(new Date('2027-01-01T00:00:00Z'));
      await control.script({
        kind: 'throttle',
        action: 'DescribeImages',
        capacity: 2,
        refillPerSecond: 0.01,
      });
      assert.deepEqual(await outcomes(3, describeImages), ['done', 'done', throttled]);
      await control.setClock(new Date('2027-01-01T00:01:45Z'));
      assert.deepEqual(await outcomes(2, describeImages), ['done', throttled]);
      assert.deepEqual(await control.happened(), [2]);
    });

    it('has a bucket for each action, account and region', async () => {
      await control.script({ kind: 'throttle', capacity: 1, refillPerSecond: 0 });
      const elsewhere = sdkClients(cloud, { region: 'eu-west-1' }).ec2;
      const another = sdkClients(cloud, { profile: 'prod' }).ec2;
      const calls = [
        () => ec2.send(new DescribeImagesCommand({})),
        () => ec2.send(new DescribeRegionsCommand({})),
        () => elsewhere.send(new DescribeImagesCommand({})),
        () => another.send(new DescribeImagesCommand({})),
      ];
      for (const call of calls) assert.deepEqual(await outcomes(2, call), ['done', throttled]);
    });

    it('has the buckets of EC2 unless it is said otherwise', async () => {
      await control.script({ kind: 'throttle' });
      const describeInstances = (input: DescribeInstancesCommandInput): Promise<string> =>
        outcome(ec2.send(new DescribeInstancesCommand(input)));
      const start = performance.now();
      const ends = await Promise.all(Array.from({ length: 90 }, () => describeInstances({})));
      const refilled = (10 * (performance.now() - start)) / 1000;
      const done = ends.filter((each) => each === 'done').length;
      assert.ok(done >= 50 && done <= 50 + refilled, `${done} of 50 and ${refilled}`);
      assert.equal(await describeInstances({ MaxResults: 5 }), 'done');
      assert.equal(await outcome(identify()), 'done');
    });
  });

  it('is worded by each service in its own way', async () => {
    const words = [
      [
        { kind: 'throttle', capacity: 1, refillPerSecond: 0 },
        [throttled, 'Throttling 400', 'ThrottlingException 400'],
      ],
      [
        { kind: 'accessDenied' },
        ['UnauthorizedOperation 403', 'AccessDenied 403', 'AccessDeniedException 400'],
      ],
      [{ kind: 'serverError' }, ['InternalError 500', 'InternalFailure 500', 'InternalServerError 500']],
      [
        { kind: 'serverError', status: 503 },
        ['Unavailable 503', 'ServiceUnavailable 503', 'ServiceUnavailable 503'],
      ],
    ] as const;
    for (const [fault, expected] of words) {
      await control.script(fault);
      const ends = [];
      for (const call of [describeImages, identify, readParameter]) {
        if (fault.kind === 'throttle') await outcome(call());
        ends.push(await outcome(call()));
      }
      assert.deepEqual(ends, expected);
    }
  });

  describe('accessDenied', () => {
    it('refuses a read as EC2 does, and other reads not', async () => {
      await control.script({ kind: 'accessDenied', action: 'DescribeTags' });
      assert.equal(await outcome(readNote()), 'UnauthorizedOperation 403');
      assert.equal(
        await refusal(readNote()),
        'UnauthorizedOperation: You are not authorized to perform this operation. User: arn:aws:iam::111111111111:user/dev is not authorized to perform: ec2:DescribeTags because no identity-based policy allows the ec2:DescribeTags action',
      );
      assert.equal(await outcome(describeImages()), 'done');
    });

    it('refuses a change as EC2 does, with an encoded message and without effect', async () => {
      await control.script({ kind: 'accessDenied', action: 'CreateTags', times: 1 });
      assert.match(
        await refusal(writeNote('denied')),
        /ec2:CreateTags on resource: arn:aws:ec2:us-east-1:111111111111:\S+ because .*\. Encoded authorization failure message: [\w-]+$/u,
      );
      assert.equal(await readNote(), undefined);
    });

    it('refuses the calls of one service only', async () => {
      await control.script({ kind: 'accessDenied', service: 'ssm' });
      assert.equal(
        await refusal(readParameter()),
        'AccessDeniedException: User: arn:aws:iam::111111111111:user/dev is not authorized to perform: ssm:GetParameter on resource: arn:aws:ssm:us-east-1:111111111111:* because no identity-based policy allows the ssm:GetParameter action',
      );
      assert.equal(await outcome(describeImages()), 'done');
    });
  });

  it('accessDenied can be of one resource, and refuses whatever names it beside others', async () => {
    const read = (...Names: string[]): Promise<string> =>
      outcome(ssm.send(new GetParametersCommand({ Names })));
    await control.script({ kind: 'accessDenied', action: 'GetParameters', resource: '/secret/*' });
    const refused = 'AccessDeniedException 400';
    assert.equal(await read('/golden/web', '/golden/api'), 'done');
    assert.equal(await read('/golden/web', '/secret/web'), refused);
    assert.equal(await read('/secret/web'), refused);
    assert.equal(await read('/golden/secret/web'), 'done');
  });

  it('serverError refuses a call without effect', async () => {
    await control.script({ kind: 'serverError', times: 1 });
    assert.equal(await outcome(writeNote('failed')), 'InternalError 500');
    assert.equal(await readNote(), undefined);
  });

  it('error answers whatever is scripted', async () => {
    await control.script({
      kind: 'error',
      code: 'InvalidAMIID.Unavailable',
      message: 'Not yet',
      status: 409,
    });
    assert.equal(await outcome(describeImages()), 'InvalidAMIID.Unavailable 409');
    assert.equal(await refusal(describeImages()), 'InvalidAMIID.Unavailable: Not yet');
  });

  it('delay answers late', async () => {
    await control.script({ kind: 'delay', milliseconds: 120 });
    const start = performance.now();
    await describeImages();
    assert.ok(performance.now() - start >= 119);
  });

  it('reset ends the connection before the call has its effect', async () => {
    await control.script({ kind: 'reset', action: 'CreateTags', times: 1 });
    assert.equal(await outcome(writeNote('reset')), 'ECONNRESET without an answer');
    assert.equal(await readNote(), undefined);
    const [call] = await control.requests();
    assert.deepEqual([call?.action, call?.status, call?.faults], ['CreateTags', 0, ['reset']]);
  });

  it('lostResponse ends the connection after the call had its effect', async () => {
    await control.script({ kind: 'lostResponse', action: 'CreateTags', times: 1 });
    assert.equal(await outcome(writeNote('lost')), 'ECONNRESET without an answer');
    assert.equal(await readNote(), 'lost');
    const [call] = await control.requests();
    assert.deepEqual([call?.action, call?.status, call?.faults], ['CreateTags', 200, ['lostResponse']]);
  });

  it('truncate ends the answer in its middle', async () => {
    await control.script({ kind: 'truncate', times: 1 });
    assert.equal(await outcome(describeImages()), 'ECONNRESET 200');
    assert.equal(await outcome(describeImages()), 'done');
  });

  describe('eventualConsistency', () => {
    it('hides a change from as many reads as is said', async () => {
      await writeNote('before');
      await control.script({ kind: 'eventualConsistency', reads: 2 });
      await writeNote('after');
      assert.deepEqual([await readNote(), await readNote(), await readNote()], ['before', 'before', 'after']);
    });

    it('hides it in its own account, region and service only', async () => {
      await control.script({ kind: 'eventualConsistency', reads: 1 });
      await writeNote('late');
      await readNote(sdkClients(cloud, { region: 'eu-west-1' }).ec2);
      await readNote(sdkClients(cloud, { profile: 'prod' }).ec2);
      await identify();
      assert.deepEqual([await readNote(), await readNote()], [undefined, 'late']);
    });

    it('hides it from every kind of read, of parameters as of images', async () => {
      await writeParameter('before');
      await control.script({ kind: 'eventualConsistency', service: 'ssm', reads: 1 });
      await writeParameter('after');
      assert.deepEqual([await readParameter(), await readParameter()], ['before', 'after']);
    });

    it('hides nothing when the call was refused', async () => {
      await control.script({ kind: 'eventualConsistency', reads: 5 });
      const missing = new CreateTagsCommand({
        Resources: ['ami-00000000000000000'],
        Tags: [{ Key: 'Note' }],
      });
      assert.equal(await outcome(ec2.send(missing)), 'InvalidAMIID.NotFound 400');
      assert.deepEqual(await control.happened(), [0]);
    });

    it('is told of in the log of the reads that did not see the change', async () => {
      await control.script({ kind: 'eventualConsistency', reads: 1 });
      await writeNote('late');
      await readNote();
      await readNote();
      assert.deepEqual(
        (await control.requests()).map(({ action, faults }) => [action, faults]),
        [
          ['CreateTags', []],
          ['DescribeTags', ['eventualConsistency']],
          ['DescribeTags', []],
        ],
      );
    });

    it('ends when faults are forgotten', async () => {
      await control.script({ kind: 'eventualConsistency', reads: 1000 });
      await writeNote('late');
      await control.script();
      assert.equal(await readNote(), 'late');
    });
  });

  it('happens to the chosen calls, after as many as are skipped, as often as is said', async () => {
    await control.script({ kind: 'serverError', action: 'DescribeImages', skip: 1, times: 2 });
    assert.equal(await outcome(readNote()), 'done');
    assert.deepEqual(await outcomes(4, describeImages), [
      'done',
      'InternalError 500',
      'InternalError 500',
      'done',
    ]);
    assert.deepEqual(await control.faults(), [
      { kind: 'serverError', action: 'DescribeImages', skip: 1, times: 2, happened: 2 },
    ]);
  });

  it('happens together with others, in the order in which they were scripted', async () => {
    await control.script({ kind: 'delay', milliseconds: 1 }, { kind: 'truncate' }, { kind: 'serverError' });
    await outcome(describeImages());
    const [call] = await control.requests();
    assert.deepEqual(call?.faults, ['delay', 'truncate', 'serverError']);
  });
});
