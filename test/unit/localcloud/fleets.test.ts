import assert from 'node:assert/strict';
import {
  DescribeFleetsCommand,
  DescribeReplaceRootVolumeTasksCommand,
  DescribeSpotFleetRequestsCommand,
  type EC2Client,
  type FleetData,
  paginateDescribeFleets,
  paginateDescribeSpotFleetRequests,
} from '@aws-sdk/client-ec2';
import { sampleWorld, usualImageCount } from '../../../src/localcloud/sample/sampleWorld.ts';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { collect, refusal, sdkClients } from './clients.ts';

describe('Fleets', function () {
  this.timeout(60_000);
  let cloud: LocalCloud;
  let ec2: EC2Client;
  before(async () => {
    cloud = await startLocalCloud({ seed: 1 });
    ({ ec2 } = sdkClients(cloud));
  });
  after(() => cloud.close());

  /** The one of type `instant`, which no client finds without its id. */
  const instantFleet = (): string => {
    const world = sampleWorld({ images: usualImageCount, seed: 1, now: 0, concentrate: false });
    const fleets = world.accounts.get('111111111111')?.get('us-east-1')?.fleets ?? [];
    return fleets.find(({ Type }) => Type === 'instant')?.FleetId ?? '';
  };
  const fleets = async (input: object): Promise<FleetData[]> =>
    (await ec2.send(new DescribeFleetsCommand(input))).Fleets ?? [];

  describe('to the JavaScript SDK', () => {
    it('are described over pages, but one of type instant only by its id', async () => {
      const paged = await collect(
        paginateDescribeFleets({ client: ec2, pageSize: 1 }, {}),
        (page) => page.Fleets,
      );
      assert.deepEqual(
        paged.map(({ Type, LaunchTemplateConfigs }) => [
          Type,
          LaunchTemplateConfigs?.[0]?.LaunchTemplateSpecification?.LaunchTemplateName,
        ]),
        [['maintain', 'ingest(spot)']],
      );
      const [instant] = await fleets({ FleetIds: [instantFleet()] });
      assert.match(instant?.LaunchTemplateConfigs?.[0]?.Overrides?.[0]?.ImageId ?? '', /^ami-/u);
      assert.deepEqual(await fleets({ Filters: [{ Name: 'type', Values: ['request'] }] }), []);
    });

    it('of Spot Instances name their images', async () => {
      const requests = await collect(
        paginateDescribeSpotFleetRequests({ client: ec2, pageSize: 1 }, {}),
        (page) => page.SpotFleetRequestConfigs,
      );
      assert.equal(requests.length, 1);
      const [specification] = requests[0]?.SpotFleetRequestConfig?.LaunchSpecifications ?? [];
      assert.match(specification?.ImageId ?? '', /^ami-/u);
    });

    it('are refused by ids that are not there or not ids', async () => {
      const uuid = '00000000-0000-0000-0000-000000000000';
      const spot = (id: string): Promise<string> =>
        refusal(ec2.send(new DescribeSpotFleetRequestsCommand({ SpotFleetRequestIds: [id] })));
      assert.match(await refusal(fleets({ FleetIds: [`fleet-${uuid}`] })), /^InvalidFleetId.NotFound/u);
      assert.match(await refusal(fleets({ FleetIds: ['fleet-1'] })), /^InvalidFleetId.Malformed/u);
      assert.match(await refusal(fleets({ MaxResults: 1001 })), /^InvalidParameterValue/u);
      assert.match(await refusal(fleets({ DryRun: true })), /^DryRunOperation/u);
      assert.match(await spot(`sfr-${uuid}`), /^InvalidSpotFleetRequestId.NotFound/u);
      assert.match(await spot('sfr-1'), /^InvalidSpotFleetRequestId.Malformed/u);
    });

    it('are not the only users of images to be asked: no root volume is being replaced', async () => {
      const tasks = (input: object): Promise<unknown> =>
        ec2
          .send(new DescribeReplaceRootVolumeTasksCommand(input))
          .then((page) => page.ReplaceRootVolumeTasks);
      assert.deepEqual(await tasks({ MaxResults: 50 }), []);
      assert.match(await refusal(tasks({ MaxResults: 51 })), /^InvalidParameterValue/u);
      assert.match(
        await refusal(tasks({ ReplaceRootVolumeTaskIds: ['replacevol-00000000'] })),
        /^InvalidReplaceRootVolumeTaskId.NotFound/u,
      );
    });
  });
});
