import assert from 'node:assert/strict';
import {
  CreateLaunchTemplateCommand,
  type CreateLaunchTemplateCommandInput,
  CreateLaunchTemplateVersionCommand,
  type CreateLaunchTemplateVersionCommandInput,
  DescribeImagesCommand,
  DescribeLaunchTemplatesCommand,
  type DescribeLaunchTemplatesCommandInput,
  DescribeLaunchTemplateVersionsCommand,
  type DescribeLaunchTemplateVersionsCommandInput,
  DescribeTagsCommand,
  type EC2Client,
  type LaunchTemplate,
  ModifyLaunchTemplateCommand,
  paginateDescribeLaunchTemplates,
  paginateDescribeLaunchTemplateVersions,
} from '@aws-sdk/client-ec2';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { collect, refusal, sdkClients } from './clients.ts';

describe('Launch templates', function () {
  this.timeout(60_000);
  let cloud: LocalCloud;
  let ec2: EC2Client;
  before(async () => {
    cloud = await startLocalCloud();
    ({ ec2 } = sdkClients(cloud));
  });
  after(() => cloud.close());

  const create = async (
    LaunchTemplateName: string,
    differences: Partial<CreateLaunchTemplateCommandInput> = {},
  ): Promise<LaunchTemplate> => {
    const { LaunchTemplate: made } = await ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName,
        LaunchTemplateData: { ImageId: 'ami-11111111', InstanceType: 't3.micro' },
        ...differences,
      }),
    );
    assert.ok(made);
    return made;
  };
  const addVersion = (input: CreateLaunchTemplateVersionCommandInput): Promise<unknown> =>
    ec2.send(new CreateLaunchTemplateVersionCommand(input));
  /** Number and image of each version, as `1 ami-…`. */
  const versions = async (input: DescribeLaunchTemplateVersionsCommandInput): Promise<string[]> => {
    const { LaunchTemplateVersions = [] } = await ec2.send(new DescribeLaunchTemplateVersionsCommand(input));
    return LaunchTemplateVersions.map(
      ({ VersionNumber, LaunchTemplateData }) => `${VersionNumber} ${LaunchTemplateData?.ImageId}`,
    );
  };

  describe('of the sample world, to the JavaScript SDK', () => {
    it('are each described once over all pages', async () => {
      const pages = paginateDescribeLaunchTemplates({ client: ec2, pageSize: 2 }, {});
      const paged = await collect(pages, (page) => page.LaunchTemplates);
      const { LaunchTemplates } = await ec2.send(new DescribeLaunchTemplatesCommand({}));
      assert.deepEqual(paged, LaunchTemplates);
      assert.ok(paged.length > 4);
    });

    it('are found by id, by name and by tag', async () => {
      const named = async (input: DescribeLaunchTemplatesCommandInput): Promise<(string | undefined)[]> => {
        const { LaunchTemplates = [] } = await ec2.send(new DescribeLaunchTemplatesCommand(input));
        return LaunchTemplates.map(({ LaunchTemplateName }) => LaunchTemplateName);
      };
      const byName = { LaunchTemplateNames: ['web-dev'] };
      const { LaunchTemplates: [web] = [] } = await ec2.send(new DescribeLaunchTemplatesCommand(byName));
      assert.deepEqual(await named({ LaunchTemplateIds: [web?.LaunchTemplateId ?? ''] }), ['web-dev']);
      const filters = [
        { Name: 'launch-template-name', Values: ['w*-dev'] },
        { Name: 'tag:Environment', Values: ['dev'] },
      ];
      assert.deepEqual((await named({ Filters: filters })).sort(), ['web-dev', 'worker-dev']);
    });

    it('have a default version that need not be the latest one', async () => {
      const LaunchTemplateName = 'web-dev';
      const all = await versions({ LaunchTemplateName });
      assert.equal(all.length, 3);
      assert.deepEqual(await versions({ LaunchTemplateName, Versions: ['$Latest'] }), [all[2]]);
      assert.deepEqual(await versions({ LaunchTemplateName, Versions: ['$Default'] }), [all[1]]);
      assert.deepEqual(await versions({ LaunchTemplateName, Versions: ['3', '1', '$Latest'] }), [
        all[0],
        all[2],
      ]);
      assert.deepEqual(await versions({ LaunchTemplateName, MinVersion: '2', MaxVersion: '2' }), [all[1]]);
      const isDefault = [{ Name: 'is-default-version', Values: ['true'] }];
      assert.deepEqual(await versions({ LaunchTemplateName, Filters: isDefault }), [all[1]]);
    });

    it('without a name give their latest and default versions, and no numbers', async () => {
      const { LaunchTemplates = [] } = await ec2.send(new DescribeLaunchTemplatesCommand({}));
      const pages = paginateDescribeLaunchTemplateVersions(
        { client: ec2, pageSize: 3 },
        { Versions: ['$Latest', '$Default'] },
      );
      const found = await collect(pages, (page) => page.LaunchTemplateVersions);
      const expected = LaunchTemplates.flatMap((template) =>
        [...new Set([template.DefaultVersionNumber, template.LatestVersionNumber])]
          .sort((a = 0, b = 0) => a - b)
          .map((number) => `${template.LaunchTemplateId} ${number}`),
      );
      assert.deepEqual(
        found.map((version) => `${version.LaunchTemplateId} ${version.VersionNumber}`),
        expected,
      );
      for (const { VersionNumber, DefaultVersion, LaunchTemplateId } of found) {
        const template = LaunchTemplates.find((each) => each.LaunchTemplateId === LaunchTemplateId);
        assert.equal(DefaultVersion, VersionNumber === template?.DefaultVersionNumber);
      }
    });

    it('show the parameter that names their image, or the image, when one version is asked for', async () => {
      const ofWorker = { LaunchTemplateName: 'worker-dev', Versions: ['$Default'] };
      assert.deepEqual(await versions(ofWorker), ['2 resolve:ssm:/images/worker/current']);
      const [resolved = ''] = await versions({ ...ofWorker, ResolveAlias: true });
      assert.match(resolved, /^2 ami-[0-9a-f]{17}$/u);
      const { Images = [] } = await ec2.send(
        new DescribeImagesCommand({ ImageIds: [resolved.slice('2 '.length)] }),
      );
      assert.ok(Images[0]?.Tags?.some(({ Key, Value }) => Key === 'Service' && Value === 'worker'));
      assert.match(
        await refusal(versions({ LaunchTemplateName: 'worker-dev', ResolveAlias: true })),
        /^InvalidParameterCombination/u,
      );
    });

    it('find the version or the label of a parameter that an alias pins', async () => {
      const resolved = async (alias: string): Promise<string> => {
        const { LaunchTemplateVersion: version } = await ec2.send(
          new CreateLaunchTemplateVersionCommand({
            LaunchTemplateName: 'batch.nightly',
            LaunchTemplateData: { ImageId: alias },
            ResolveAlias: true,
          }),
        );
        return version?.LaunchTemplateData?.ImageId ?? '';
      };
      const images = await Promise.all(
        ['', ':3', ':current', ':2', ':previous', ':1', ':stable'].map((pin) =>
          resolved(`resolve:ssm:/images/web/current${pin}`),
        ),
      );
      assert.equal(new Set(images).size, 3);
      const [unpinned, third, current, second, previous, first, stable] = images;
      assert.deepEqual([third, current], [unpinned, unpinned]);
      assert.equal(previous, second);
      assert.equal(stable, first);
    });

    it('take no alias that cannot be resolved', async () => {
      const refused = (ImageId: string): Promise<string> =>
        refusal(create(`alias-${ImageId.length}`, { LaunchTemplateData: { ImageId } }));
      assert.match(await refused('resolve:ssm:/nothing'), /^SsmInvalidParameter: .*does not exist/u);
      assert.match(await refused('resolve:ssm:/images/web/current:9'), /^SsmInvalidParameter/u);
      assert.match(
        await refused('resolve:ssm:/deploy/batch/ami'),
        /^SsmInvalidParameter: Unsupported data type/u,
      );
    });
  });

  describe('that the JavaScript SDK makes', () => {
    it('have one version, which is the default and the latest one, and their tags', async () => {
      const made = await create('made', {
        VersionDescription: 'first <b>',
        TagSpecifications: [{ ResourceType: 'launch-template', Tags: [{ Key: 'Team', Value: 'bakery' }] }],
      });
      assert.match(made.LaunchTemplateId ?? '', /^lt-[0-9a-f]{17}$/u);
      assert.deepEqual([made.DefaultVersionNumber, made.LatestVersionNumber], [1, 1]);
      assert.equal(made.CreatedBy, 'arn:aws:iam::111111111111:user/dev');
      assert.deepEqual(await versions({ LaunchTemplateName: 'made' }), ['1 ami-11111111']);
      const { Tags } = await ec2.send(
        new DescribeTagsCommand({
          Filters: [{ Name: 'resource-id', Values: [made.LaunchTemplateId ?? ''] }],
        }),
      );
      assert.deepEqual(Tags, [
        { ...Tags?.[0], ResourceType: 'launch-template', Key: 'Team', Value: 'bakery' },
      ]);
    });

    it('get versions that inherit what they do not say, but not the snapshots of disks', async () => {
      const disk = { DeviceName: '/dev/sda1', Ebs: { SnapshotId: 'snap-11111111', VolumeSize: 8 } };
      const { LaunchTemplateId } = await create('inherits', {
        LaunchTemplateData: { ImageId: 'ami-11111111', KeyName: 'key', BlockDeviceMappings: [disk] },
      });
      const LaunchTemplateData = { ImageId: 'ami-22222222' };
      await addVersion({ LaunchTemplateId, SourceVersion: '1', LaunchTemplateData });
      await addVersion({ LaunchTemplateId, LaunchTemplateData });
      const { LaunchTemplateVersions = [] } = await ec2.send(
        new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId, MinVersion: '2' }),
      );
      assert.deepEqual(
        LaunchTemplateVersions.map((version) => version.LaunchTemplateData),
        [
          {
            ImageId: 'ami-22222222',
            KeyName: 'key',
            BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 8 } }],
          },
          { ImageId: 'ami-22222222' },
        ],
      );
    });

    it('get another default version', async () => {
      const { LaunchTemplateId } = await create('changes');
      await addVersion({ LaunchTemplateId, LaunchTemplateData: { ImageId: 'ami-22222222' } });
      assert.deepEqual(await versions({ LaunchTemplateId, Versions: ['$Default'] }), ['1 ami-11111111']);
      const { LaunchTemplate: changed } = await ec2.send(
        new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion: '2' }),
      );
      assert.deepEqual([changed?.DefaultVersionNumber, changed?.LatestVersionNumber], [2, 2]);
      assert.deepEqual(await versions({ LaunchTemplateId, Versions: ['$Default'] }), ['2 ami-22222222']);
    });

    it('are made once for one client token', async () => {
      const ClientToken = 'the-same-token';
      const first = await create('once', { ClientToken });
      const again = await create('once', { ClientToken });
      assert.equal(again.LaunchTemplateId, first.LaunchTemplateId);
      assert.match(await refusal(create('twice', { ClientToken })), /^IdempotentParameterMismatch/u);
      assert.match(await refusal(create('once')), /^InvalidLaunchTemplateName.AlreadyExistsException/u);
    });

    it('are refused with what EC2 refuses, and nothing is made', async () => {
      const refused = async (input: Partial<CreateLaunchTemplateCommandInput>): Promise<string> =>
        refusal(create('refused', input));
      const codes = await Promise.all([
        refused({ LaunchTemplateName: 'a b c' }),
        refused({ LaunchTemplateName: 'ab' }),
        refused({ LaunchTemplateData: {} }),
        refused({ LaunchTemplateData: { ImageId: 'web' } }),
        refused({ TagSpecifications: [{ ResourceType: 'image', Tags: [{ Key: 'a', Value: 'b' }] }] }),
        refused({ DryRun: true }),
        refusal(addVersion({ LaunchTemplateName: 'nothing', LaunchTemplateData: { KeyName: 'k' } })),
        refusal(addVersion({ LaunchTemplateData: { KeyName: 'k' } })),
        refusal(
          addVersion({
            LaunchTemplateName: 'web-dev',
            SourceVersion: '9',
            LaunchTemplateData: { KeyName: 'k' },
          }),
        ),
        refusal(versions({ LaunchTemplateName: 'web-dev', Versions: ['9'] })),
        refusal(versions({ LaunchTemplateId: 'lt-00000000000000000' })),
        refusal(versions({ LaunchTemplateId: 'lt-x' })),
        refusal(versions({})),
        refusal(versions({ Versions: ['1'] })),
        refusal(versions({ LaunchTemplateName: 'web-dev', MaxResults: 201 })),
        refusal(
          ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateNames: ['web-dev', 'nothing'] })),
        ),
        refusal(
          ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateName: 'web-dev', DefaultVersion: '9' })),
        ),
      ]);
      assert.deepEqual(
        codes.map((text) => text.replace(/:.*$/su, '')),
        [
          'InvalidLaunchTemplateName.MalformedException',
          'InvalidLaunchTemplateName.MalformedException',
          'MissingParameter',
          'InvalidAMIID.Malformed',
          'InvalidParameterValue',
          'DryRunOperation',
          'InvalidLaunchTemplateName.NotFoundException',
          'MissingParameter',
          'InvalidLaunchTemplateId.VersionNotFound',
          'InvalidLaunchTemplateId.VersionNotFound',
          'InvalidLaunchTemplateId.NotFound',
          'InvalidLaunchTemplateId.Malformed',
          'MissingParameter',
          'InvalidParameterValue',
          'InvalidParameterValue',
          'InvalidLaunchTemplateName.NotFoundException',
          'InvalidLaunchTemplateId.VersionNotFound',
        ],
      );
      const { LaunchTemplates } = await ec2.send(
        new DescribeLaunchTemplatesCommand({
          Filters: [{ Name: 'launch-template-name', Values: ['refused'] }],
        }),
      );
      assert.deepEqual(LaunchTemplates, []);
    });
  });
});
