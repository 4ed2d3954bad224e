import assert from 'node:assert/strict';
import {
  DescribeInstanceTypeOfferingsCommand,
  type DescribeInstanceTypeOfferingsCommandInput,
  type EC2Client,
  type InstanceTypeOffering,
  paginateDescribeInstanceTypeOfferings,
} from '@aws-sdk/client-ec2';
import { instanceTypes } from '../../../src/localcloud/ec2/instanceTypes.ts';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { collect, refusalCode, sdkClients } from './clients.ts';
import { sampleRegionsOf } from './sampleRegions.ts';

describe('Offerings of instance types', () => {
  let cloud: LocalCloud;
  let ec2: EC2Client;
  before(async () => {
    cloud = await startLocalCloud({ images: 0 });
    ({ ec2 } = sdkClients(cloud));
  });
  after(() => cloud.close());

  const offerings = (
    input: DescribeInstanceTypeOfferingsCommandInput,
  ): Promise<InstanceTypeOffering[] | undefined> =>
    ec2
      .send(new DescribeInstanceTypeOfferingsCommand(input))
      .then(({ InstanceTypeOfferings }) => InstanceTypeOfferings);

  it('are of the region unless it is said otherwise', async () => {
    const found = (await offerings({})) ?? [];
    assert.deepEqual(found.map(({ InstanceType }) => InstanceType).sort(), [...instanceTypes].sort());
    assert.deepEqual([...new Set(found.map(({ Location }) => Location))], ['us-east-1']);
    assert.deepEqual([...new Set(found.map(({ LocationType }) => LocationType))], ['region']);
  });

  it('say which zones have a type, as Packer asks for it', async () => {
    const ask = (zone: string, type: string): Promise<InstanceTypeOffering[] | undefined> =>
      offerings({
        LocationType: 'availability-zone',
        Filters: [
          { Name: 'location', Values: [zone] },
          { Name: 'instance-type', Values: [type] },
        ],
      });
    assert.deepEqual(await ask('us-east-1b', 't3.micro'), [
      { InstanceType: 't3.micro', LocationType: 'availability-zone', Location: 'us-east-1b' },
    ]);
    assert.deepEqual(await ask('us-east-1b', 'u-24tb1.metal'), []);
    assert.deepEqual(await ask('eu-west-1a', 't3.micro'), []);
    const ids = await offerings({
      LocationType: 'availability-zone-id',
      Filters: [{ Name: 'instance-type', Values: ['t3.m*'] }],
    });
    assert.deepEqual(
      ids?.map(({ InstanceType, Location }) => `${InstanceType} ${Location}`),
      ['t3.medium', 't3.micro'].flatMap((type) => [1, 2, 3].map((zone) => `${type} use1-az${zone}`)),
    );
    assert.deepEqual(await offerings({ LocationType: 'outpost' }), []);
  });

  it('come in pages', async () => {
    const found = await collect(
      paginateDescribeInstanceTypeOfferings(
        { client: ec2, pageSize: 5 },
        { LocationType: 'availability-zone' },
      ),
      (page) => {
        assert.ok((page.InstanceTypeOfferings?.length ?? 0) <= 5);
        return page.InstanceTypeOfferings;
      },
    );
    assert.deepEqual(found, await offerings({ LocationType: 'availability-zone' }));
  });

  it('are refused where EC2 refuses them', async () => {
    const colour: object = { LocationType: 'colour' };
    assert.deepEqual(
      await Promise.all(
        [
          colour,
          { MaxResults: 4 },
          { MaxResults: 1001 },
          { NextToken: 'x' },
          { Filters: [{ Name: 'colour', Values: ['red'] }] },
          { DryRun: true },
        ].map((input) => refusalCode(offerings(input))),
      ),
      [
        'InvalidParameterValue',
        'InvalidParameterValue',
        'InvalidParameterValue',
        'InvalidNextToken',
        'InvalidParameterValue',
        'DryRunOperation',
      ],
    );
  });

  it('are there for whatever runs in the sample world', () => {
    const offered = new Set<string>(instanceTypes);
    const regions = sampleRegionsOf({
      images: 120,
      seed: 1,
      now: Date.UTC(2026, 10, 24),
      concentrate: false,
    });
    for (const { instances, launchTemplateVersions } of regions) {
      for (const { InstanceType = '' } of instances) assert.ok(offered.has(InstanceType), InstanceType);
      for (const { LaunchTemplateData } of launchTemplateVersions) {
        const type = LaunchTemplateData?.InstanceType;
        assert.ok(type === undefined || offered.has(type), type);
      }
    }
  });
});
