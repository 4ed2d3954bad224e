import type {
  DescribeReplaceRootVolumeTasksRequest,
  DescribeReplaceRootVolumeTasksResult,
} from '@aws-sdk/client-ec2';
import { pageOf, pageRequest } from '../paging.ts';
import { CloudError } from '../wire/cloudError.ts';
import type { Call } from '../world.ts';
import { endDryRun } from './commonChecks.ts';
import { matcherOf } from './filters.ts';

/** EC2 API Reference, DescribeReplaceRootVolumeTasks, `MaxResults`: between 1 and 50. */
const bounds = { least: 1, most: 50 };

/** EC2 API Reference, DescribeReplaceRootVolumeTasks. Nothing replaces root volumes in this world. */
export function describeReplaceRootVolumeTasks(
  input: DescribeReplaceRootVolumeTasksRequest,
  call: Call,
): DescribeReplaceRootVolumeTasksResult {
  endDryRun(input.DryRun);
  matcherOf(input.Filters, { 'instance-id': () => [] });
  const [id] = input.ReplaceRootVolumeTaskIds ?? [];
  if (id !== undefined) {
    throw new CloudError(
      'InvalidReplaceRootVolumeTaskId.NotFound',
      `The replace root volume task ID '${id}' does not exist`,
    );
  }
  const page = pageOf(
    [],
    () => '',
    () => true,
    pageRequest(input, call),
    bounds,
  );
  return { ReplaceRootVolumeTasks: page.items, NextToken: page.nextToken };
}
