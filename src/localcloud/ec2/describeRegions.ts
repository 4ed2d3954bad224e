import type { DescribeRegionsRequest, DescribeRegionsResult, Region } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { Call, Taggable } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { type FilterValues, matcherOf } from './filters.ts';

/** Regions have no tags; the filters of all calls are shared. */
type FilteredRegion = Region & Taggable;

const filterValues: FilterValues<FilteredRegion> = {
  endpoint: ({ Endpoint }) => [Endpoint],
  'opt-in-status': ({ OptInStatus }) => [OptInStatus],
  'region-name': ({ RegionName }) => [RegionName],
};

/** EC2 API Reference, DescribeRegions. */
export function describeRegions(input: DescribeRegionsRequest, { world }: Call): DescribeRegionsResult {
  endDryRun(input.DryRun);
  const names = input.RegionNames ?? [];
  const unknown = names.filter((name) => !world.regions.includes(name));
  if (unknown.length > 0) {
    throw new CloudError('InvalidParameterValue', `Invalid region provided: [${unknown.join(', ')}]`);
  }
  const matches = matcherOf(input.Filters, filterValues);
  const regions = world.regions
    .filter((name) => names.length === 0 || names.includes(name))
    .map((name): FilteredRegion => ({
      RegionName: name,
      Endpoint: `ec2.${name}.amazonaws.com`,
      OptInStatus: 'opt-in-not-required',
    }));
  return { Regions: regions.filter(matches) };
}
