import type { Tag } from '../tags/tagWriter.ts';
import { singleAddressCidr } from './singleAddress.ts';
import { testInstanceKeys, testInstancePurpose } from './testInstanceTags.ts';

/** What a rule of a security group lets in. */
export interface IngressRule {
  /** `tcp`, another protocol, or `-1` for all. */
  readonly protocol: string;
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
  /** A block of addresses in its canonical form; undefined when it is another group or a prefix list. */
  readonly cidr: string | undefined;
}

/** A security group that lets its owner in by SSH from one address, and nobody and nothing else. */
export interface SecurityGroupRequest {
  readonly vpcId: string;
  /** Unique in the VPC, since it holds the token of the launch. */
  readonly name: string;
  readonly description: string;
  readonly tags: readonly Tag[];
  readonly rule: {
    readonly protocol: 'tcp';
    readonly port: 22;
    /** One address: `/32` or `/128`. */
    readonly cidr: string;
  };
}

/** A security group that is there. */
export interface SecurityGroup {
  readonly groupId: string;
  readonly vpcId: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
  readonly ingress: readonly IngressRule[];
}

/**
 * The security group for a test instance. Nothing of what a person typed is in its name and description, whose characters
 * EC2 limits (EC2 API Reference, CreateSecurityGroup).
 * @param owner - who launches
 * @param address - where they are seen to come from: one IPv4 or IPv6 address
 * @param vpcId - of the subnet
 * @param token - of the launch: letters, digits and `-`
 * @throws RangeError for what is not one address
 */
export function sshAccessRequest(
  owner: string,
  address: string,
  vpcId: string,
  token: string,
): SecurityGroupRequest {
  const cidr = singleAddressCidr(address);
  if (cidr === undefined) throw new RangeError(`'${address}' is not one IP address.`);
  return {
    vpcId,
    name: `ami-bakery-test-${token}`,
    description: `AMI Bakery test instances: SSH from ${cidr}`,
    tags: [
      { key: testInstanceKeys.purpose, value: testInstancePurpose },
      { key: testInstanceKeys.owner, value: owner },
    ],
    rule: { protocol: 'tcp', port: 22, cidr },
  };
}

/**
 * Whether a security group that is there is what a launch asks for: ours, of the same owner and VPC, with this rule and no
 * other. One that somebody has opened wider is never used again.
 * @param group - that is there
 * @param request - what is asked for
 */
export function isAsRequested(group: SecurityGroup, request: SecurityGroupRequest): boolean {
  const [rule, ...others] = group.ingress;
  return (
    group.vpcId === request.vpcId &&
    request.tags.every(({ key, value }) => group.tags.get(key) === value) &&
    others.length === 0 &&
    rule?.protocol === request.rule.protocol &&
    rule.fromPort === request.rule.port &&
    rule.toPort === request.rule.port &&
    rule.cidr === request.rule.cidr
  );
}

/**
 * Whether a security group is one that launches of ours have made, and may be deleted when nothing uses it.
 * @param group - that is there
 */
export function isTestSecurityGroup({ tags }: Pick<SecurityGroup, 'tags'>): boolean {
  return (
    tags.get(testInstanceKeys.purpose) === testInstancePurpose &&
    (tags.get(testInstanceKeys.owner) ?? '') !== ''
  );
}
