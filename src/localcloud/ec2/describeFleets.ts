import type { DescribeFleetsRequest, DescribeFleetsResult, FleetData } from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { type FilterValues, matcherOf } from './filters.ts';
import { fleetKind, namedResources } from './resourceIds.ts';

/** EC2 API Reference, DescribeFleets, `MaxResults`: between 1 and 1000. */
const bounds = { least: 1, most: 1000 };

const filterValues: FilterValues<FleetData> = {
  'activity-status': ({ ActivityStatus }) => [ActivityStatus?.replace('_', '-')],
  'excess-capacity-termination-policy': ({ ExcessCapacityTerminationPolicy: policy }) => [
    policy === undefined ? undefined : String(policy === 'termination'),
  ],
  'fleet-state': ({ FleetState }) => [FleetState?.replace('_', '-')],
  'replace-unhealthy-instances': ({ ReplaceUnhealthyInstances: replaces }) => [
    replaces === undefined ? undefined : String(replaces),
  ],
  type: ({ Type }) => [Type],
};

/** EC2 API Reference, DescribeFleets. A fleet of type `instant` does not appear unless its id is given. */
export function describeFleets(input: DescribeFleetsRequest, call: Call): DescribeFleetsResult {
  const { state } = call;
  endDryRun(input.DryRun);
  const matches = matcherOf(input.Filters, filterValues);
  const named = namedResources(state, fleetKind, input.FleetIds);
  const fleets = named ?? state.fleets.filter(({ Type }) => Type !== 'instant');
  const page = pageOf(fleets, fleetKind.idOf, matches, pageRequest(input, call), bounds);
  return { Fleets: page.items, NextToken: page.nextToken };
}
