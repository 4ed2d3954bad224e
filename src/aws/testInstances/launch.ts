import * as l10n from '@vscode/l10n';
import {
  type _InstanceType,
  DescribeInstancesCommand,
  type EC2Client,
  type Instance,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { EnvironmentReadError, reasonOf } from '../../core/environments/readError.ts';
import { isCancellation } from '../../core/outcome/outcome.ts';
import type { LaunchRequest } from '../../core/testInstances/launchRequest.ts';
import type { TestInstance } from '../../core/testInstances/testInstance.ts';
import { isoTime } from '../../core/time/age.ts';
import { toReadError } from '../readErrors.ts';
import { toTestInstance } from './instances.ts';
import { deleteGroups, findOrMakeGroup } from './securityGroups.ts';

/**
 * Launches a test instance with its security group. When that fails, the group that was made for it is deleted again.
 * @param ec2 - client of the region
 * @param region - region code
 * @param request - what is launched
 * @param signal - stops it before the instance is asked for; after that it is launched
 * @throws EnvironmentReadError in AWS's words, naming what is left; what the SDK throws when nothing is left
 */
export async function launchTestInstance(
  ec2: EC2Client,
  region: string,
  request: LaunchRequest,
  signal: AbortSignal,
): Promise<TestInstance> {
  let madeGroup: string | undefined;
  const onMade = (groupId: string): void => {
    madeGroup = groupId;
  };
  try {
    const { groupId } = await findOrMakeGroup(ec2, request.securityGroup, signal, onMade);
    signal.throwIfAborted();
    const launched = await run(ec2, request, groupId);
    const instance = toTestInstance(launched, region);
    if (instance === undefined) throw new Error(l10n.t('AWS launched an instance without our tags.'));
    return instance;
  } catch (thrown) {
    throw await withoutLeftovers(ec2, region, thrown, madeGroup);
  }
}

/** Whether an instance was launched is asked when no answer came: the token tells. */
async function run(ec2: EC2Client, request: LaunchRequest, groupId: string): Promise<Instance> {
  try {
    const { Instances: [launched] = [] } = await ec2.send(new RunInstancesCommand(toInput(request, groupId)));
    if (launched === undefined) throw new Error('RunInstances named no instance.');
    return launched;
  } catch (thrown) {
    const launched = await launchedWith(ec2, request.token).catch(() => undefined);
    if (launched !== undefined) return launched;
    throw reasonOf(toReadError(thrown)) === 'unreachable' ? unknownLaunch(thrown, request) : thrown;
  }
}

/** A read may not see yet what the lost answer told of. */
function unknownLaunch(thrown: unknown, { expiresAt, token }: LaunchRequest): EnvironmentReadError {
  const error = toReadError(thrown);
  const doubt = l10n.t(
    'Whether an instance was launched is not known. If one was, its client token is {0}, and it ends by itself at {1}.',
    token,
    isoTime(expiresAt) ?? '',
  );
  return new EnvironmentReadError('unreachable', `${error.message} ${doubt}`, { cause: thrown });
}

function toInput(request: LaunchRequest, groupId: string): RunInstancesCommand['input'] {
  const tags = request.tags.map(({ key, value }) => ({ Key: key, Value: value }));
  return {
    ClientToken: request.token,
    ImageId: request.imageId,
    InstanceType: instanceType(request),
    MinCount: 1,
    MaxCount: 1,
    SubnetId: request.subnetId,
    SecurityGroupIds: [groupId],
    ...(request.keyName === undefined ? {} : { KeyName: request.keyName }),
    MetadataOptions: {
      HttpTokens: request.metadata.httpTokens,
      HttpPutResponseHopLimit: request.metadata.httpPutResponseHopLimit,
      HttpEndpoint: 'enabled',
    },
    InstanceInitiatedShutdownBehavior: request.shutdownBehavior,
    UserData: Buffer.from(request.userData).toString('base64'),
    TagSpecifications: [
      { ResourceType: 'instance', Tags: tags },
      { ResourceType: 'volume', Tags: tags },
    ],
  };
}

/** AWS has new types more often than the SDK: whatever looks like one is for AWS to judge. */
function instanceType({ instanceType: type }: LaunchRequest): _InstanceType {
  if (isInstanceType(type)) return type;
  throw new EnvironmentReadError('other', l10n.t('{0} is no instance type.', type));
}

/** EC2 User Guide, "Amazon EC2 instance type naming conventions": family and size. */
function isInstanceType(text: string): text is _InstanceType {
  return /^[a-z0-9-]+\.[a-z0-9-]+$/u.test(text);
}

async function launchedWith(ec2: EC2Client, token: string): Promise<Instance | undefined> {
  const filter = { Name: 'client-token', Values: [token] };
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters: [filter] }));
  return Reservations.flatMap(({ Instances = [] }) => Instances)[0];
}

async function withoutLeftovers(
  ec2: EC2Client,
  region: string,
  thrown: unknown,
  groupId: string | undefined,
): Promise<unknown> {
  if (groupId === undefined) return thrown;
  const { keptGroups } = await deleteGroups(ec2, [groupId]);
  const [kept] = keptGroups;
  if (kept === undefined) return thrown;
  const error = toReadError(thrown);
  const left = l10n.t(
    'The security group {0} in {1} is left behind, because it could not be deleted: {2}',
    kept.groupId,
    region,
    kept.reason,
  );
  const reason = isCancellation(error) ? 'other' : error.reason;
  return new EnvironmentReadError(reason, `${error.message} ${left}`, { cause: thrown });
}
