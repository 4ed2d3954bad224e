import assert from 'node:assert/strict';
import {
  AlreadyExistsFault,
  type AutoScalingClient,
  type AutoScalingGroup,
  CreateAutoScalingGroupCommand,
  type CreateAutoScalingGroupCommandInput,
  DescribeAutoScalingGroupsCommand,
  type DescribeAutoScalingGroupsCommandInput,
  DescribeInstanceRefreshesCommand,
  DescribeLaunchConfigurationsCommand,
  paginateDescribeAutoScalingGroups,
  paginateDescribeInstanceRefreshes,
  paginateDescribeLaunchConfigurations,
  UpdateAutoScalingGroupCommand,
  type UpdateAutoScalingGroupCommandInput,
} from '@aws-sdk/client-auto-scaling';
import type { LocalCloud } from '../../../src/localcloud/server.ts';
import type { RegionState } from '../../../src/localcloud/world.ts';
import { collect, refusal, sdkClients } from './clients.ts';
import { cloudWith, launchTemplate } from './cloudWith.ts';

const now = Date.UTC(2026, 10, 24, 12);

const names = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `item-${String(index).padStart(3, '0')}`);

function world(): Partial<RegionState> {
  const templates = [
    launchTemplate('lt-00000001', 'web', 'ami-00000001', 'ami-00000001', 'ami-00000002', 'ami-00000003'),
    launchTemplate('lt-00000002', 'arm', 'ami-00000001'),
  ];
  const image = { Architecture: 'x86_64', State: 'available', RootDeviceName: '/dev/xvda' } as const;
  return {
    images: [
      { ...image, ImageId: 'ami-00000001', OwnerId: '111111111111' },
      { ...image, ImageId: 'ami-00000002', OwnerId: '111111111111', State: 'disabled' },
    ],
    launchTemplates: templates.flatMap(({ launchTemplates }) => launchTemplates),
    launchTemplateVersions: templates.flatMap(({ launchTemplateVersions }) => launchTemplateVersions),
    launchConfigurations: names(120).map((LaunchConfigurationName) => ({
      LaunchConfigurationName,
      ImageId: 'ami-00000001',
      InstanceType: 't3.micro',
      CreatedTime: new Date(now - 86_400_000),
    })),
    instanceRefreshes: names(60).map((InstanceRefreshId, index) => ({
      InstanceRefreshId,
      AutoScalingGroupName: index % 2 === 0 ? 'web' : 'worker',
      Status: 'Successful',
      StartTime: new Date(now - ((index * 37) % 60) * 3_600_000),
    })),
  };
}

