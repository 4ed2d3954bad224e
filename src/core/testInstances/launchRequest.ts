import type { Tag } from '../tags/tagWriter.ts';
import type { Clock } from '../time/age.ts';
import { expiryUserData } from './expiryUserData.ts';
import { expiryAfter } from './lifetime.ts';
import { type SecurityGroupRequest, sshAccessRequest } from './sshAccess.ts';
import { type LaunchSession, tagsOfTestInstance } from './testInstanceTags.ts';

/** How a person gets in to a test instance. */
export type Access =
  | { readonly kind: 'key-pair'; readonly name: string }
  /** EC2 Instance Connect: a key is sent when it is needed; the image must have the package for it. */
  | { readonly kind: 'instance-connect' };

/** What a person chooses for a test instance, and who they are. */
export interface LaunchChoices {
  readonly image: { readonly id: string; readonly architecture: string | undefined };
  readonly subnet: { readonly id: string; readonly vpcId: string };
  readonly access: Access;
  /** A whole number within `lifetimeHours`. */
  readonly hours: number;
  /** Who launches, as others shall read it. */
  readonly owner: string;
  /** Where they are seen to come from by the instance: one IPv4 or IPv6 address. */
  readonly address: string;
  readonly session: LaunchSession;
  /** Stands for this one launch, however often it is sent: letters, digits and `-`, at most 64 (EC2 API Reference,
   *  RunInstances, `ClientToken`). */
  readonly token: string;
}

/** One test instance to launch. Everything that keeps it from costing money for ever or being open to others is in it. */
export interface LaunchRequest {
  readonly imageId: string;
  readonly instanceType: string;
  readonly subnetId: string;
  readonly keyName: string | undefined;
  /** IMDSv2 only, and only from the instance itself (EC2 User Guide, "Configure the Instance Metadata Service options"). */
  readonly metadata: { readonly httpTokens: 'required'; readonly httpPutResponseHopLimit: 1 };
  readonly shutdownBehavior: 'terminate';
  /** Plain text. */
  readonly userData: string;
  /** Of the instance and of its volumes. */
  readonly tags: readonly Tag[];
  readonly securityGroup: SecurityGroupRequest;
  /** Milliseconds since 1970, as in the tags and in the user data. */
  readonly expiresAt: number;
  readonly token: string;
}

/**
 * The request that launches a test instance.
 * @param choices - of a person
 * @param clock - by which the lifetime counts
 * @throws RangeError for hours, an address, an owner, a session or a token that cannot be; nothing is asked of AWS then
 */
export function launchRequest(choices: LaunchChoices, clock: Clock): LaunchRequest {
  const { access, address, hours, image, owner, session, subnet, token } = choices;
  if (!/^[A-Za-z0-9-]{1,64}$/u.test(token)) throw new RangeError('The token of a launch is no token.');
  const expiresAt = expiryAfter(hours, clock);
  return {
    imageId: image.id,
    instanceType: usualInstanceType(image.architecture),
    subnetId: subnet.id,
    keyName: access.kind === 'key-pair' ? access.name : undefined,
    metadata: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
    shutdownBehavior: 'terminate',
    userData: expiryUserData(expiresAt, hours),
    tags: tagsOfTestInstance({ owner, expiresAt, session }),
    securityGroup: sshAccessRequest(owner, address, subnet.vpcId, token),
    expiresAt,
    token,
  };
}

/**
 * A small type of the current generation that AWS has in every region and that fits the image.
 * @param architecture - of the image, as EC2 names it
 */
function usualInstanceType(architecture: string | undefined): string {
  return architecture === 'arm64' ? 't4g.small' : 't3.small';
}
