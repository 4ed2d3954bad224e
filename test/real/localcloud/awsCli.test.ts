import assert from 'node:assert/strict';
import * as z from 'zod/mini';
import { startLocalCloud } from '../../../src/localcloud/server.ts';
import { AwsCli } from './awsCli.ts';

const images = z.looseObject({ Images: z.array(z.looseObject({ ImageId: z.string() })) });
const tags = z.looseObject({ Tags: z.array(z.looseObject({ Key: z.string(), Value: z.string() })) });

// The AWS CLI takes most of a second to start: what does not depend on each other runs side by side.
describe("The local cloud and Debian's AWS CLI", function () {
  this.timeout(60_000);
  let cli: AwsCli;
  before(async () => {
    cli = await AwsCli.for(await startLocalCloud());
  });
  after(() => cli.end());

  const aws = (...words: readonly string[]): Promise<unknown> => cli.answer(...words);
  const refused = (profile: string, ...words: readonly string[]): Promise<string> =>
    cli.refusal(profile, ...words);

  it('agree on who calls and which regions there are', async () => {
    const [identity, regions, role] = await Promise.all([
      aws('sts', 'get-caller-identity'),
      aws('ec2', 'describe-regions', '--query', 'Regions[].RegionName'),
      aws(
        'sts',
        'assume-role',
        '--role-arn',
        'arn:aws:iam::333333333333:role/reader',
        '--role-session-name',
        'me',
        '--query',
        'AssumedRoleUser.Arn',
      ),
    ]);
    assert.deepEqual(identity, {
      UserId: 'LOCALUSER111111111111',
      Account: '111111111111',
      Arn: 'arn:aws:iam::111111111111:user/dev',
    });
    assert.deepEqual(regions, ['us-east-1', 'eu-west-1']);
    assert.equal(role, 'arn:aws:sts::333333333333:assumed-role/reader/me');
  });

  it('page by themselves through images, instances, snapshots and tags', async () => {
    const counts = (words: readonly string[], query: string): Promise<unknown> =>
      aws('ec2', ...words, '--query', query, '--output', 'json');
    const [pagedImages, allImages, instances, snapshots, tagCount] = await Promise.all([
      counts(['describe-images', '--owners', 'self', '--page-size', '10'], 'Images[].ImageId'),
      counts(['describe-images', '--owners', 'self', '--no-paginate'], 'Images[].ImageId'),
      counts(['describe-instances', '--page-size', '5'], 'Reservations[].Instances[].State.Name'),
      counts(['describe-snapshots', '--owner-ids', 'self', '--page-size', '20'], 'Snapshots[].SnapshotId'),
      counts(['describe-tags', '--page-size', '200'], 'Tags[].Key'),
    ]);
    const list = z.array(z.string());
    assert.deepEqual(pagedImages, allImages);
    assert.ok(list.parse(allImages).length > 60);
    assert.equal(new Set(list.parse(instances)).size, 6);
    assert.equal(list.parse(snapshots).length, 75);
    assert.ok(list.parse(tagCount).length > 400);
  });

  it('filter by tag, create tags and delete them', async () => {
    const found = images.parse(
      await aws(
        'ec2',
        'describe-images',
        '--filters',
        'Name=tag:Service,Values=w*b',
        'Name=state,Values=available',
        '--max-items',
        '1',
      ),
    );
    const id = found.Images[0]?.ImageId ?? '';
    await aws(
      'ec2',
      'create-tags',
      '--resources',
      id,
      '--tags',
      JSON.stringify([{ Key: 'Note', Value: 'über 🍞' }]),
    );
    const read = (): Promise<unknown> =>
      aws('ec2', 'describe-tags', '--filters', `Name=resource-id,Values=${id}`, 'Name=key,Values=Note');
    assert.equal(tags.parse(await read()).Tags[0]?.Value, 'über 🍞');
    await aws('ec2', 'delete-tags', '--resources', id, '--tags', 'Key=Note');
    assert.deepEqual(tags.parse(await read()).Tags, []);
  });

  it('show refusals as those of AWS', async () => {
    const [wrongKeys, wrongKeysSts, missing, malformed, filter, notThere, dryRun] = await Promise.all([
      refused('wrong', 'ec2', 'describe-images'),
      refused('wrong', 'sts', 'get-caller-identity'),
      refused('dev', 'ec2', 'describe-images', '--image-ids', 'ami-00000000'),
      refused('dev', 'ec2', 'describe-instances', '--instance-ids', 'x'),
      refused('dev', 'ec2', 'describe-snapshots', '--filters', 'Name=colour,Values=red'),
      refused('dev', 'ec2', 'create-tags', '--resources', 'ami-00000000', '--tags', 'Key=a,Value=b'),
      refused('dev', 'ec2', 'describe-regions', '--dry-run'),
    ]);
    const said = (code: string, action: string): string =>
      `An error occurred (${code}) when calling the ${action} operation: `;
    assert.equal(
      wrongKeys,
      `${said('AuthFailure', 'DescribeImages')}AWS was not able to validate the provided access credentials`,
    );
    assert.ok(wrongKeysSts.startsWith(said('SignatureDoesNotMatch', 'GetCallerIdentity')), wrongKeysSts);
    assert.equal(
      missing,
      `${said('InvalidAMIID.NotFound', 'DescribeImages')}The image id '[ami-00000000]' does not exist`,
    );
    assert.ok(malformed.startsWith(said('InvalidInstanceID.Malformed', 'DescribeInstances')), malformed);
    assert.equal(
      filter,
      `${said('InvalidParameterValue', 'DescribeSnapshots')}The filter 'colour' is invalid`,
    );
    assert.ok(notThere.startsWith(said('InvalidAMIID.NotFound', 'CreateTags')), notThere);
    assert.ok(dryRun.startsWith(said('DryRunOperation', 'DescribeRegions')), dryRun);
  });
});
