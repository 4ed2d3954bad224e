import type { DescribeInstancesRequest, DescribeInstancesResult, Instance } from '@aws-sdk/client-ec2';
import type { Call } from '../world.ts';
import { endDryRun, refuseIdsWithPaging } from './commonChecks.ts';
import { type FilterValues, matcherOf } from './filters.ts';
import { pageOf } from './paging.ts';
import { instanceKind, namedResources } from './resourceIds.ts';

/** EC2 API Reference, DescribeInstances, `MaxResults`: between 5 and 1000, not together with ids. */
const bounds = { least: 5, most: 1000 };

const filterValues: FilterValues<Instance> = {
  architecture: ({ Architecture }) => [Architecture],
  'image-id': ({ ImageId }) => [ImageId],
  'instance-id': ({ InstanceId }) => [InstanceId],
  'instance-state-code': ({ State }) => [State?.Code === undefined ? undefined : String(State.Code)],
  'instance-state-name': ({ State }) => [State?.Name],
  'instance-type': ({ InstanceType }) => [InstanceType],
  'key-name': ({ KeyName }) => [KeyName],
  'launch-time': ({ LaunchTime }) => [LaunchTime?.toISOString()],
  'private-ip-address': ({ PrivateIpAddress }) => [PrivateIpAddress],
  'subnet-id': ({ SubnetId }) => [SubnetId],
  'vpc-id': ({ VpcId }) => [VpcId],
  'availability-zone': ({ Placement }) => [Placement?.AvailabilityZone],
};

/** EC2 API Reference, DescribeInstances. Every instance has a reservation of its own. */
export function describeInstances(
  input: DescribeInstancesRequest,
  { state, caller }: Call,
): DescribeInstancesResult {
  endDryRun(input.DryRun);
  refuseIdsWithPaging(input.InstanceIds, input.MaxResults, 'instancesSet');
  const matches = matcherOf(input.Filters, filterValues);
  const named = namedResources(state, instanceKind, input.InstanceIds);
  const page = pageOf(named ?? state.instances, instanceKind.idOf, matches, input, bounds);
  return {
    Reservations: page.items.map((instance) => ({
      ReservationId: instanceKind.idOf(instance).replace(/^i-/u, 'r-'),
      OwnerId: caller.account,
      Groups: [],
      Instances: [instance],
    })),
    NextToken: page.nextToken,
  };
}
