import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type Filter,
  paginateDescribeSecurityGroups,
  type SecurityGroup as DescribedGroup,
  waitUntilSecurityGroupExists,
} from '@aws-sdk/client-ec2';
import {
  type IngressRule,
  isAsRequested,
  isTestSecurityGroup,
  type SecurityGroup,
  type SecurityGroupRequest,
} from '../../core/testInstances/sshAccess.ts';
import type { EndReport } from '../../core/testInstances/testInstances.ts';
import { testInstanceKeys, testInstancePurpose } from '../../core/testInstances/testInstanceTags.ts';
import { allPages } from '../allPages.ts';
import { toReadError } from '../readErrors.ts';
import { tagMap } from './instances.ts';

/** EC2 API Reference, DescribeSecurityGroups, `MaxResults`. */
const pageSize = 1000;

/** How long a new group is waited for, in seconds; a read may not see it yet (EC2 Developer Guide, "Eventual consistency"). */
const longestWait = 60;

/** A security group to launch with. */
export interface GroupToUse {
  readonly groupId: string;
  /** Whether it was made for this launch, so that it goes when the launch fails. */
  readonly isNew: boolean;
}

/**
 * A security group that is as requested: one that is there, else a new one. A new one that cannot be finished is deleted.
 * @param ec2 - client of the region
 * @param request - what is asked for
 * @param signal - stops it between two calls
 * @param onMade - told the id of a group as soon as it is there
 */
export async function findOrMakeGroup(
  ec2: EC2Client,
  request: SecurityGroupRequest,
  signal: AbortSignal,
  onMade: (groupId: string) => void,
): Promise<GroupToUse> {
  const groups = await readGroups(ec2, [{ Name: 'vpc-id', Values: [request.vpcId] }], signal);
  const found = groups.find((group) => isAsRequested(group, request));
  if (found !== undefined) return { groupId: found.groupId, isNew: false };
  const groupId = await makeGroup(ec2, request, signal);
  onMade(groupId);
  await waitUntilSecurityGroupExists(
    { client: ec2, maxWaitTime: longestWait, minDelay: 1, maxDelay: 5, abortSignal: signal },
    { GroupIds: [groupId] },
  );
  await letIn(ec2, groupId, request);
  return { groupId, isNew: true };
}

/** The name holds the token of the launch: a group of that name is the one that an answer which was lost told of. */
async function makeGroup(
  ec2: EC2Client,
  request: SecurityGroupRequest,
  signal: AbortSignal,
): Promise<string> {
  const { description, name, tags, vpcId } = request;
  signal.throwIfAborted();
  try {
    const { GroupId } = await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: name,
        Description: description,
        VpcId: vpcId,
        TagSpecifications: [
          {
            ResourceType: 'security-group',
            Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
          },
        ],
      }),
    );
    if (GroupId === undefined) throw new Error('CreateSecurityGroup named no group.');
    return GroupId;
  } catch (thrown) {
    if (codeOf(thrown) !== 'InvalidGroup.Duplicate') throw thrown;
    const named = { Name: 'group-name', Values: [name] };
    const [known] = await readGroups(ec2, [{ Name: 'vpc-id', Values: [vpcId] }, named], signal);
    if (known === undefined) throw thrown;
    return known.groupId;
  }
}

async function letIn(ec2: EC2Client, groupId: string, { rule }: SecurityGroupRequest): Promise<void> {
  const isIpv6 = rule.cidr.includes(':');
  try {
    await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: groupId,
        IpPermissions: [
          {
            IpProtocol: rule.protocol,
            FromPort: rule.port,
            ToPort: rule.port,
            ...(isIpv6 ? { Ipv6Ranges: [{ CidrIpv6: rule.cidr }] } : { IpRanges: [{ CidrIp: rule.cidr }] }),
          },
        ],
      }),
    );
  } catch (thrown) {
    // It was sent twice because an answer was lost.
    if (codeOf(thrown) !== 'InvalidPermission.Duplicate') throw thrown;
  }
}

/**
 * Security groups of test instances.
 * @param ec2 - client of the region
 * @param filters - which of them
 * @param signal - stops the reading
 */
async function readGroups(
  ec2: EC2Client,
  filters: readonly Filter[],
  signal: AbortSignal,
): Promise<SecurityGroup[]> {
  const ours = { Name: `tag:${testInstanceKeys.purpose}`, Values: [testInstancePurpose] };
  const pages = allPages(
    paginateDescribeSecurityGroups(
      { client: ec2, pageSize },
      { Filters: [ours, ...filters] },
      { abortSignal: signal },
    ),
  );
  const groups: SecurityGroup[] = [];
  for await (const { SecurityGroups = [] } of pages) groups.push(...SecurityGroups.flatMap(toGroup));
  return groups;
}

function toGroup(described: DescribedGroup): SecurityGroup[] {
  const { GroupId, IpPermissions = [], VpcId } = described;
  if (GroupId === undefined) return [];
  return [
    { groupId: GroupId, vpcId: VpcId, tags: tagMap(described), ingress: IpPermissions.flatMap(rulesOf) },
  ];
}

type Permission = NonNullable<DescribedGroup['IpPermissions']>[number];

/** One rule for each source, whatever its kind: a rule that is not looked at would be one that nobody sees. */
function rulesOf(permission: Permission): IngressRule[] {
  const {
    FromPort,
    IpProtocol = '',
    IpRanges,
    Ipv6Ranges,
    PrefixListIds,
    ToPort,
    UserIdGroupPairs,
  } = permission;
  const cidrs = [
    ...(IpRanges ?? []).map(({ CidrIp }) => CidrIp),
    ...(Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
    ...(PrefixListIds ?? []).map(() => undefined),
    ...(UserIdGroupPairs ?? []).map(() => undefined),
  ];
  return cidrs.map((cidr) => ({ protocol: IpProtocol, fromPort: FromPort, toPort: ToPort, cidr }));
}

/**
 * Deletes security groups, those that are ours and that nothing uses.
 * @param ec2 - client of the region
 * @param groupIds - which
 * @returns what became of each that is ours; those of others are left alone and not told of
 */
export async function deleteGroups(
  ec2: EC2Client,
  groupIds: readonly string[],
): Promise<Pick<EndReport, 'deletedGroups' | 'keptGroups'>> {
  const deletedGroups: string[] = [];
  const keptGroups: { groupId: string; reason: string }[] = [];
  for (const groupId of groupIds) {
    try {
      const { SecurityGroups = [] } = await ec2.send(
        new DescribeSecurityGroupsCommand({ GroupIds: [groupId] }),
      );
      if (!SecurityGroups.flatMap(toGroup).some(isTestSecurityGroup)) continue;
      await ec2.send(new DeleteSecurityGroupCommand({ GroupId: groupId }));
      deletedGroups.push(groupId);
    } catch (thrown) {
      if (codeOf(thrown) === 'InvalidGroup.NotFound') deletedGroups.push(groupId);
      else keptGroups.push({ groupId, reason: toReadError(thrown).message });
    }
  }
  return { deletedGroups, keptGroups };
}

/**
 * The ids of the security groups that an owner's launches have made.
 * @param ec2 - client of the region
 * @param owner - of the groups
 * @param signal - stops the reading
 */
export async function groupsOfOwner(ec2: EC2Client, owner: string, signal: AbortSignal): Promise<string[]> {
  const groups = await readGroups(ec2, [], signal);
  return groups
    .filter((group) => isTestSecurityGroup(group) && group.tags.get(testInstanceKeys.owner) === owner)
    .map(({ groupId }) => groupId);
}

/** Errors of AWS carry their code as the name. */
function codeOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : '';
}
