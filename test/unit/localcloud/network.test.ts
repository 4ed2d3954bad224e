import assert from 'node:assert/strict';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  type IpPermission,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcs,
  RevokeSecurityGroupIngressCommand,
  RunInstancesCommand,
  type SecurityGroup,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { canonicalCidr } from '../../../src/localcloud/ec2/cidr.ts';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { collect, launchableImage, passTime, refusal, sdkClients } from './clients.ts';

const ssh = (CidrIp: string): IpPermission => ({
  IpProtocol: 'tcp',
  FromPort: 22,
  ToPort: 22,
  IpRanges: [{ CidrIp }],
});

describe('The network', function () {
  this.timeout(60_000);
  let cloud: LocalCloud;
  let ec2: EC2Client;
  beforeEach(async () => {
    cloud = await startLocalCloud({ images: 60 });
    ({ ec2 } = sdkClients(cloud));
  });
  afterEach(() => cloud.close());

  const makeGroup = async (GroupName = 'web'): Promise<string> => {
    const { GroupId = '' } = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName, Description: 'a test' }),
    );
    return GroupId;
  };
  const group = async (id: string): Promise<SecurityGroup | undefined> => {
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }));
    return SecurityGroups[0];
  };
  const authorize = (GroupId: string, ...IpPermissions: IpPermission[]): Promise<unknown> =>
    ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));

  it('of every account and region is a default VPC with a subnet in each of several zones', async () => {
    for (const profile of ['dev', 'prod']) {
      for (const region of cloud.regions) {
        const client = sdkClients(cloud, { profile, region }).ec2;
        const { Vpcs: [vpc, ...others] = [] } = await client.send(new DescribeVpcsCommand({}));
        assert.deepEqual([vpc?.IsDefault, others], [true, []]);
        const { Subnets = [] } = await client.send(
          new DescribeSubnetsCommand({ Filters: [{ Name: 'default-for-az', Values: ['true'] }] }),
        );
        assert.deepEqual(Subnets.map(({ AvailabilityZone }) => AvailabilityZone).sort(), [
          `${region}a`,
          `${region}b`,
          `${region}c`,
        ]);
        assert.ok(Subnets.every(({ VpcId }) => VpcId === vpc?.VpcId));
        assert.equal(new Set(Subnets.map(({ CidrBlock }) => CidrBlock)).size, 3);
      }
    }
  });

  it('is read over pages, each thing once', async () => {
    for (let number = 0; number < 6; number += 1) await makeGroup(`group ${number}`);
    const [vpcs, subnets, groups, rules] = await Promise.all([
      collect(paginateDescribeVpcs({ client: ec2, pageSize: 5 }, {}), (page) => page.Vpcs),
      collect(paginateDescribeSubnets({ client: ec2, pageSize: 5 }, {}), (page) => page.Subnets),
      collect(
        paginateDescribeSecurityGroups({ client: ec2, pageSize: 5 }, {}),
        (page) => page.SecurityGroups,
      ),
      collect(
        paginateDescribeSecurityGroupRules({ client: ec2, pageSize: 5 }, {}),
        (page) => page.SecurityGroupRules,
      ),
    ]);
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({}));
    assert.deepEqual(groups, SecurityGroups);
    assert.deepEqual([vpcs.length, subnets.length, groups.length, rules.length], [1, 4, 7, 8]);
  });

  it('refuses pages that are too small, pages of ids, and ids that are wrong', async () => {
    const codeOf = async (call: Promise<unknown>): Promise<string> =>
      (await refusal(call)).replace(/:.*$/su, '');
    const small = { MaxResults: 4 };
    assert.deepEqual(
      await Promise.all([
        codeOf(ec2.send(new DescribeVpcsCommand(small))),
        codeOf(ec2.send(new DescribeSubnetsCommand(small))),
        codeOf(ec2.send(new DescribeSecurityGroupsCommand(small))),
        codeOf(ec2.send(new DescribeSecurityGroupRulesCommand({ MaxResults: 1001 }))),
        codeOf(ec2.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-00000000'], MaxResults: 5 }))),
        codeOf(ec2.send(new DescribeVpcsCommand({ VpcIds: ['vpc-00000000'] }))),
        codeOf(ec2.send(new DescribeVpcsCommand({ VpcIds: ['x'] }))),
        codeOf(ec2.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-00000000'] }))),
        codeOf(ec2.send(new DescribeSubnetsCommand({ SubnetIds: ['x'] }))),
        codeOf(ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: ['sg-00000000'] }))),
        codeOf(ec2.send(new DescribeSecurityGroupsCommand({ GroupNames: ['nobody'] }))),
        codeOf(ec2.send(new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: ['sgr-00000000'] }))),
      ]),
      [
        ...Array.from({ length: 4 }, () => 'InvalidParameterValue'),
        'InvalidParameterCombination',
        'InvalidVpcID.NotFound',
        'InvalidVpcID.Malformed',
        'InvalidSubnetID.NotFound',
        'InvalidSubnetID.Malformed',
        'InvalidGroup.NotFound',
        'InvalidGroup.NotFound',
        'InvalidSecurityGroupRuleId.NotFound',
      ],
    );
  });

  describe('has security groups', () => {
    it('that let nothing in and everything out when they are new', async () => {
      const made = await group(await makeGroup());
      assert.deepEqual(made?.IpPermissions, []);
      assert.deepEqual(
        made.IpPermissionsEgress?.map(({ IpProtocol, IpRanges }) => [IpProtocol, IpRanges]),
        [['-1', [{ CidrIp: '0.0.0.0/0' }]]],
      );
    });

    it('whose rules are shown without the bits of the host, together and one by one', async () => {
      const id = await makeGroup();
      await authorize(id, {
        IpProtocol: '6',
        FromPort: 22,
        ToPort: 22,
        IpRanges: [{ CidrIp: '100.68.0.18/18', Description: 'the office' }],
        Ipv6Ranges: [{ CidrIpv6: '2001:DB8:0:0:0:0:0:1/128' }],
      });
      const shown = await group(id);
      assert.deepEqual(
        shown?.IpPermissions?.map(({ FromPort, IpProtocol, IpRanges, Ipv6Ranges, ToPort }) => [
          ...[IpProtocol, FromPort, ToPort],
          ...[IpRanges, Ipv6Ranges],
        ]),
        [
          [
            ...['tcp', 22, 22],
            ...[[{ CidrIp: '100.68.0.0/18', Description: 'the office' }], [{ CidrIpv6: '2001:db8::1/128' }]],
          ],
        ],
      );
      const { SecurityGroupRules = [] } = await ec2.send(
        new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [id] }] }),
      );
      assert.deepEqual(
        SecurityGroupRules.map(
          ({ CidrIpv4, CidrIpv6, IsEgress }) => `${CidrIpv4 ?? CidrIpv6} ${IsEgress}`,
        ).sort(),
        ['0.0.0.0/0 true', '100.68.0.0/18 false', '2001:db8::1/128 false'],
      );
    });

    it('found by what their rules let in, and by their tags', async () => {
      const id = await makeGroup();
      await authorize(id, ssh('192.0.2.7/32'));
      await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'Owner', Value: 'me' }] }));
      for (const [Name, value] of [
        ['ip-permission.cidr', '192.0.2.7/32'],
        ['ip-permission.from-port', '22'],
        ['tag:Owner', 'm*'],
        ['group-name', 'web'],
      ]) {
        const { SecurityGroups = [] } = await ec2.send(
          new DescribeSecurityGroupsCommand({ Filters: [{ Name, Values: [value ?? ''] }] }),
        );
        assert.deepEqual(
          SecurityGroups.map(({ GroupId }) => GroupId),
          [id],
          Name,
        );
      }
    });

    it('that take a rule once, and none of a request when one is wrong', async () => {
      const id = await makeGroup();
      await authorize(id, ssh('192.0.2.7/32'));
      assert.equal(
        await refusal(authorize(id, ssh('192.0.2.8/32'), ssh('192.0.2.7/32'))),
        'InvalidPermission.Duplicate: the specified rule "peer: 192.0.2.7/32, TCP, from port: 22, to port: 22, ALLOW" already exists',
      );
      assert.match(await refusal(authorize(id, ssh('192.0.2.7/33'))), /^InvalidParameterValue: CIDR block/u);
      assert.match(
        await refusal(authorize(id, { IpProtocol: 'tcp', FromPort: 22 })),
        /^InvalidParameterValue/u,
      );
      assert.match(
        await refusal(authorize(id, { ...ssh('192.0.2.9/32'), FromPort: 23 })),
        /^InvalidParameterValue: Invalid TCP\/UDP port range/u,
      );
      assert.match(
        await refusal(authorize(id, { ...ssh('192.0.2.9/32'), IpProtocol: 'pigeon' })),
        /^InvalidPermission.Malformed/u,
      );
      assert.match(await refusal(authorize(id, { IpProtocol: '-1' })), /^MissingParameter/u);
      assert.deepEqual((await group(id))?.IpPermissions?.[0]?.IpRanges, [{ CidrIp: '192.0.2.7/32' }]);
    });

    it('whose rules are revoked by content and by id', async () => {
      const id = await makeGroup();
      await authorize(id, ssh('192.0.2.7/32'), ssh('192.0.2.8/32'));
      const revoke = (input: object): Promise<{ UnknownIpPermissions?: unknown[] | undefined }> =>
        ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: id, ...input }));
      await revoke({ IpPermissions: [ssh('192.0.2.7/32')] });
      const [rule] =
        (
          await ec2.send(
            new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [id] }] }),
          )
        ).SecurityGroupRules?.filter(({ IsEgress }) => IsEgress === false) ?? [];
      assert.equal(rule?.CidrIpv4, '192.0.2.8/32');
      await revoke({ SecurityGroupRuleIds: [rule.SecurityGroupRuleId ?? ''] });
      assert.deepEqual((await group(id))?.IpPermissions, []);
      assert.equal((await revoke({ IpPermissions: [ssh('192.0.2.7/32')] })).UnknownIpPermissions?.length, 1);
    });

    it('that are refused by name, and not deleted while an instance has them', async () => {
      const id = await makeGroup();
      const create = (GroupName: string): Promise<string> =>
        refusal(ec2.send(new CreateSecurityGroupCommand({ GroupName, Description: 'x' })));
      assert.match(await create('WEB'), /^InvalidGroup.Duplicate: The security group 'WEB' already exists/u);
      assert.match(await create('sg-1'), /^InvalidParameterValue/u);
      assert.match(await create('über'), /^InvalidParameterValue/u);
      const { Instances: [{ InstanceId = '' } = {}] = [] } = await ec2.send(
        new RunInstancesCommand({
          ImageId: await launchableImage(ec2),
          InstanceType: 't3.micro',
          SecurityGroupIds: [id],
          MinCount: 1,
          MaxCount: 1,
        }),
      );
      const remove = (): Promise<unknown> => ec2.send(new DeleteSecurityGroupCommand({ GroupId: id }));
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
      assert.equal(await refusal(remove()), `DependencyViolation: resource ${id} has a dependent object`);
      await passTime(cloud, 60_000);
      await remove();
      assert.match(await refusal(remove()), /^InvalidGroup.NotFound/u);
      const { SecurityGroups: [own] = [] } = await ec2.send(
        new DescribeSecurityGroupsCommand({ GroupNames: ['default'] }),
      );
      assert.match(
        await refusal(ec2.send(new DeleteSecurityGroupCommand({ GroupId: own?.GroupId }))),
        /^CannotDelete/u,
      );
    });
  });

  it('has blocks of addresses whose canonical form does not change again and holds the address', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, length) => {
        const once = canonicalCidr(`${address}/${length}`, 'ipv4') ?? '';
        assert.equal(canonicalCidr(once, 'ipv4'), once);
        assert.equal(canonicalCidr(`${address}/${length}`, 'ipv6'), undefined);
      }),
    );
    fc.assert(
      fc.property(fc.ipV6(), fc.integer({ min: 0, max: 128 }), (address, length) => {
        const once = canonicalCidr(`${address}/${length}`, 'ipv6') ?? '';
        assert.match(once, /^[0-9a-f:.]+\/\d+$/u);
        assert.equal(canonicalCidr(once, 'ipv6'), once);
      }),
    );
  });
});
