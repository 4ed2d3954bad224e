import assert from 'node:assert/strict';
import type { EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeImagesCommand,
  type DescribeImagesCommandInput,
  DescribeInstancesCommand,
  DescribeRegionsCommand,
  DescribeSnapshotsCommand,
  DescribeTagsCommand,
  type Image,
  paginateDescribeImages,
  paginateDescribeInstances,
  paginateDescribeSnapshots,
  paginateDescribeTags,
  RebootInstancesCommand,
} from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { collect, ownImages, refusal, sdkClients } from './clients.ts';

describe('The local cloud and the JavaScript SDK', () => {
  let cloud: LocalCloud;
  let ec2: EC2Client;
  let sts: STSClient;
  before(async () => {
    cloud = await startLocalCloud();
    ({ ec2, sts } = sdkClients(cloud));
  });
  after(() => cloud.close());

  const anImage = async (): Promise<string> => (await ownImages(ec2))[0]?.ImageId ?? '';

  describe('STS', () => {
    it('says to whom the keys belong', async () => {
      const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
      assert.equal(Account, '111111111111');
      assert.equal(Arn, 'arn:aws:iam::111111111111:user/dev');
    });

    it('gives the keys of a role of another account, which work only with their token', async () => {
      const { Credentials } = await sts.send(
        new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::333333333333:role/reader', RoleSessionName: 'me' }),
      );
      assert.ok(Credentials?.AccessKeyId !== undefined && Credentials.SecretAccessKey !== undefined);
      const keys = { accessKeyId: Credentials.AccessKeyId, secretAccessKey: Credentials.SecretAccessKey };
      const asRole = (credentials: typeof keys & { sessionToken?: string }): STSClient =>
        new STSClient({ endpoint: cloud.endpoint, region: 'us-east-1', maxAttempts: 1, credentials });
      const withToken = asRole({ ...keys, sessionToken: Credentials.SessionToken ?? '' });
      const { Arn } = await withToken.send(new GetCallerIdentityCommand({}));
      assert.equal(Arn, 'arn:aws:sts::333333333333:assumed-role/reader/me');
      assert.match(
        await refusal(asRole(keys).send(new GetCallerIdentityCommand({}))),
        /^InvalidClientTokenId/u,
      );
    });

    it('refuses a role of an account that is not there', async () => {
      const call = sts.send(
        new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::999999999999:role/reader', RoleSessionName: 'me' }),
      );
      assert.match(await refusal(call), /^AccessDenied: .*not authorized to perform: sts:AssumeRole/u);
    });
  });

  describe('signatures', () => {
    it('with a wrong secret or an unknown key are refused, by each service in its own words', async () => {
      const wrong = sdkClients(cloud, { secretAccessKey: 'another' });
      const unknown = sdkClients(cloud, { accessKeyId: 'LOCALCLOUDNOBODY0000' });
      const describeRegions = new DescribeRegionsCommand({});
      const identify = new GetCallerIdentityCommand({});
      assert.match(
        await refusal(wrong.ec2.send(describeRegions)),
        /^AuthFailure: AWS was not able to validate/u,
      );
      assert.match(await refusal(unknown.ec2.send(describeRegions)), /^AuthFailure: /u);
      assert.match(await refusal(wrong.sts.send(identify)), /^SignatureDoesNotMatch: /u);
      assert.match(await refusal(unknown.sts.send(identify)), /^InvalidClientTokenId: /u);
    });

    it('for a region that is not there are refused', async () => {
      const { ec2: elsewhere } = sdkClients(cloud, { region: 'ap-south-1' });
      assert.match(await refusal(elsewhere.send(new DescribeRegionsCommand({}))), /^AuthFailure/u);
    });

    it('that are missing are refused', async () => {
      const answer = await fetch(cloud.endpoint, {
        method: 'POST',
        body: 'Action=DescribeImages&Version=2016-11-15',
      });
      assert.equal(answer.status, 403);
      assert.match(await answer.text(), /<Code>MissingAuthenticationToken<\/Code>/u);
    });
  });

  describe('DescribeRegions', () => {
    it('names the regions', async () => {
      const { Regions = [] } = await ec2.send(new DescribeRegionsCommand({}));
      assert.deepEqual(
        Regions.map(({ RegionName }) => RegionName),
        ['us-east-1', 'eu-west-1'],
      );
    });

    it('filters them and refuses unknown names', async () => {
      const { Regions = [] } = await ec2.send(
        new DescribeRegionsCommand({ Filters: [{ Name: 'region-name', Values: ['eu-*'] }] }),
      );
      assert.deepEqual(
        Regions.map(({ RegionName }) => RegionName),
        ['eu-west-1'],
      );
      assert.match(
        await refusal(ec2.send(new DescribeRegionsCommand({ RegionNames: ['mars-1'] }))),
        /^InvalidParameterValue: Invalid region provided: \[mars-1\]/u,
      );
    });
  });

  describe('DescribeImages', () => {
    it('gives each account its own images, and each region its own', async () => {
      const ids = new Set<string | undefined>();
      let count = 0;
      for (const profile of ['dev', 'staging', 'prod']) {
        for (const region of cloud.regions) {
          const images = await ownImages(sdkClients(cloud, { profile, region }).ec2);
          count += images.length;
          for (const { ImageId } of images) ids.add(ImageId);
        }
      }
      assert.equal(count, 450);
      assert.equal(ids.size, 450);
    });

    it('gives every image exactly once over all pages', async () => {
      const pages = paginateDescribeImages(
        { client: ec2, pageSize: 7 },
        { Owners: ['self'], IncludeDisabled: true },
      );
      const paged = await collect(pages, (page) => page.Images);
      assert.deepEqual(paged, await ownImages(ec2));
    });

    it('hides disabled images unless they are asked for', async () => {
      const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }));
      const disabled = (await ownImages(ec2)).filter(({ State }) => State === 'disabled');
      assert.ok(disabled.length > 0);
      assert.equal(Images.length + disabled.length, (await ownImages(ec2)).length);
    });

    it('shows deprecated images to their owner', async () => {
      const { Images = [] } = await ec2.send(
        new DescribeImagesCommand({ Owners: ['self'], IncludeDeprecated: false }),
      );
      const isPast = (image: Image): boolean => Date.parse(image.DeprecationTime ?? '') < Date.now();
      assert.ok(Images.some(isPast));
    });

    it('filters by tag, by tag key, by state and with wildcards', async () => {
      const named = async (Name: string, ...Values: string[]): Promise<Image[]> =>
        (await ec2.send(new DescribeImagesCommand({ Filters: [{ Name, Values }] }))).Images ?? [];
      const services = async (...Values: string[]): Promise<(string | undefined)[]> => [
        ...new Set(
          (await named('tag:Service', ...Values)).map(
            ({ Tags }) => Tags?.find(({ Key }) => Key === 'Service')?.Value,
          ),
        ),
      ];
      assert.deepEqual(await services('web'), ['web']);
      assert.deepEqual((await services('w*')).sort(), ['web', 'worker']);
      assert.deepEqual(await services('WEB'), []);
      assert.ok((await named('state', 'pending')).every(({ State }) => State === 'pending'));
      const tagged = await named('tag-key', 'AutoCleanup');
      assert.ok(
        tagged.length > 0 && tagged.every(({ Tags }) => Tags?.some(({ Key }) => Key === 'AutoCleanup')),
      );
    });

    it('refuses what EC2 refuses', async () => {
      const refused = async (input: DescribeImagesCommandInput): Promise<string> =>
        refusal(ec2.send(new DescribeImagesCommand(input)));
      assert.match(
        await refused({ ImageIds: ['ami-00000000'] }),
        /^InvalidAMIID.NotFound: The image id '\[ami-00000000\]' does not exist/u,
      );
      assert.match(await refused({ ImageIds: ['web'] }), /^InvalidAMIID.Malformed: Invalid id: "web"/u);
      assert.match(
        await refused({ Filters: [{ Name: 'colour', Values: ['red'] }] }),
        /^InvalidParameterValue: The filter 'colour' is invalid/u,
      );
      assert.match(
        await refused({ MaxResults: 0 }),
        /^InvalidParameterValue: Value \( 0 \) for parameter maxResults/u,
      );
      assert.match(await refused({ MaxResults: 1001 }), /^InvalidParameterValue/u);
      assert.match(await refused({ NextToken: 'made up' }), /^InvalidNextToken/u);
      assert.match(
        await refused({ ImageIds: [await anImage()], MaxResults: 10 }),
        /^InvalidParameterCombination/u,
      );
      assert.match(await refused({ DryRun: true }), /^DryRunOperation/u);
      assert.match(
        await refused({ Filters: [{ Name: 'name', Values: Array.from({ length: 201 }, String) }] }),
        /^FilterLimitExceeded/u,
      );
    });
  });

  describe('DescribeInstances', () => {
    it('has instances in every state, each once over all pages', async () => {
      const pages = paginateDescribeInstances({ client: ec2, pageSize: 5 }, {});
      const instances = await collect(pages, (page) =>
        page.Reservations?.flatMap((each) => each.Instances ?? []),
      );
      assert.equal(new Set(instances.map(({ InstanceId }) => InstanceId)).size, instances.length);
      assert.deepEqual([...new Set(instances.map(({ State }) => State?.Name))].sort(), [
        'pending',
        'running',
        'shutting-down',
        'stopped',
        'stopping',
        'terminated',
      ]);
      assert.ok(instances.every(({ LaunchTime }) => LaunchTime instanceof Date));
    });

    it('filters by state and refuses wrong ids and pages that are too small', async () => {
      const { Reservations = [] } = await ec2.send(
        new DescribeInstancesCommand({ Filters: [{ Name: 'instance-state-name', Values: ['stopped'] }] }),
      );
      assert.deepEqual(
        Reservations.flatMap(({ Instances = [] }) => Instances.map(({ State }) => State?.Name)),
        ['stopped'],
      );
      assert.match(
        await refusal(ec2.send(new DescribeInstancesCommand({ InstanceIds: ['i-00000000'] }))),
        /^InvalidInstanceID.NotFound/u,
      );
      assert.match(
        await refusal(ec2.send(new DescribeInstancesCommand({ InstanceIds: ['x'] }))),
        /^InvalidInstanceID.Malformed/u,
      );
      assert.match(
        await refusal(ec2.send(new DescribeInstancesCommand({ MaxResults: 4 }))),
        /^InvalidParameterValue/u,
      );
    });
  });

  describe('DescribeSnapshots', () => {
    it('has the snapshot of every image, each once over all pages', async () => {
      const pages = paginateDescribeSnapshots({ client: ec2, pageSize: 10 }, { OwnerIds: ['self'] });
      const snapshots = await collect(pages, (page) => page.Snapshots);
      const ids = new Set(snapshots.map(({ SnapshotId }) => SnapshotId));
      assert.equal(ids.size, snapshots.length);
      for (const { BlockDeviceMappings = [] } of await ownImages(ec2)) {
        for (const { Ebs } of BlockDeviceMappings) assert.ok(ids.has(Ebs?.SnapshotId));
      }
    });

    it('refuses ids that are not there, and gives nothing of another owner', async () => {
      assert.match(
        await refusal(ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: ['snap-00000000'] }))),
        /^InvalidSnapshot.NotFound/u,
      );
      const { Snapshots } = await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['333333333333'] }));
      assert.deepEqual(Snapshots, []);
    });
  });

  describe('Tags', () => {
    it('are created, overwritten, described and deleted', async () => {
      const id = await anImage();
      const tagsOf = async (): Promise<Record<string, string>> => {
        const { Tags = [] } = await ec2.send(
          new DescribeTagsCommand({
            Filters: [
              { Name: 'resource-id', Values: [id] },
              { Name: 'key', Values: ['Test*'] },
            ],
          }),
        );
        return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
      };
      const create = (value: string): CreateTagsCommand =>
        new CreateTagsCommand({
          Resources: [id],
          Tags: [
            { Key: 'Test1', Value: value },
            { Key: 'Test2', Value: '' },
          ],
        });
      await ec2.send(create('a'));
      await ec2.send(create('b <&> "c" 🍞'));
      assert.deepEqual(await tagsOf(), { Test1: 'b <&> "c" 🍞', Test2: '' });
      await ec2.send(
        new DeleteTagsCommand({
          Resources: [id],
          Tags: [{ Key: 'Test1', Value: 'another' }, { Key: 'Test2' }],
        }),
      );
      assert.deepEqual(await tagsOf(), { Test1: 'b <&> "c" 🍞' });
      await ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: [{ Key: 'Test1' }] }));
      assert.deepEqual(await tagsOf(), {});
    });

    it('are described over all pages, each once', async () => {
      const tags = await collect(
        paginateDescribeTags({ client: ec2, pageSize: 100 }, {}),
        (page) => page.Tags,
      );
      const { Tags } = await ec2.send(new DescribeTagsCommand({}));
      assert.deepEqual(tags, Tags);
    });

    it('that break a rule of EC2 are refused, and nothing is changed', async () => {
      const id = await anImage();
      const create = (Resources: string[], Tags: { Key: string; Value: string }[]): Promise<string> =>
        refusal(ec2.send(new CreateTagsCommand({ Resources, Tags })));
      const before_ = JSON.stringify(await ownImages(ec2));
      assert.match(await create([id], [{ Key: 'aws:x', Value: '' }]), /^InvalidParameterValue: .*reserved/u);
      assert.match(await create([id], [{ Key: '', Value: '' }]), /^InvalidParameterValue/u);
      assert.match(await create([id], [{ Key: 'k'.repeat(129), Value: '' }]), /^InvalidParameterValue/u);
      assert.match(await create([id], [{ Key: 'k', Value: 'v'.repeat(257) }]), /^InvalidParameterValue/u);
      assert.match(await create([id, 'ami-00000000'], [{ Key: 'k', Value: 'v' }]), /^InvalidAMIID.NotFound/u);
      assert.match(
        await create(['eni-1'], [{ Key: 'k', Value: 'v' }]),
        /^InvalidID: The ID 'eni-1' is not valid/u,
      );
      const many = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
      assert.match(await create([id], many), /^TagLimitExceeded/u);
      assert.equal(JSON.stringify(await ownImages(ec2)), before_);
    });
  });

  describe('Other calls', () => {
    it('that EC2 has and the local cloud has not say so by name', async () => {
      const call = ec2.send(new RebootInstancesCommand({ InstanceIds: ['i-00000000'] }));
      assert.match(
        await refusal(call),
        /^UnsupportedOperation: The local cloud does not implement RebootInstances yet/u,
      );
    });
  });
});
