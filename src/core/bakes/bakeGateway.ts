import type { Environment } from '../environments/environment.ts';
import type { Tag } from '../tags/tagWriter.ts';
import type { TemporaryResources } from './bakeRecord.ts';

/** The keys of the tags by which what a bake makes in AWS is found again. The templates of `packer/` set them. */
export const bakeTagKeys = {
  /** Always {@link bakePurpose}. */
  purpose: 'ami-bakery:purpose',
  /** Id of the bake. */
  bake: 'ami-bakery:bake',
} as const;

/** The value of the tag that says what an instance is for. */
export const bakePurpose = 'bake';

/** Keys that sign calls for a while, for a program that asks for none itself. Secret but for the time. */
export interface AwsSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  /** When they end, in milliseconds since 1970; never when undefined. */
  readonly expiresAt: number | undefined;
}

/** Something in AWS that a bake has made and that should not be there after it. */
export interface BakeResource {
  readonly kind: 'instance' | 'securityGroup' | 'keyPair' | 'volume' | 'image' | 'snapshot';
  /** Its id; of a key pair its name. */
  readonly id: string;
  readonly region: string;
  /** Id of the bake, by its tag; undefined where it has none and is known by its name alone. */
  readonly bakeId: string | undefined;
  /** Of an instance: its state. */
  readonly state: string | undefined;
}

/** Which resources are looked for. */
export interface ResourceQuery {
  /** Id of a bake; those of all bakes when undefined. */
  readonly bakeId: string | undefined;
  /** What Packer has said that it made, for what has no tags: Packer 1.6.6 gives none to key pairs and security groups. */
  readonly temporary: readonly TemporaryResources[];
  /**
   * Instances of bakes that did not end well: an image of one that has no tags yet is left, for Packer that is told to stop
   * while it waits for the image forgets it (step_create_ami.go, 1.6.6).
   */
  readonly brokenOff: readonly string[];
}

/** What became of deleting something. */
export interface ResourceRemoval {
  readonly resource: BakeResource;
  /** Why it is still there, in AWS's words; undefined when it is gone. */
  readonly trouble: string | undefined;
}

/** A key of ours that lets a person in to an instance that is kept. */
export interface ImportedKey {
  readonly bakeId: string;
  /** Of the key pair. */
  readonly name: string;
  /** Its public half, in the form of OpenSSH. */
  readonly publicKey: string;
}

/** An instance of a bake. */
export interface BakeInstance {
  readonly bakeId: string;
  readonly instanceId: string;
}

/** An image that is made of an instance that was kept. */
export interface KeptImageRequest extends BakeInstance {
  readonly name: string;
  readonly description: string;
  /** Of the image and of its snapshots. */
  readonly tags: readonly Tag[];
}

/** What a bake needs of AWS besides what Packer does there. */
export interface BakeGateway {
  /**
   * Keys for Packer, those of the environment.
   * @param environment - who bakes
   * @param region - where
   * @param signal - stops the asking
   * @throws EnvironmentReadError where there are none, or they are of another account than the environment's
   */
  readSession(environment: Environment, region: string, signal: AbortSignal): Promise<AwsSession>;
  /**
   * Makes the key pair of a bake, tagged as the bake's.
   * @param environment - who makes it
   * @param region - where
   * @param key - its public half
   * @param signal - stops it
   */
  importKey(environment: Environment, region: string, key: ImportedKey, signal: AbortSignal): Promise<void>;
  /**
   * The tags of an instance of a bake.
   * @param environment - who reads
   * @param region - where
   * @param instance - which
   * @param signal - stops the reading
   * @throws EnvironmentReadError where it is not there, or its tags do not say that it is of this bake
   */
  readInstanceTags(
    environment: Environment,
    region: string,
    instance: BakeInstance,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, string>>;
  /**
   * Gives an instance of a bake more tags.
   * @param environment - who writes
   * @param region - where
   * @param instance - which; what is not of this bake by its tags is left alone
   * @param tags - to give
   * @param signal - stops it before it is sent
   */
  tagInstance(
    environment: Environment,
    region: string,
    instance: BakeInstance,
    tags: readonly Tag[],
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Stops an instance of a bake and makes an image of it, which is waited for. The instance stays, stopped.
   * @param environment - who makes it
   * @param region - where
   * @param request - of which instance; what is not of this bake by its tags is left alone
   * @param signal - stops it before the image is begun
   * @returns id of the image
   */
  makeImage(
    environment: Environment,
    region: string,
    request: KeptImageRequest,
    signal: AbortSignal,
  ): Promise<string>;
  /**
   * What bakes have left behind.
   * @param environment - who looks
   * @param region - where
   * @param query - of which bakes
   * @param signal - stops the reading
   */
  findResources(
    environment: Environment,
    region: string,
    query: ResourceQuery,
    signal: AbortSignal,
  ): Promise<readonly BakeResource[]>;
  /**
   * Deletes what bakes have left behind, instances first; what then still uses a security group is waited for.
   * @param environment - who deletes
   * @param region - where
   * @param query - by which they were found, and are found again right before
   * @param ids - of those to delete; what is not found again is left alone
   * @param signal - stops between two of them
   */
  removeResources(
    environment: Environment,
    region: string,
    query: ResourceQuery,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly ResourceRemoval[]>;
}
