import assert from 'node:assert/strict';
import {
  DescribeAutoScalingGroupsCommand,
  DescribeLaunchConfigurationsCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  DescribeImagesCommand,
  type DescribeImagesCommandInput,
  DescribeTagsCommand,
} from '@aws-sdk/client-ec2';
import { DescribeParametersCommand } from '@aws-sdk/client-ssm';
import fc from 'fast-check';
import { pageOf } from '../../../src/localcloud/paging.ts';
import { type LocalCloud, startLocalCloud } from '../../../src/localcloud/server.ts';
import { refusal, sdkClients } from './clients.ts';

describe('Paging', () => {
  const idOf = (id: string): string => id;
  const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6 })).map((list) => [...list].sort());
  const listing = 'list';
  const bounds = { least: 1, most: 1000 };

  it('gives every wanted item exactly once, whatever the size of a page', () => {
    fc.assert(
      fc.property(
        ids,
        fc.integer({ min: 1, max: 7 }),
        fc.func(fc.boolean()),
        (items, MaxResults, isWanted) => {
          const seen: string[] = [];
          let token: string | undefined;
          do {
            const request = { MaxResults, NextToken: token, listing };
            const page = pageOf(items, idOf, isWanted, request, bounds);
            assert.ok(page.items.length <= MaxResults);
            assert.ok(page.nextToken === undefined || page.items.length === MaxResults);
            seen.push(...page.items);
            token = page.nextToken;
          } while (token !== undefined);
          assert.deepEqual(
            seen,
            items.filter((item) => isWanted(item)),
          );
        },
      ),
    );
  });

  it('loses and repeats nothing when items come and go between two pages', () => {
    fc.assert(
      fc.property(ids, ids, fc.integer({ min: 1, max: 7 }), (before_, after_, MaxResults) => {
        const first = pageOf(
          before_,
          idOf,
          () => true,
          { MaxResults, NextToken: undefined, listing },
          bounds,
        );
        if (first.nextToken === undefined) return;
        const rest = pageOf(
          after_,
          idOf,
          () => true,
          { MaxResults: undefined, NextToken: first.nextToken, listing },
          bounds,
        );
        const last = first.items.at(-1) ?? '';
        assert.deepEqual(
          rest.items,
          after_.filter((id) => id > last),
        );
      }),
    );
  });

  describe('of calls', function () {
    this.timeout(10_000);
    const usedFilters = [{ Name: 'state', Values: ['available'] }];
    let cloud: LocalCloud;
    let token: string;
    before(async () => {
      cloud = await startLocalCloud({ images: 60 });
      token = await tokenFrom({ MaxResults: 1, Filters: usedFilters });
    });
    after(() => cloud.close());

    async function tokenFrom(input: DescribeImagesCommandInput): Promise<string> {
      const { NextToken } = await sdkClients(cloud).ec2.send(new DescribeImagesCommand(input));
      assert.ok(NextToken);
      return NextToken;
    }
    const refused = /^InvalidNextToken: /u;

    it('goes on with pages of another size', async () => {
      await tokenFrom({ MaxResults: 2, Filters: usedFilters, NextToken: token });
    });

    it('refuses a token that is of other parameters', async () => {
      const { ec2 } = sdkClients(cloud);
      for (const Filters of [undefined, [{ Name: 'state', Values: ['pending'] }]]) {
        const call = ec2.send(new DescribeImagesCommand({ MaxResults: 1, Filters, NextToken: token }));
        assert.match(await refusal(call), refused);
      }
    });

    it('refuses a token that is of another region, account or call', async () => {
      const input = { MaxResults: 5, Filters: usedFilters, NextToken: token };
      const [elsewhere = ''] = cloud.regions.slice(-1);
      const { ec2 } = sdkClients(cloud, { region: elsewhere });
      assert.match(await refusal(ec2.send(new DescribeImagesCommand(input))), refused);
      const other = sdkClients(cloud, { profile: 'prod' }).ec2;
      assert.match(await refusal(other.send(new DescribeImagesCommand(input))), refused);
      const { NextToken } = await sdkClients(cloud).ec2.send(new DescribeTagsCommand({ MaxResults: 5 }));
      assert.match(
        await refusal(sdkClients(cloud).ec2.send(new DescribeImagesCommand({ NextToken }))),
        refused,
      );
    });

    it('refuses such a token of Auto Scaling and SSM as well', async () => {
      const { autoScaling, ssm } = sdkClients(cloud);
      const groups = await autoScaling.send(new DescribeAutoScalingGroupsCommand({ MaxRecords: 1 }));
      assert.ok(groups.NextToken);
      const { NextToken } = groups;
      await autoScaling.send(new DescribeAutoScalingGroupsCommand({ MaxRecords: 2, NextToken }));
      assert.match(
        await refusal(autoScaling.send(new DescribeLaunchConfigurationsCommand({ NextToken }))),
        refused,
      );
      const parameters = await ssm.send(new DescribeParametersCommand({ MaxResults: 1 }));
      assert.ok(parameters.NextToken);
      assert.match(
        await refusal(
          ssm.send(
            new DescribeParametersCommand({
              NextToken: parameters.NextToken,
              ParameterFilters: [{ Key: 'Type', Values: ['String'] }],
            }),
          ),
        ),
        refused,
      );
    });
  });
});
