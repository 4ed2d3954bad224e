import type { Instance } from '@aws-sdk/client-ec2';
import type { World } from '../world.ts';

/** A host that can be reached by SSH and stands in for an instance: a container for instance. */
export interface SshHost {
  /** Its IP address, which the instance shows as its private and as its public one. */
  readonly address: string;
  /** Path of the `authorized_keys` of its user, as this machine sees it. No keys are put there when it is left out. */
  readonly authorizedKeysFile?: string;
  /** Makes it what a machine is that has just been launched; done when an instance gets it, before the call is answered. */
  readonly renew?: (launch: HostLaunch) => Promise<void>;
  /** Keeps what is on its disk as that of an image that is made of it; done before the call is answered. */
  readonly keepDisk?: (imageId: string) => Promise<void>;
}

/** What is launched on a host. */
export interface HostLaunch {
  readonly instanceId: string;
  /** The image that it boots from. */
  readonly imageId: string | undefined;
}

/**
 * A host that no instance has. An instance has one until it is terminated.
 * @param world - all accounts and regions
 */
export function freeSshHost(world: World): SshHost | undefined {
  return world.sshHosts.find((host) => instanceOn(world, host) === undefined);
}

/**
 * The instance that a host stands in for.
 * @param world - all accounts and regions
 * @param host - any host
 */
export function instanceOn({ accounts }: World, host: SshHost): Instance | undefined {
  return [...accounts.values()]
    .flatMap((regions) => [...regions.values()].flatMap((state) => state.instances))
    .find((instance) => isBackedBy(instance, host));
}

/**
 * Whether an instance is the one that a host stands in for. The address tells, so that a state file does as well.
 * @param instance - any instance
 * @param host - any host
 */
export function isBackedBy({ PublicIpAddress, State }: Instance, { address }: SshHost): boolean {
  return PublicIpAddress === address && State?.Name !== 'terminated';
}
