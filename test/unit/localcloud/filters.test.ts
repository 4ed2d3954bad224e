import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import {
  CreateLaunchTemplateCommand,
  CreateSecurityGroupCommand,
  DescribeFleetsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeKeyPairsCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeRegionsCommand,
  DescribeReplaceRootVolumeTasksCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
  type EC2Client,
  type Filter,
  RegisterImageCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { unimplementedFilters } from '../../../src/localcloud/ec2/unimplementedFilters.ts';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { passTime, refusal, sdkClients } from './clients.ts';

/** Every call here that has filters. */
const calls: Readonly<Record<string, (ec2: EC2Client, filter: Filter) => Promise<unknown>>> = {
  DescribeFleets: (ec2, filter) => ec2.send(new DescribeFleetsCommand({ Filters: [filter] })),
  DescribeImages: (ec2, filter) => ec2.send(new DescribeImagesCommand({ Filters: [filter] })),
  DescribeInstances: (ec2, filter) => ec2.send(new DescribeInstancesCommand({ Filters: [filter] })),
  DescribeInstanceStatus: (ec2, filter) => ec2.send(new DescribeInstanceStatusCommand({ Filters: [filter] })),
  DescribeInstanceTypeOfferings: (ec2, filter) =>
    ec2.send(new DescribeInstanceTypeOfferingsCommand({ Filters: [filter] })),
  DescribeKeyPairs: (ec2, filter) => ec2.send(new DescribeKeyPairsCommand({ Filters: [filter] })),
  DescribeLaunchTemplates: (ec2, filter) =>
    ec2.send(new DescribeLaunchTemplatesCommand({ Filters: [filter] })),
  DescribeLaunchTemplateVersions: (ec2, filter) =>
    ec2.send(new DescribeLaunchTemplateVersionsCommand({ Versions: ['$Latest'], Filters: [filter] })),
  DescribeRegions: (ec2, filter) => ec2.send(new DescribeRegionsCommand({ Filters: [filter] })),
  DescribeReplaceRootVolumeTasks: (ec2, filter) =>
    ec2.send(new DescribeReplaceRootVolumeTasksCommand({ Filters: [filter] })),
  DescribeSecurityGroupRules: (ec2, filter) =>
    ec2.send(new DescribeSecurityGroupRulesCommand({ Filters: [filter] })),
  DescribeSecurityGroups: (ec2, filter) => ec2.send(new DescribeSecurityGroupsCommand({ Filters: [filter] })),
  DescribeSnapshots: (ec2, filter) => ec2.send(new DescribeSnapshotsCommand({ Filters: [filter] })),
  DescribeSubnets: (ec2, filter) => ec2.send(new DescribeSubnetsCommand({ Filters: [filter] })),
  DescribeTags: (ec2, filter) => ec2.send(new DescribeTagsCommand({ Filters: [filter] })),
  DescribeVolumes: (ec2, filter) => ec2.send(new DescribeVolumesCommand({ Filters: [filter] })),
  DescribeVpcs: (ec2, filter) => ec2.send(new DescribeVpcsCommand({ Filters: [filter] })),
};

/** The names of filters, by call, as the SDK documents them: a list whose items begin with the name in `code`. */
async function documentedFilters(): Promise<ReadonlyMap<string, readonly string[]>> {
  const folder = fileURLToPath(
    new URL('../../../node_modules/@aws-sdk/client-ec2/dist-types/models/', import.meta.url),
  );
  const files = (await readdir(folder)).filter((name) => name.endsWith('.d.ts'));
  const texts = await Promise.all(files.map((name) => readFile(`${folder}${name}`, 'utf8')));
  const shapes = texts.join('\n').matchAll(/^export interface (\w+)Request \{\n([^]*?)^\}/gmu);
  const named = new Map([...shapes].map(([, call = '', members = '']) => [call, members]));
  return new Map(
    Object.keys(calls).map((call) => {
      const comments = (named.get(call) ?? '').split('/**');
      const comment = comments.find((each) => each.includes(' Filters?:')) ?? '';
      const names = comment.matchAll(/^ {5}\* {19}<code>([a-z0-9.-]+)<\/code>\s*(?:\*\s*)?[-–]/gmu);
      // What is documented as `tag` is `tag:<key>`.
      return [call, [...names].map(([, name = '']) => name).filter((name) => name !== 'tag')];
    }),
  );
}

function unimplementedIn(call: string): readonly string[] {
  return new Map<string, readonly string[]>(Object.entries(unimplementedFilters)).get(call) ?? [];
}

describe('Filters of the local cloud', function () {
  this.timeout(20_000);
  let cloud: LocalCloud;
  let ec2: EC2Client;
  before(async () => {
    cloud = await startLocalCloud({ images: 12 });
    ({ ec2 } = sdkClients(cloud));
  });
  after(() => cloud.close());

  it('are carried out or refused by name when EC2 has them', async () => {
    const documented = await documentedFilters();
    for (const [call, send] of Object.entries(calls)) {
      const names = documented.get(call) ?? [];
      assert.ok(names.length > 0, call);
      for (const name of names) {
        const answer = await refusal(send(ec2, { Name: name, Values: ['x'] })).catch(() => 'carried out');
        const refused = `UnsupportedOperation: The local cloud does not implement the filter '${name}' yet.`;
        assert.equal(answer, unimplementedIn(call).includes(name) ? refused : 'carried out', name);
      }
    }
  });

  it('are refused as invalid when EC2 does not have them', async () => {
    const documented = await documentedFilters();
    for (const [call, send] of Object.entries(calls)) {
      assert.equal(
        await refusal(send(ec2, { Name: 'colour', Values: ['red'] })),
        "InvalidParameterValue: The filter 'colour' is invalid",
      );
      for (const name of unimplementedIn(call))
        assert.ok(documented.get(call)?.includes(name), `${call} ${name}`);
    }
  });

  it('find instances by what they were launched with', async () => {
    const { Snapshots: [{ SnapshotId } = {}] = [] } = await ec2.send(new DescribeSnapshotsCommand({}));
    const { ImageId } = await ec2.send(
      new RegisterImageCommand({
        Name: 'for launch',
        Architecture: 'x86_64',
        RootDeviceName: '/dev/sda1',
        KernelId: 'aki-00000001',
        BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { SnapshotId } }],
        TpmSupport: 'v2.0',
        BootMode: 'uefi',
      }),
    );
    await passTime(cloud, 60_000);
    const { Images = [] } = await ec2.send(
      new DescribeImagesCommand({ Filters: [{ Name: 'kernel-id', Values: ['aki-*1'] }] }),
    );
    assert.deepEqual(
      Images.map((image) => image.ImageId),
      [ImageId],
    );
    const { GroupId = '' } = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'for launch', Description: 'a test' }),
    );
    const { Instances: [launched] = [] } = await ec2.send(
      new RunInstancesCommand({
        ImageId,
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
        SecurityGroupIds: [GroupId],
        EbsOptimized: true,
        Monitoring: { Enabled: true },
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 7 },
        Placement: { GroupName: 'close', PartitionNumber: 3, Tenancy: 'dedicated' },
      }),
    );
    const found: readonly [string, string][] = [
      ['instance.group-id', GroupId],
      ['instance.group-name', 'for launch'],
      ['kernel-id', 'aki-00000001'],
      ['tpm-support', 'v2.0'],
      ['boot-mode', 'uefi'],
      ['ebs-optimized', 'true'],
      ['monitoring-state', 'enabled'],
      ['metadata-options.http-put-response-hop-limit', '7'],
      ['placement-group-name', 'close'],
      ['placement-partition-number', '3'],
      ['tenancy', 'dedicated'],
      ['state-reason-code', 'pending'],
    ];
    for (const [Name, value] of found) {
      const { Reservations = [] } = await ec2.send(
        new DescribeInstancesCommand({ Filters: [{ Name, Values: [value] }] }),
      );
      const ids = Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId));
      assert.deepEqual(ids, [launched?.InstanceId], Name);
    }
    const ofOwner = async (account: string): Promise<number | undefined> =>
      (await ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'owner-id', Values: [account] }] })))
        .Reservations?.length;
    assert.equal(await ofOwner('222222222222'), 0);
    assert.notEqual(await ofOwner('111111111111'), 0);
  });

  it('find versions of launch templates by network card and licence', async () => {
    const LicenseConfigurationArn =
      'arn:aws:license-manager:us-east-1:111111111111:license-configuration:lic-1';
    const { LaunchTemplate } = await ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: 'cards',
        LaunchTemplateData: {
          NetworkInterfaces: [{ NetworkCardIndex: 5 }],
          LicenseSpecifications: [{ LicenseConfigurationArn }],
        },
      }),
    );
    for (const [Name, value] of [
      ['network-card-index', '5'],
      ['license-configuration-arn', LicenseConfigurationArn],
    ]) {
      const { LaunchTemplateVersions = [] } = await ec2.send(
        new DescribeLaunchTemplateVersionsCommand({
          Versions: ['$Latest'],
          Filters: [{ Name, Values: [value ?? ''] }],
        }),
      );
      assert.deepEqual(
        LaunchTemplateVersions.map(({ LaunchTemplateId }) => LaunchTemplateId),
        [LaunchTemplate?.LaunchTemplateId],
      );
    }
  });
});
