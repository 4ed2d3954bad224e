import assert from 'node:assert/strict';
import { DescribeImagesCommand, DescribeTagsCommand } from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import { startLocalCloud } from '../../../src/localcloud/server.ts';
import { sdkClients } from '../../unit/localcloud/clients.ts';
import { ControlPort } from '../../unit/localcloud/controlPort.ts';
import { AwsCli, type CliRun } from './awsCli.ts';

const imageIds = z.array(z.string()).check(z.minLength(5));

function idsOf({ stdout, stderr }: CliRun): string[] {
  assert.notEqual(stdout, '', stderr);
  return imageIds.parse(JSON.parse(stdout));
}

// The AWS CLI takes most of a second to start: what does not depend on each other runs side by side.
describe("A scripted fault, seen by Debian's AWS CLI:", function () {
  this.timeout(60_000);
  let cli: AwsCli;
  let control: ControlPort;
  before(async () => {
    cli = await AwsCli.for(await startLocalCloud({ images: 60 }));
    control = new ControlPort(cli.cloud);
  });
  beforeEach(() => control.script());
  after(() => cli.end());

  const describeImages = (profile: string): Promise<CliRun> =>
    cli.run(profile, 'ec2', 'describe-images', '--page-size', '4', '--query', 'Images[].ImageId');
  /** Runs something as several profiles side by side, with a fault for the account of each. */
  const withFaults = async <Result>(
    faults: readonly object[],
    run: (profile: string) => Promise<Result>,
  ): Promise<Result[]> => {
    const profiles = cli.cloud.profiles.slice(0, faults.length);
    await control.script(...faults.map((fault, index) => ({ ...fault, account: profiles[index]?.account })));
    return Promise.all(profiles.map(({ name }) => run(name)));
  };

  it('refusals are told in the words of the service, after the retries that AWS asks for', async () => {
    const action = 'DescribeImages';
    const ends = await withFaults(
      [
        { kind: 'throttle', action, capacity: 1, refillPerSecond: 0 },
        { kind: 'accessDenied', action },
        { kind: 'serverError', action },
      ],
      describeImages,
    );
    assert.deepEqual(
      ends.map(({ stderr }) => stderr.trim()),
      [
        'An error occurred (RequestLimitExceeded) when calling the DescribeImages operation (reached max retries: 2): Request limit exceeded.',
        'An error occurred (UnauthorizedOperation) when calling the DescribeImages operation: You are not authorized to perform this operation. User: arn:aws:iam::222222222222:user/staging is not authorized to perform: ec2:DescribeImages because no identity-based policy allows the ec2:DescribeImages action',
        'An error occurred (InternalError) when calling the DescribeImages operation (reached max retries: 2): An internal error has occurred',
      ],
    );
    for (const { code, stdout } of ends) assert.deepEqual([code, stdout], [254, '']);
  });

  it('a connection that fails in a page is tried again, and every image is there once', async () => {
    const ends = await withFaults(
      ['reset', 'lostResponse', 'serverError'].map((kind) => ({ kind, skip: 1, times: 1 })),
      describeImages,
    );
    assert.deepEqual(await control.happened(), [1, 1, 1]);
    for (const [index, end] of ends.entries()) {
      const { ec2 } = sdkClients(cli.cloud, { profile: cli.cloud.profiles[index]?.name ?? '' });
      const { Images = [] } = await ec2.send(new DescribeImagesCommand({}));
      assert.deepEqual(
        idsOf(end),
        Images.map(({ ImageId }) => ImageId),
      );
    }
  });

  it('a truncated page is an error, not fewer images', async () => {
    await control.script({ kind: 'truncate', skip: 1, times: 1 });
    const { code, stdout, stderr } = await describeImages('dev');
    assert.deepEqual([code, stdout], [255, '']);
    assert.match(stderr, /Unable to parse response/u);
  });

  it('a change whose connection is reset has no effect, one whose answer is lost has', async () => {
    const ends = await withFaults(
      ['reset', 'lostResponse'].map((kind) => ({ kind, action: 'CreateTags' })),
      async (profile) => {
        const { ec2 } = sdkClients(cli.cloud, { profile });
        const { Images = [] } = await ec2.send(new DescribeImagesCommand({ MaxResults: 1 }));
        const words = ['--resources', Images[0]?.ImageId ?? '', '--tags', 'Key=Note,Value=written'];
        const { code, stderr } = await cli.run(profile, 'ec2', 'create-tags', ...words);
        assert.equal(code, 255);
        assert.match(stderr, /Connection was closed before we received a valid response/u);
        const { Tags = [] } = await ec2.send(
          new DescribeTagsCommand({ Filters: [{ Name: 'key', Values: ['Note'] }] }),
        );
        return Tags.map(({ Value }) => Value);
      },
    );
    assert.deepEqual(ends, [[], ['written']]);
  });
});
