import type { DescribeInstancesRequest, DescribeInstancesResult, Instance } from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import type { Call } from '../world.ts';
import { endDryRun, refuseIdsWithPaging } from './commonChecks.ts';
import { type FilterValues, matcherOf } from './filters.ts';
import { instanceKind, namedResources } from './resourceIds.ts';

/** EC2 API Reference, DescribeInstances, `MaxResults`: between 5 and 1000, not together with ids. */
const bounds = { least: 5, most: 1000 };

const disksOf = ({ BlockDeviceMappings }: Instance): NonNullable<Instance['BlockDeviceMappings']> =>
  BlockDeviceMappings ?? [];

/** Every instance has a reservation of its own. */
const reservationOf = (instance: Instance): string => instanceKind.idOf(instance).replace(/^i-/u, 'r-');

const filterValues: FilterValues<Instance> = {
  architecture: ({ Architecture }) => [Architecture],
  'availability-zone': ({ Placement }) => [Placement?.AvailabilityZone],
  'block-device-mapping.device-name': (instance) => disksOf(instance).map(({ DeviceName }) => DeviceName),
  'block-device-mapping.volume-id': (instance) => disksOf(instance).map(({ Ebs }) => Ebs?.VolumeId),
  'client-token': ({ ClientToken }) => [ClientToken],
  'iam-instance-profile.arn': ({ IamInstanceProfile }) => [IamInstanceProfile?.Arn],
  'image-id': ({ ImageId }) => [ImageId],
  'instance-id': ({ InstanceId }) => [InstanceId],
  'instance-lifecycle': ({ InstanceLifecycle }) => [InstanceLifecycle],
  'instance-state-code': ({ State }) => [State?.Code === undefined ? undefined : String(State.Code)],
  'instance-state-name': ({ State }) => [State?.Name],
  'instance-type': ({ InstanceType }) => [InstanceType],
  'key-name': ({ KeyName }) => [KeyName],
  'launch-time': ({ LaunchTime }) => [LaunchTime?.toISOString()],
  'private-ip-address': ({ PrivateIpAddress }) => [PrivateIpAddress],
  'reservation-id': (instance) => [reservationOf(instance)],
  'root-device-name': ({ RootDeviceName }) => [RootDeviceName],
  'root-device-type': ({ RootDeviceType }) => [RootDeviceType],
  'subnet-id': ({ SubnetId }) => [SubnetId],
  'virtualization-type': ({ VirtualizationType }) => [VirtualizationType],
  'vpc-id': ({ VpcId }) => [VpcId],
};

/** EC2 API Reference, DescribeInstances. */
export function describeInstances(input: DescribeInstancesRequest, call: Call): DescribeInstancesResult {
  const { state, caller } = call;
  endDryRun(input.DryRun);
  refuseIdsWithPaging(input.InstanceIds, input.MaxResults, 'instancesSet');
  const matches = matcherOf(input.Filters, filterValues);
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
