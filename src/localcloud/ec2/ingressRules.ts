import type { IpPermission, SecurityGroup, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { CloudError } from '../wire/cloudError.ts';
import type { RegionState } from '../world.ts';
import { canonicalCidr } from './cidr.ts';
import { securityGroupById, securityGroupByName } from './securityGroups.ts';

/** What a request says of rules: several permissions, or one in members of its own. */
export interface RuleRequest {
  readonly IpPermissions?: IpPermission[] | undefined;
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly CidrIp?: string | undefined;
  readonly SourceSecurityGroupName?: string | undefined;
}

/** What one rule lets through: everything but whose rule it is. */
export type RuleContent = Pick<
  SecurityGroupRule,
  'IpProtocol' | 'FromPort' | 'ToPort' | 'CidrIpv4' | 'CidrIpv6' | 'ReferencedGroupInfo' | 'Description'
>;

/** EC2 API Reference, IpRange: what a description may consist of. */
const descriptionPattern = /^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]{0,255}$/u;

/**
 * The rules that a request asks for, one for each source.
 * @param state - the region, where the groups are that it names
 * @param group - whose rules they are
 * @param request - of AuthorizeSecurityGroupIngress or RevokeSecurityGroupIngress
 * @throws CloudError `MissingParameter`, `InvalidParameterValue`, `InvalidPermission.Malformed`, `InvalidGroup.NotFound`
 */
export function rulesIn(state: RegionState, group: SecurityGroup, request: RuleRequest): RuleContent[] {
  const permissions = request.IpPermissions ?? [permissionIn(state, group, request)];
  return permissions.flatMap((permission) => rulesOfPermission(state, group, permission));
}

/**
 * Whether two rules let the same through; their descriptions do not count.
 * @param a - a rule
 * @param b - another one
 */
export function isSameRule(a: RuleContent, b: RuleContent): boolean {
  return peerOf(a) === peerOf(b);
}

/**
 * A rule in the words of EC2: `peer: 0.0.0.0/0, TCP, from port: 22, to port: 22, ALLOW`.
 * @param rule - any rule
 */
export function peerOf({ IpProtocol = '', FromPort, ToPort, ...source }: RuleContent): string {
  const peer = source.CidrIpv4 ?? source.CidrIpv6 ?? source.ReferencedGroupInfo?.GroupId ?? '';
  if (IpProtocol === '-1') return `peer: ${peer}, ALL, ALLOW`;
  return `peer: ${peer}, ${IpProtocol.toUpperCase()}, from port: ${FromPort ?? ''}, to port: ${ToPort ?? ''}, ALLOW`;
}

function permissionIn(state: RegionState, { OwnerId }: SecurityGroup, request: RuleRequest): IpPermission {
  const { CidrIp, FromPort, IpProtocol, SourceSecurityGroupName: name, ToPort } = request;
  if (name !== undefined) {
    const { GroupId } = securityGroupByName(state, name);
    return { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId, UserId: OwnerId }] };
  }
  return { IpProtocol, FromPort, ToPort, ...(CidrIp === undefined ? {} : { IpRanges: [{ CidrIp }] }) };
}

function rulesOfPermission(
  state: RegionState,
  group: SecurityGroup,
  permission: IpPermission,
): RuleContent[] {
  const { IpRanges = [], Ipv6Ranges = [], PrefixListIds = [], UserIdGroupPairs = [] } = permission;
  if (PrefixListIds.length > 0) {
    throw new CloudError('UnsupportedOperation', 'The local cloud does not implement prefix lists yet.');
  }
  const range = rangeOf(permission);
  const rules = [
    ...IpRanges.map(({ CidrIp, Description }) => ({
      ...range,
      CidrIpv4: checkedCidr(CidrIp, 'ipv4'),
      Description,
    })),
    ...Ipv6Ranges.map(({ CidrIpv6, Description }) => ({
      ...range,
      CidrIpv6: checkedCidr(CidrIpv6, 'ipv6'),
      Description,
    })),
    ...UserIdGroupPairs.map((pair) => ({
      ...range,
      ReferencedGroupInfo: {
        GroupId: (pair.GroupId === undefined
          ? securityGroupByName(state, pair.GroupName ?? '')
          : securityGroupById(state, pair.GroupId)
        ).GroupId,
        UserId: pair.UserId ?? group.OwnerId,
      },
      Description: pair.Description,
    })),
  ];
  if (rules.length === 0) {
    throw new CloudError('MissingParameter', 'Either sourceCidrIp or sourceSecurityGroup must be specified');
  }
  rules.forEach(checkDescription);
  return rules;
}

function rangeOf({ FromPort, IpProtocol: named, ToPort }: IpPermission): RuleContent {
  if (named === undefined) {
    throw new CloudError('MissingParameter', 'The request must contain the parameter ipProtocol');
  }
  const protocol = protocolNames.get(named) ?? named.toLowerCase();
  if (protocol === 'tcp' || protocol === 'udp') {
    return { IpProtocol: protocol, FromPort: checkedPort(FromPort), ToPort: checkedEnd(FromPort, ToPort) };
  }
  if (protocol === 'icmp' || protocol === 'icmpv6') {
    return { IpProtocol: protocol, FromPort: FromPort ?? -1, ToPort: ToPort ?? -1 };
  }
  if (/^(?:-1|\d{1,3})$/u.test(protocol)) return { IpProtocol: protocol, FromPort: -1, ToPort: -1 };
  throw new CloudError(
    'InvalidPermission.Malformed',
    `Invalid value '${named}' for IP protocol. Unknown protocol.`,
  );
}

/** Numbers of the Internet Assigned Numbers Authority that EC2 shows by name. */
const protocolNames: ReadonlyMap<string, string> = new Map([
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'icmpv6'],
  ['all', '-1'],
]);

function checkedPort(port: number | undefined): number {
  if (port === undefined) {
    throw new CloudError(
      'InvalidParameterValue',
      'Invalid value for portRange. Must specify both from and to ports with TCP/UDP.',
    );
  }
  if (port >= 0 && port <= 65_535) return port;
  throw new CloudError(
    'InvalidParameterValue',
    `Invalid value '${port}' for port: it must be from 0 to 65535.`,
  );
}

function checkedEnd(from: number | undefined, to: number | undefined): number {
  const end = checkedPort(to);
  if (end >= checkedPort(from)) return end;
  throw new CloudError('InvalidParameterValue', `Invalid TCP/UDP port range (${from ?? ''}:${end})`);
}

function checkedCidr(text: string | undefined, family: 'ipv4' | 'ipv6'): string {
  const cidr = canonicalCidr(text ?? '', family);
  if (cidr !== undefined) return cidr;
  throw new CloudError('InvalidParameterValue', `CIDR block ${text ?? ''} is malformed`);
}

function checkDescription({ Description = '' }: RuleContent): void {
  if (descriptionPattern.test(Description)) return;
  throw new CloudError(
    'InvalidParameterValue',
    'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
  );
}
