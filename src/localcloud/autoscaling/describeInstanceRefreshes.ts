import type {
  DescribeInstanceRefreshesAnswer,
  DescribeInstanceRefreshesType,
  InstanceRefresh,
} from '@aws-sdk/client-auto-scaling';
import type { Call } from '../world.ts';
import { groupNamed } from './groups.ts';
import { recordPage } from './namedPages.ts';
import { nameViolations, refuseInvalid } from './validation.ts';

/** Auto Scaling API Reference, DescribeInstanceRefreshes: those of one group, the latest first. */
export function describeInstanceRefreshes(
  input: DescribeInstanceRefreshesType,
  call: Call,
): DescribeInstanceRefreshesAnswer {
  const { state } = call;
  const { AutoScalingGroupName: name, InstanceRefreshIds: ids = [] } = input;
  refuseInvalid(...nameViolations('autoScalingGroupName', name));
  const group = groupNamed(state, name ?? '');
  const refreshes = state.instanceRefreshes
    .filter(({ AutoScalingGroupName }) => AutoScalingGroupName === group.AutoScalingGroupName)
    .sort((a, b) => (latestFirst(a) < latestFirst(b) ? -1 : 1));
  const isWanted = ({ InstanceRefreshId: id }: InstanceRefresh): boolean =>
    ids.length === 0 || ids.includes(id ?? '');
  const page = recordPage(refreshes, latestFirst, isWanted, input, call);
  return { InstanceRefreshes: page.items, NextToken: page.nextToken };
}

/** The later a refresh began, the smaller the text. */
function latestFirst({ InstanceRefreshId = '', StartTime }: InstanceRefresh): string {
  const left = Number.MAX_SAFE_INTEGER - (StartTime?.getTime() ?? 0);
  return `${String(left).padStart(16, '0')} ${InstanceRefreshId}`;
}
