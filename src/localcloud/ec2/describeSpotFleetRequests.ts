import type {
  DescribeSpotFleetRequestsRequest,
  DescribeSpotFleetRequestsResponse,
} from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { namedResources, spotFleetRequestKind } from './resourceIds.ts';

/** EC2 API Reference, DescribeSpotFleetRequests, `MaxResults`: between 1 and 1000. */
const bounds = { least: 1, most: 1000 };

/** EC2 API Reference, DescribeSpotFleetRequests. */
export function describeSpotFleetRequests(
  input: DescribeSpotFleetRequestsRequest,
  call: Call,
): DescribeSpotFleetRequestsResponse {
  const { state } = call;
  endDryRun(input.DryRun);
  const named = namedResources(state, spotFleetRequestKind, input.SpotFleetRequestIds);
  const requests = named ?? state.spotFleetRequests;
  const page = pageOf(requests, spotFleetRequestKind.idOf, () => true, pageRequest(input, call), bounds);
  return { SpotFleetRequestConfigs: page.items, NextToken: page.nextToken };
}
