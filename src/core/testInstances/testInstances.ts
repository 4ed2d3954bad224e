import type { Environment } from '../environments/environment.ts';
import type { LaunchRequest } from './launchRequest.ts';
import type { InstanceState, TestInstance } from './testInstance.ts';

/** A subnet to launch in. */
export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  /** Value of its tag `Name`: data of AWS. */
  readonly name: string | undefined;
  readonly availabilityZone: string | undefined;
  /** `172.31.0.0/20` */
  readonly cidr: string | undefined;
  /** Whether it is the one that AWS made for its zone. */
  readonly isDefault: boolean;
  /** Whether instances in it get a public address. */
  readonly isPublic: boolean;
}

/** A key pair of which EC2 has the public key. */
export interface KeyPair {
  readonly name: string;
  /** `rsa` or `ed25519`. */
  readonly type: string | undefined;
}

/** The test instances of one region. */
export interface TestInstanceReading {
  /** Those that have ended are there as long as EC2 shows them. */
  readonly instances: readonly TestInstance[];
  /** What has our purpose and could not be read: one sentence each. Nothing of ours touches it. */
  readonly unreadable: readonly string[];
}

/** What ending a test instance came to. */
export interface EndReport {
  /** The state that it was in afterwards. */
  readonly state: InstanceState;
  /** Security groups of ours that went with it. */
  readonly deletedGroups: readonly string[];
  /** Security groups of ours that are still there, and why. */
  readonly keptGroups: readonly { readonly groupId: string; readonly reason: string }[];
}

/** An SSH public key for EC2 Instance Connect. */
export interface SshKeyToSend {
  readonly instanceId: string;
  /** User of the instance's operating system. */
  readonly user: string;
  /** In the form of OpenSSH. */
  readonly publicKey: string;
}

/**
 * Test instances where they live. Implemented over the AWS SDK by src/aws. Every call is for one region of an environment
 * and throws an EnvironmentReadError in AWS's words, or a CancelledError when its signal was aborted.
 */
export interface TestInstances {
  /** Every subnet that instances can be launched in, default ones first. */
  readSubnets(environment: Environment, region: string, signal: AbortSignal): Promise<readonly Subnet[]>;

  /** By name. */
  readKeyPairs(environment: Environment, region: string, signal: AbortSignal): Promise<readonly KeyPair[]>;

  /**
   * Finds or makes the security group, and launches. Sent again with the same token it launches no second instance.
   * Aborted before the instance is asked for, it deletes the group that it made: wait for it to end.
   * @throws EnvironmentReadError whose message names what was left behind, if something was
   */
  launch(
    environment: Environment,
    region: string,
    request: LaunchRequest,
    signal: AbortSignal,
  ): Promise<TestInstance>;

  /**
   * Waits until an instance runs.
   * @param onState - told each time that its state was read
   * @throws EnvironmentReadError when it ends instead, with AWS's reason
   */
  waitUntilRunning(
    environment: Environment,
    region: string,
    instanceId: string,
    onState: (state: InstanceState) => void,
    signal: AbortSignal,
  ): Promise<TestInstance>;

  /** Lets the owner of a key in for 60 seconds (EC2 Instance Connect). */
  sendSshKey(environment: Environment, region: string, key: SshKeyToSend, signal: AbortSignal): Promise<void>;

  /** What an instance has written to its console; empty when there is nothing yet. */
  readConsoleOutput(
    environment: Environment,
    region: string,
    instanceId: string,
    signal: AbortSignal,
  ): Promise<string>;

  /** All instances that have our tags, whoever launched them. */
  readTestInstances(
    environment: Environment,
    region: string,
    signal: AbortSignal,
  ): Promise<TestInstanceReading>;

  /**
   * Ends an instance if its tags, read right before, say that it is a test instance that the owner may end, and then
   * deletes its security groups as far as they are ours and nothing uses them. Aborted while it waits for the end, the
   * instance ends all the same and its groups stay.
   * @param owner - who ends it
   * @throws EnvironmentReadError `other` when it must not be ended
   */
  terminate(
    environment: Environment,
    region: string,
    instanceId: string,
    owner: string,
    signal: AbortSignal,
  ): Promise<EndReport>;

  /** Deletes the security groups of an owner that launches have left and nothing uses. */
  deleteUnusedGroups(
    environment: Environment,
    region: string,
    owner: string,
    signal: AbortSignal,
  ): Promise<Pick<EndReport, 'deletedGroups' | 'keptGroups'>>;
}
