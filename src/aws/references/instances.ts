import { paginateDescribeInstances, paginateDescribeReplaceRootVolumeTasks } from '@aws-sdk/client-ec2';
import { allPages } from '../allPages.ts';
import { factPage, type FactReader } from './factPage.ts';

/** DescribeInstances and DescribeReplaceRootVolumeTasks, `MaxResults` (EC2 API Reference). */
const pageSize = { instances: 1000, tasks: 50 };

/**
 * Reads the instances, those that AWS manages included: an account-wide setting can hide them although they run (EC2
 * API Reference, DescribeInstances, `IncludeManagedResources`). Those of warm pools are instances like any other.
 */
export const readInstances: FactReader<'instances'> = async function* ({ ec2 }, signal) {
  const pages = allPages(
    paginateDescribeInstances(
      { client: ec2, pageSize: pageSize.instances },
      { IncludeManagedResources: true },
      { abortSignal: signal },
    ),
  );
  for await (const { Reservations = [] } of pages) {
    const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
    yield factPage(instances, 'Instance', ({ InstanceId, ImageId, State, Tags }) => {
      const state = State?.Name;
      if (InstanceId === undefined || state === undefined) return undefined;
      if (state === 'terminated') return [];
      if (ImageId === undefined) return undefined;
      const name = Tags?.find(({ Key }) => Key === 'Name')?.Value;
      return [{ instanceId: InstanceId, name, imageId: ImageId, state }];
    });
  }
};

/** Reads the replacements of root volumes that have not ended. */
export const readRootVolumeReplacements: FactReader<'rootVolumeReplacements'> = async function* (
  { ec2 },
  signal,
) {
  const pages = allPages(
    paginateDescribeReplaceRootVolumeTasks(
      { client: ec2, pageSize: pageSize.tasks },
      {},
      { abortSignal: signal },
    ),
  );
  for await (const { ReplaceRootVolumeTasks } of pages) {
    yield factPage(ReplaceRootVolumeTasks, 'ReplaceRootVolumeTask', (task) => {
      const { ReplaceRootVolumeTaskId: taskId, InstanceId: instanceId, TaskState: state, ImageId } = task;
      if (taskId === undefined || instanceId === undefined || state === undefined) return undefined;
      const hasEnded = ['succeeded', 'failed', 'failed-detached'].includes(state);
      return hasEnded || ImageId === undefined ? [] : [{ taskId, instanceId, state, imageId: ImageId }];
    });
  }
};