describe('Auto Scaling of the local cloud', function () {
  this.timeout(10_000);
  let cloud: LocalCloud;
  let autoScaling: AutoScalingClient;
  beforeEach(async () => {
    cloud = await cloudWith(world());
    ({ autoScaling } = sdkClients(cloud));
  });
  afterEach(() => cloud.close());

  const create = (
    AutoScalingGroupName: string,
    more: Partial<CreateAutoScalingGroupCommandInput> = {},
  ): Promise<unknown> =>
    autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName,
        MinSize: 0,
        MaxSize: 4,
        AvailabilityZones: ['us-east-1a'],
        LaunchTemplate: { LaunchTemplateName: 'web' },
        ...more,
      }),
    );
  const createFromNothing = (
    name: string,
    more: Partial<CreateAutoScalingGroupCommandInput>,
  ): Promise<unknown> => create(name, { LaunchTemplate: undefined, ...more });
  const update = (more: Partial<UpdateAutoScalingGroupCommandInput>): Promise<unknown> =>
    autoScaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: 'web', ...more }));
  const describeBy = async (input: DescribeAutoScalingGroupsCommandInput): Promise<AutoScalingGroup[]> =>
    (await autoScaling.send(new DescribeAutoScalingGroupsCommand(input))).AutoScalingGroups ?? [];
  const groupNamed = async (name = 'web'): Promise<AutoScalingGroup> =>
    (await describeBy({ AutoScalingGroupNames: [name] }))[0] ?? assert.fail(`there is no ${name}`);

  describe('CreateAutoScalingGroup', () => {
    it('makes a group that shows what was said and the default of the rest', async () => {
      await create('web', {
        MinSize: 1,
        DesiredCapacity: 2,
        LaunchTemplate: { LaunchTemplateId: 'lt-00000002', Version: '$Latest' },
        VPCZoneIdentifier: 'subnet-1,subnet-2',
        TargetGroupARNs: ['arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/web/1'],
        Tags: [{ Key: 'Service', Value: 'über 🍞 <&>', PropagateAtLaunch: true }],
        HealthCheckType: 'ELB',
      });
      const { AutoScalingGroupARN, CreatedTime, Instances, ServiceLinkedRoleARN, ...group } =
        await groupNamed();
      assert.match(
        AutoScalingGroupARN ?? '',
        /^arn:aws:autoscaling:us-east-1:111111111111:autoScalingGroup:[0-9a-f-]{36}:autoScalingGroupName\/web$/u,
      );
      assert.ok((CreatedTime?.getTime() ?? 0) >= now && (CreatedTime?.getTime() ?? 0) < now + 60_000);
      assert.match(ServiceLinkedRoleARN ?? '', /:role\/aws-service-role\/autoscaling\.amazonaws\.com\//u);
      assert.ok(Instances);
      assert.deepEqual(group, {
        AutoScalingGroupName: 'web',
        LaunchTemplate: { LaunchTemplateId: 'lt-00000002', LaunchTemplateName: 'arm', Version: '$Latest' },
        MinSize: 1,
        MaxSize: 4,
        DesiredCapacity: 2,
        DefaultCooldown: 300,
        AvailabilityZones: ['us-east-1a'],
        LoadBalancerNames: [],
        TargetGroupARNs: ['arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/web/1'],
        HealthCheckType: 'ELB',
        HealthCheckGracePeriod: 0,
        SuspendedProcesses: [],
        VPCZoneIdentifier: 'subnet-1,subnet-2',
        EnabledMetrics: [],
        Tags: [
          {
            ResourceId: 'web',
            ResourceType: 'auto-scaling-group',
            Key: 'Service',
            Value: 'über 🍞 <&>',
            PropagateAtLaunch: true,
          },
        ],
        TerminationPolicies: ['Default'],
        NewInstancesProtectedFromScaleIn: false,
        TrafficSources: [],
      });
    });

    it('takes a template by id or name, with a version or without, or a launch configuration', async () => {
      const shown = async (more: Partial<CreateAutoScalingGroupCommandInput>): Promise<unknown> => {
        const name = `g${(await describeBy({})).length}`;
        await createFromNothing(name, more);
        const { LaunchTemplate, LaunchConfigurationName } = await groupNamed(name);
        return LaunchTemplate?.Version ?? LaunchConfigurationName;
      };
      assert.equal(await shown({ LaunchTemplate: { LaunchTemplateName: 'web' } }), '$Default');
      assert.equal(await shown({ LaunchTemplate: { LaunchTemplateId: 'lt-00000001', Version: '2' } }), '2');
      assert.equal(await shown({ LaunchConfigurationName: 'item-007' }), 'item-007');
    });

    it('keeps every template and image of a policy for mixed instances', async () => {
      await createFromNothing('mixed', {
        MixedInstancesPolicy: {
          LaunchTemplate: {
            LaunchTemplateSpecification: { LaunchTemplateName: 'web', Version: '1' },
            Overrides: [
              { InstanceType: 't3.micro', WeightedCapacity: '1' },
              { InstanceType: 't4g.micro', LaunchTemplateSpecification: { LaunchTemplateId: 'lt-00000002' } },
              { InstanceType: 'm7i.large', ImageId: 'ami-00000009' },
            ],
          },
          InstancesDistribution: { SpotAllocationStrategy: 'capacity-optimized' },
        },
      });
      const { LaunchTemplate, MixedInstancesPolicy } = await groupNamed('mixed');
      assert.equal(LaunchTemplate, undefined);
      assert.deepEqual(MixedInstancesPolicy, {
        LaunchTemplate: {
          LaunchTemplateSpecification: {
            LaunchTemplateId: 'lt-00000001',
            LaunchTemplateName: 'web',
            Version: '1',
          },
          Overrides: [
            { InstanceType: 't3.micro', WeightedCapacity: '1' },
            {
              InstanceType: 't4g.micro',
              LaunchTemplateSpecification: {
                LaunchTemplateId: 'lt-00000002',
                LaunchTemplateName: 'arm',
                Version: '$Default',
              },
            },
            { InstanceType: 'm7i.large', ImageId: 'ami-00000009' },
          ],
        },
        InstancesDistribution: {
          OnDemandAllocationStrategy: 'prioritized',
          OnDemandBaseCapacity: 0,
          OnDemandPercentageAboveBaseCapacity: 100,
          SpotAllocationStrategy: 'capacity-optimized',
          SpotInstancePools: 2,
        },
      });
    });

    it('refuses a second group of a name', async () => {
      await create('web');
      const call = create('web');
      await assert.rejects(call, AlreadyExistsFault);
      assert.match(
        await refusal(call),
        /: AutoScalingGroup by this name already exists - A group with the name web /u,
      );
    });

    it('refuses what Auto Scaling refuses, and makes nothing', async () => {
      const from = (LaunchTemplate: object): Promise<unknown> => createFromNothing('web', { LaunchTemplate });
      const notFormed = 'ValidationError: You must use a valid fully-formed launch template.';
      const cases: readonly [Promise<unknown>, string][] = [
        [
          createFromNothing('web', {}),
          'ValidationError: Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.',
        ],
        [
          create('web', { LaunchConfigurationName: 'item-007' }),
          'ValidationError: Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.',
        ],
        [
          from({ LaunchTemplateName: 'web', LaunchTemplateId: 'lt-00000001' }),
          'ValidationError: Valid requests must contain either launchTemplateId or LaunchTemplateName',
        ],
        [
          from({ LaunchTemplateName: 'none' }),
          `${notFormed} The specified launch template, with template name none, does not exist.`,
        ],
        [
          from({ LaunchTemplateId: 'lt-00000009' }),
          `${notFormed} The specified launch template, with template ID lt-00000009, does not exist.`,
        ],
        [
          from({ LaunchTemplateName: 'web', Version: '5' }),
          `${notFormed} Could not find the specified version 5 for the launch template with ID lt-00000001.`,
        ],
        [
          from({ LaunchTemplateName: 'web', Version: '3' }),
          `${notFormed} The image ID 'ami-00000002' is not available: its state is disabled`,
        ],
        [
          from({ LaunchTemplateName: 'web', Version: '$Latest' }),
          `${notFormed} The image id '[ami-00000003]' does not exist`,
        ],
        [
          from({ LaunchTemplateName: 'web', Version: 'newest' }),
          "ValidationError: Invalid launch template version: either '$Default', '$Latest', or a numeric version are allowed.",
        ],
        [
          createFromNothing('web', { LaunchConfigurationName: 'none' }),
          'ValidationError: Launch configuration name not found - A launch configuration with the name: none does not exist',
        ],
        [
          createFromNothing('web', {
            MixedInstancesPolicy: {
              LaunchTemplate: {
                LaunchTemplateSpecification: { LaunchTemplateName: 'web' },
                Overrides: [{ LaunchTemplateSpecification: { LaunchTemplateName: 'none' } }],
              },
            },
          }),
          `${notFormed} The specified launch template, with template name none, does not exist.`,
        ],
        [
          create('web', { AvailabilityZones: [] }),
          'ValidationError: At least one Availability Zone or VPC Subnet is required.',
        ],
        [
          create('web', { MinSize: 5 }),
          'ValidationError: Max bound, 4, must be greater than or equal to min bound, 5',
        ],
        [
          create('web', { DesiredCapacity: 5 }),
          'ValidationError: Desired capacity:5 must be between the specified min size:0 and max size:4',
        ],
        [
          create('web', { MinSize: -1 }),
          "ValidationError: 1 validation error detected: Value '-1' at 'minSize' failed to satisfy constraint: Member must have value greater than or equal to 0",
        ],
        [
          create(''),
          "ValidationError: 1 validation error detected: Value '' at 'autoScalingGroupName' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ],
        [
          create('web', { MinSize: undefined, MaxSize: undefined }),
          "ValidationError: 2 validation errors detected: Value null at 'minSize' failed to satisfy constraint: Member must not be null; Value null at 'maxSize' failed to satisfy constraint: Member must not be null",
        ],
        [
          create('a:b'),
          'ValidationError: The name of an Auto Scaling group can contain any ASCII character 33 to 126 except for a colon.',
        ],
      ];
      for (const [call, expected] of cases) assert.equal(await refusal(call), expected);
      assert.deepEqual(await describeBy({}), []);
    });
  });

  describe('UpdateAutoScalingGroup', () => {
    beforeEach(() => create('web', { DesiredCapacity: 2, HealthCheckType: 'ELB' }));

    it('changes what was said and nothing else', async () => {
      const before_ = await groupNamed();
      await update({ DefaultCooldown: 10, LaunchTemplate: { LaunchTemplateName: 'web', Version: '2' } });
      const after_ = await groupNamed();
      assert.equal(after_.DefaultCooldown, 10);
      assert.equal(after_.LaunchTemplate?.Version, '2');
      const rest = { DefaultCooldown: 300, LaunchTemplate: before_.LaunchTemplate };
      assert.deepEqual({ ...after_, ...rest }, before_);
    });

    it('launches from one thing only', async () => {
      const source = async (): Promise<(string | undefined)[]> => {
        const { LaunchConfigurationName, LaunchTemplate, MixedInstancesPolicy } = await groupNamed();
        const mixed = MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification?.LaunchTemplateName;
        return [LaunchConfigurationName, LaunchTemplate?.LaunchTemplateName, mixed];
      };
      await update({ LaunchConfigurationName: 'item-001' });
      assert.deepEqual(await source(), ['item-001', undefined, undefined]);
      const LaunchTemplateSpecification = { LaunchTemplateName: 'arm' };
      await update({ MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification } } });
      assert.deepEqual(await source(), [undefined, undefined, 'arm']);
      await update({ MixedInstancesPolicy: { InstancesDistribution: { OnDemandBaseCapacity: 1 } } });
      assert.deepEqual(await source(), [undefined, undefined, 'arm']);
      await update({ LaunchTemplate: { LaunchTemplateName: 'web' } });
      assert.deepEqual(await source(), [undefined, 'web', undefined]);
    });

    it('moves the wanted number when a bound passes it', async () => {
      const sizes = async (): Promise<(number | undefined)[]> => {
        const { DesiredCapacity, MaxSize, MinSize } = await groupNamed();
        return [MinSize, DesiredCapacity, MaxSize];
      };
      await update({ MinSize: 3 });
      assert.deepEqual(await sizes(), [3, 3, 4]);
      await update({ MinSize: 0, MaxSize: 1 });
      assert.deepEqual(await sizes(), [0, 1, 1]);
    });

    it('refuses what Auto Scaling refuses, and changes nothing', async () => {
      const before_ = await groupNamed();
      const cases: readonly [Partial<UpdateAutoScalingGroupCommandInput>, RegExp][] = [
        [{ AutoScalingGroupName: 'none' }, /^ValidationError: AutoScalingGroup name not found - null$/u],
        [{ DefaultCooldown: 1, DesiredCapacity: 9 }, /^ValidationError: Desired capacity:9 must be between/u],
        [{ DefaultCooldown: 1, MinSize: 9 }, /^ValidationError: Max bound, 4, must be greater/u],
        [
          { DefaultCooldown: 1, LaunchTemplate: { LaunchTemplateName: 'none' } },
          /with template name none, does not exist/u,
        ],
        [
          { LaunchConfigurationName: 'item-001', LaunchTemplate: { LaunchTemplateName: 'web' } },
          /^ValidationError: Valid requests/u,
        ],
      ];
      for (const [input, expected] of cases) assert.match(await refusal(update(input)), expected);
      assert.deepEqual(await groupNamed(), before_);
    });
  });

  describe('DescribeAutoScalingGroups', () => {
    it('has each group once over all pages, whatever their names', async () => {
      const odd = ['<script>alert(1)</script>', '${x}', '"quoted"', "it's", '../etc', '%2F', '~', '!'];
      await Promise.all([...odd, ...names(50)].map((name) => create(name)));
      for (const pageSize of [7, undefined]) {
        const client = { client: autoScaling, ...(pageSize === undefined ? {} : { pageSize }) };
        const all = await collect(
          paginateDescribeAutoScalingGroups(client, {}),
          (page) => page.AutoScalingGroups,
        );
        const found = all.map(({ AutoScalingGroupName = '' }) => AutoScalingGroupName);
        assert.deepEqual(found, [...odd, ...names(50)].sort());
      }
      assert.equal((await describeBy({})).length, 50);
      assert.deepEqual(
        (await describeBy({ AutoScalingGroupNames: ['~', 'none', '!'] })).map(
          (each) => each.AutoScalingGroupName,
        ),
        ['!', '~'],
      );
    });

    it('filters by tags and leaves out instances', async () => {
      await create('a', { Tags: [{ Key: 'Stage', Value: 'prod' }] });
      await create('b', { Tags: [{ Key: 'Stage', Value: 'dev' }] });
      await create('c', { Tags: [{ Key: 'Owner', Value: 'dev' }] });
      const found = async (Name: string, ...Values: string[]): Promise<string> =>
        (await describeBy({ Filters: [{ Name, Values }] })).map((each) => each.AutoScalingGroupName).join();
      assert.equal(await found('tag-key', 'Stage'), 'a,b');
      assert.equal(await found('tag-value', 'dev'), 'b,c');
      assert.equal(await found('tag:Stage', 'dev', 'prod'), 'a,b');
      assert.equal(await found('tag:Stage', 'Dev'), '');
      const [group] = await describeBy({ AutoScalingGroupNames: ['a'], IncludeInstances: false });
      assert.equal(group?.Instances, undefined);
    });

    it('refuses pages, tokens, filters and lists of names that cannot be', async () => {
      const refused = (input: DescribeAutoScalingGroupsCommandInput): Promise<string> =>
        refusal(describeBy(input));
      assert.match(
        await refused({ MaxRecords: 101 }),
        /^ValidationError: .*'maxRecords' .*less than or equal to 100$/u,
      );
      assert.match(await refused({ MaxRecords: 0 }), /^ValidationError: .*greater than or equal to 1$/u);
      assert.match(await refused({ NextToken: 'made up' }), /^InvalidNextToken: /u);
      assert.match(
        await refused({ Filters: [{ Name: 'colour', Values: ['red'] }] }),
        /^ValidationError: Filter type colour is not correct/u,
      );
      assert.match(await refused({ AutoScalingGroupNames: names(51) }), /^ValidationError: /u);
      assert.deepEqual(await describeBy({ AutoScalingGroupNames: names(51), MaxRecords: 100 }), []);
    });
  });

  it('describes launch configurations by name and over all pages', async () => {
    const all = await collect(
      paginateDescribeLaunchConfigurations({ client: autoScaling }, {}),
      (page) => page.LaunchConfigurations,
    );
    assert.deepEqual(
      all.map((each) => each.LaunchConfigurationName),
      names(120),
    );
    const { LaunchConfigurations = [] } = await autoScaling.send(
      new DescribeLaunchConfigurationsCommand({ LaunchConfigurationNames: ['item-007', 'none'] }),
    );
    assert.deepEqual(
      LaunchConfigurations.map(({ ImageId, LaunchConfigurationName }) => [LaunchConfigurationName, ImageId]),
      [['item-007', 'ami-00000001']],
    );
    const many = new DescribeLaunchConfigurationsCommand({ LaunchConfigurationNames: names(51) });
    assert.match(await refusal(autoScaling.send(many)), /^ValidationError: /u);
  });

  it('describes the instance refreshes of a group, the latest first', async () => {
    await create('web');
    const all = await collect(
      paginateDescribeInstanceRefreshes(
        { client: autoScaling, pageSize: 7 },
        { AutoScalingGroupName: 'web' },
      ),
      (page) => page.InstanceRefreshes,
    );
    assert.equal(new Set(all.map(({ InstanceRefreshId }) => InstanceRefreshId)).size, 30);
    const times = all.map(({ StartTime }) => StartTime?.getTime() ?? 0);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => b - a),
    );
    const one = new DescribeInstanceRefreshesCommand({
      AutoScalingGroupName: 'web',
      InstanceRefreshIds: ['item-004', 'item-005'],
    });
    const { InstanceRefreshes = [] } = await autoScaling.send(one);
    assert.deepEqual(
      InstanceRefreshes.map(({ InstanceRefreshId }) => InstanceRefreshId),
      ['item-004'],
    );
    const none = new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: 'none' });
    assert.match(await refusal(autoScaling.send(none)), /^ValidationError: AutoScalingGroup name not found/u);
  });
});
