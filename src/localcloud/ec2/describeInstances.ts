import type { DescribeInstancesRequest, DescribeInstancesResult } from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import type { Call } from '../world.ts';
import { endDryRun, refuseIdsWithPaging } from './commonChecks.ts';
import { matcherOf } from './filters.ts';
import { instanceFilters, reservationOf } from './instanceFilters.ts';
import { instanceKind, namedResources } from './resourceIds.ts';
import { unimplementedFilters } from './unimplementedFilters.ts';

/** EC2 API Reference, DescribeInstances, `MaxResults`: between 5 and 1000, not together with ids. */
const bounds = { least: 5, most: 1000 };

/** EC2 API Reference, DescribeInstances. */
export function describeInstances(input: DescribeInstancesRequest, call: Call): DescribeInstancesResult {
  const { state, caller } = call;
  endDryRun(input.DryRun);
  refuseIdsWithPaging(input.InstanceIds, input.MaxResults, 'instancesSet');
  const matches = matcherOf(
    input.Filters,
    instanceFilters(caller.account),
    unimplementedFilters.DescribeInstances,
  );
  const named = namedResources(state, instanceKind, input.InstanceIds);
  const page = pageOf(named ?? state.instances, instanceKind.idOf, matches, pageRequest(input, call), bounds);
  return {
    Reservations: page.items.map((instance) => ({
      ReservationId: reservationOf(instance),
      OwnerId: caller.account,
      Groups: [],
      Instances: [instance],
    })),
    NextToken: page.nextToken,
  };
}
