import * as l10n from '@vscode/l10n';
import {
  DescribeInstancesCommand,
  type EC2Client,
  type Instance,
  paginateDescribeInstances,
} from '@aws-sdk/client-ec2';
import { EnvironmentReadError } from '../../core/environments/readError.ts';
import {
  type InstanceState,
  instanceStates,
  type TestInstance,
} from '../../core/testInstances/testInstance.ts';
import type { TestInstanceReading } from '../../core/testInstances/testInstances.ts';
import {
  readTestInstanceTags,
  testInstanceKeys,
  testInstancePurpose,
  type TestInstanceTags,
} from '../../core/testInstances/testInstanceTags.ts';
import { allPages } from '../allPages.ts';

/** EC2 API Reference, DescribeInstances, `MaxResults`. */
const pageSize = 1000;

/**
 * The test instances of a region.
 * @param ec2 - client of the region
 * @param region - region code
 * @param signal - stops the reading
 */
export async function readTestInstances(
  ec2: EC2Client,
  region: string,
  signal: AbortSignal,
): Promise<TestInstanceReading> {
  const filter = { Name: `tag:${testInstanceKeys.purpose}`, Values: [testInstancePurpose] };
  const pages = allPages(
    paginateDescribeInstances({ client: ec2, pageSize }, { Filters: [filter] }, { abortSignal: signal }),
  );
  const instances: TestInstance[] = [];
  const unreadable: string[] = [];
  for await (const { Reservations = [] } of pages) {
    for (const described of Reservations.flatMap(({ Instances = [] }) => Instances)) {
      const instance = toTestInstance(described, region);
      if (instance !== undefined) instances.push(instance);
      // AWS takes the tags off those that have ended.
      else if (stateOf(described) !== 'terminated') unreadable.push(problemOf(described, region));
    }
  }
  return { instances, unreadable };
}

/**
 * One instance, whoever launched it.
 * @param ec2 - client of its region
 * @param instanceId - of the instance
 * @param signal - stops the reading; never, when left out
 * @throws EnvironmentReadError `not-found` when the answer has no such instance; what EC2 throws
 */
export async function readInstance(
  ec2: EC2Client,
  instanceId: string,
  signal?: AbortSignal,
): Promise<Instance> {
  const command = new DescribeInstancesCommand({ InstanceIds: [instanceId] });
  const { Reservations = [] } = await ec2.send(command, signal === undefined ? {} : { abortSignal: signal });
  const [found] = Reservations.flatMap(({ Instances = [] }) => Instances);
  if (found !== undefined) return found;
  throw new EnvironmentReadError('not-found', l10n.t('AWS knows no instance {0}.', instanceId));
}

/**
 * An instance as a test instance.
 * @param described - of an answer
 * @param region - where it was asked for
 * @returns undefined when it has no id or not all of our tags
 */
export function toTestInstance(described: Instance, region: string): TestInstance | undefined {
  const tags = readTestInstanceTags(tagMap(described));
  if (described.InstanceId === undefined || tags === undefined) return undefined;
  return testInstance(described, described.InstanceId, region, tags);
}

function testInstance(
  described: Instance,
  instanceId: string,
  region: string,
  tags: TestInstanceTags,
): TestInstance {
  return {
    instanceId,
    region,
    state: stateOf(described),
    stateReason: described.StateReason?.Message,
    imageId: described.ImageId,
    instanceType: described.InstanceType,
    availabilityZone: described.Placement?.AvailabilityZone,
    publicAddress: described.PublicIpAddress ?? described.Ipv6Address,
    privateAddress: described.PrivateIpAddress,
    keyName: described.KeyName,
    launchedAt: described.LaunchTime?.getTime(),
    securityGroupIds: (described.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
    tags,
  };
}

/**
 * The state of an instance.
 * @param described - of an answer
 */
export function stateOf({ State }: Instance): InstanceState {
  return instanceStates.find((known) => known === State?.Name) ?? 'unknown';
}

/**
 * Tags by key.
 * @param described - anything that has tags
 */
export function tagMap({ Tags = [] }: Pick<Instance, 'Tags'>): ReadonlyMap<string, string> {
  return new Map(Tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}

function problemOf({ InstanceId: id }: Instance, region: string): string {
  return id === undefined
    ? l10n.t('A test instance without id in {0}', region)
    : l10n.t('{0} in {1} has the purpose of a test instance, and other tags that cannot be read', id, region);
}
