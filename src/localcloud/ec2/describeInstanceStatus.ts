import type {
  DescribeInstanceStatusRequest,
  DescribeInstanceStatusResult,
  Instance,
  InstanceStatus,
  InstanceStatusSummary,
} from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call, RegionState, Taggable } from '../world.ts';
import { endDryRun, refuseIdsWithPaging } from './commonChecks.ts';
import { type FilterValues, matcherOf, textOf } from './filters.ts';
import { subnetKind } from './networkKinds.ts';
import { instanceKind, namedResources } from './resourceIds.ts';
import { durations } from './transitions.ts';
import { unimplementedFilters } from './unimplementedFilters.ts';

/** EC2 API Reference, DescribeInstanceStatus, `MaxResults`: between 5 and 1000, not together with ids. */
const bounds = { least: 5, most: 1000 };

/** The same, `InstanceIds`. */
const mostIds = 100;

/** The tags of an instance are no filters of this call; the filters of all calls are shared. */
type FilteredStatus = InstanceStatus & Taggable;

const eventsOf = ({ Events }: FilteredStatus): NonNullable<InstanceStatus['Events']> => Events ?? [];

const filterValues: FilterValues<FilteredStatus> = {
  'attached-ebs-status.status': ({ AttachedEbsStatus }) => [AttachedEbsStatus?.Status],
  'availability-zone': ({ AvailabilityZone }) => [AvailabilityZone],
  'availability-zone-id': ({ AvailabilityZoneId }) => [AvailabilityZoneId],
  'event.code': (status) => eventsOf(status).map(({ Code }) => Code),
  'event.description': (status) => eventsOf(status).map(({ Description }) => Description),
  'event.instance-event-id': (status) => eventsOf(status).map(({ InstanceEventId }) => InstanceEventId),
  'event.not-after': (status) => eventsOf(status).map(({ NotAfter }) => NotAfter?.toISOString()),
  'event.not-before': (status) => eventsOf(status).map(({ NotBefore }) => NotBefore?.toISOString()),
  'event.not-before-deadline': (status) =>
    eventsOf(status).map(({ NotBeforeDeadline }) => NotBeforeDeadline?.toISOString()),
  'instance-state-code': ({ InstanceState }) => [textOf(InstanceState?.Code)],
  'instance-state-name': ({ InstanceState }) => [InstanceState?.Name],
  'instance-status.reachability': ({ InstanceStatus: summary }) => [summary?.Details?.[0]?.Status],
  'instance-status.status': ({ InstanceStatus: summary }) => [summary?.Status],
  'system-status.reachability': ({ SystemStatus }) => [SystemStatus?.Details?.[0]?.Status],
  'system-status.status': ({ SystemStatus }) => [SystemStatus?.Status],
};

/** EC2 API Reference, DescribeInstanceStatus: of running instances only, unless all are asked for. */
export function describeInstanceStatus(
  input: DescribeInstanceStatusRequest,
  call: Call,
): DescribeInstanceStatusResult {
  const { state } = call;
  endDryRun(input.DryRun);
  refuseIdsWithPaging(input.InstanceIds, input.MaxResults, 'instancesSet');
  if ((input.InstanceIds?.length ?? 0) > mostIds) {
    throw new CloudError('InvalidParameterValue', `At most ${mostIds} instances can be named.`);
  }
  const matches = matcherOf(input.Filters, filterValues, unimplementedFilters.DescribeInstanceStatus);
  const instances = namedResources(state, instanceKind, input.InstanceIds) ?? state.instances;
  const statuses = instances
    .filter(({ State }) => input.IncludeAllInstances === true || State?.Name === 'running')
    .map((instance) => statusOf(instance, state, call.now));
  const page = pageOf(
    statuses,
    ({ InstanceId = '' }) => InstanceId,
    matches,
    pageRequest(input, call),
    bounds,
  );
  return { InstanceStatuses: page.items, NextToken: page.nextToken };
}

function statusOf(instance: Instance, state: RegionState, now: number): FilteredStatus {
  const { InstanceId, LaunchTime, Placement, State, SubnetId = '' } = instance;
  const checkedAt = (LaunchTime?.getTime() ?? 0) + durations.instancePending + durations.statusChecks;
  const check = State?.Name !== 'running' ? 'not-applicable' : now < checkedAt ? 'initializing' : 'ok';
  const summary: InstanceStatusSummary =
    check === 'not-applicable'
      ? { Status: check }
      : {
          Status: check,
          Details: [{ Name: 'reachability', Status: check === 'ok' ? 'passed' : 'initializing' }],
        };
  return {
    InstanceId,
    AvailabilityZone: Placement?.AvailabilityZone,
    AvailabilityZoneId: subnetKind.find(state, SubnetId)?.AvailabilityZoneId,
    InstanceState: State,
    InstanceStatus: summary,
    SystemStatus: summary,
    AttachedEbsStatus: summary,
  };
}
