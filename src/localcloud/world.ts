import type { AutoScalingGroup, InstanceRefresh, LaunchConfiguration } from '@aws-sdk/client-auto-scaling';
import type {
  DescribeSnapshotAttributeResult,
  FleetData,
  Image,
  ImageAttribute,
  Instance,
  InstanceAttribute,
  KeyPairInfo,
  LaunchTemplate,
  LaunchTemplateVersion,
  SecurityGroup,
  SecurityGroupRule,
  Snapshot,
  SpotFleetRequestConfig,
  Subnet,
  Tag,
  Volume,
  Vpc,
} from '@aws-sdk/client-ec2';
import type { ParameterHistory } from '@aws-sdk/client-ssm';
import type { RetentionRule } from './recyclebin/model.ts';
import type { SshHost } from './sshHosts/sshHost.ts';

/**
 * What one account has in one region. Each list is sorted by id or, where there is none, by name, so that a page can
 * start anywhere at no cost. A new list is one more line here, in `emptyRegion`, and in the table of `stateFile.ts`.
 */
export interface RegionState {
  readonly images: Image[];
  /** Who else may launch an image: its id and its `LaunchPermissions`. Images that nobody else may launch are not here. */
  readonly launchPermissions: ImageAttribute[];
  /** Images that were deregistered, of which nothing but the id is left. */
  readonly deregisteredImages: Image[];
  /** Images in the recycle bin, by their ids. */
  readonly binnedImages: BinnedImage[];
  readonly instances: Instance[];
  /** What DescribeInstances does not show of each instance, by its id; DescribeInstanceAttribute does. */
  readonly instanceAttributes: InstanceAttribute[];
  /** Public keys that let somebody in to an instance, by its id. */
  readonly authorizedKeys: AuthorizedKey[];
  readonly vpcs: Vpc[];
  readonly subnets: Subnet[];
  /** Without their rules, which are a list of their own. */
  readonly securityGroups: SecurityGroup[];
  readonly securityGroupRules: SecurityGroupRule[];
  /** With the public key. */
  readonly keyPairs: KeyPairInfo[];
  readonly snapshots: Snapshot[];
  /** Who else may make volumes of a snapshot: its id and its `CreateVolumePermissions`. Other snapshots are not here. */
  readonly volumePermissions: DescribeSnapshotAttributeResult[];
  /** Snapshots in the recycle bin, by their ids. */
  readonly binnedSnapshots: BinnedSnapshot[];
  /** Rules of the recycle bin, by identifier. */
  readonly retentionRules: RetentionRule[];
  readonly volumes: Volume[];
  readonly launchTemplates: LaunchTemplate[];
  /** Of all templates, by template id, then by number. */
  readonly launchTemplateVersions: LaunchTemplateVersion[];
  readonly fleets: FleetData[];
  readonly spotFleetRequests: SpotFleetRequestConfig[];
  readonly autoScalingGroups: AutoScalingGroup[];
  readonly launchConfigurations: LaunchConfiguration[];
  readonly instanceRefreshes: InstanceRefresh[];
  /** Every version of every parameter, by name, then by version; the last one of a name is the current one. */
  readonly parameters: ParameterHistory[];
  /** What happens by itself as the world's clock goes on, in the order of time. */
  readonly dueChanges: DueChange[];
}

/** From when to when something is in the recycle bin. */
interface Binned {
  readonly enteredAt: Date;
  readonly exitsAt: Date;
}

/** An image in the recycle bin. */
export interface BinnedImage extends Binned {
  readonly image: Image;
  /** Who else could launch it: nobody can while it is there. */
  readonly permissions: ImageAttribute;
}

/** A snapshot in the recycle bin. */
export interface BinnedSnapshot extends Binned {
  readonly snapshot: Snapshot;
  /** Who else could make volumes of it: nobody can while it is there. */
  readonly permissions: DescribeSnapshotAttributeResult;
}

/** A public key that lets somebody in to an instance. */
export interface AuthorizedKey {
  readonly instanceId: string;
  /** In the form of OpenSSH: `ssh-ed25519 AAAA… comment`. */
  readonly publicKey: string;
  /** When it lets nobody in any more; never when left out. */
  readonly until?: Date | undefined;
}

/** A change of state that has happened as soon as the world's clock has reached a time. */
export interface DueChange {
  readonly at: Date;
  readonly resourceId: string;
  /** Which change it is: a name that the code which carries it out knows. */
  readonly change: string;
}

/** A pair of keys and whom it belongs to. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly account: string;
  /** The caller's ARN. */
  readonly arn: string;
  readonly userId: string;
  /** For the keys of an assumed role: the token that goes with them, and when both end (milliseconds since 1970). */
  readonly session?: { readonly token: string; readonly expiresAt: number };
}

/** An AWS profile that a client can be given. */
export interface Profile {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Everything there is. */
export interface World {
  readonly regions: readonly string[];
  readonly profiles: readonly Profile[];
  readonly keys: Map<string, AccessKey>;
  /** By account, then by region code. */
  readonly accounts: Map<string, Map<string, RegionState>>;
  /** Calls that were made with a client token, by account, region, action and token. */
  readonly idempotentCalls: Map<string, IdempotentCall>;
  /** Hosts that instances which are launched can be reached at; see `sshHosts/`. */
  readonly sshHosts: readonly SshHost[];
}

/** A call that will not be carried out a second time. */
export interface IdempotentCall {
  /** The parameters it was made with, as JSON. */
  readonly parameters: string;
  readonly result: object;
}

/** What a handler knows of the request besides its input. */
export interface Call {
  readonly world: World;
  /** `DescribeImages` for instance. */
  readonly action: string;
  readonly caller: AccessKey;
  readonly region: string;
  /** What the caller's account has in the region. */
  readonly state: RegionState;
  /** Milliseconds since 1970, by the world's own clock. */
  readonly now: number;
  /** Makes an id or a secret that was not there before. */
  readonly newSecret: () => string;
}

/** Anything in a region that can have tags. */
export interface Taggable {
  Tags?: Tag[] | undefined;
}

/** A region without anything in it. */
export function emptyRegion(): RegionState {
  return {
    images: [],
    launchPermissions: [],
    deregisteredImages: [],
    binnedImages: [],
    instances: [],
    instanceAttributes: [],
    authorizedKeys: [],
    vpcs: [],
    subnets: [],
    securityGroups: [],
    securityGroupRules: [],
    keyPairs: [],
    snapshots: [],
    volumePermissions: [],
    binnedSnapshots: [],
    retentionRules: [],
    volumes: [],
    launchTemplates: [],
    launchTemplateVersions: [],
    fleets: [],
    spotFleetRequests: [],
    autoScalingGroups: [],
    launchConfigurations: [],
    instanceRefreshes: [],
    parameters: [],
    dueChanges: [],
  };
}

/**
 * Where an id is, or would be, in a list sorted by id.
 * @param items - sorted by id
 * @param id - what to look for
 * @param idOf - the id of an item
 * @returns index of the first item whose id is not below the one looked for
 */
export function positionOf<T>(items: readonly T[], id: string, idOf: (item: T) => string): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && idOf(item) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
