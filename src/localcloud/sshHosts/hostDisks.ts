import type { World } from '../world.ts';
import { instanceOn, type SshHost } from './sshHost.ts';

/**
 * Sees to what is on the disks of hosts: that of a host whose instance has just been launched is that of its image, and what
 * is on it when an image is made of it is what that image holds.
 */
export class HostDisks {
  readonly #world: World;
  /** By host, the instance that it was made new for. */
  readonly #renewedFor = new Map<SshHost, string>();
  /** Ids of the images whose disks were kept. */
  readonly #kept = new Set<string>();

  /**
   * Does nothing yet.
   * @param world - with the hosts, their instances and images
   */
  constructor(world: World) {
    this.#world = world;
  }

  /**
   * Brings the disk of a host, and those that are kept of it, to what is in the world now.
   * @param host - of the world
   * @throws Error in the words of whoever copies disks
   */
  async settle(host: SshHost): Promise<void> {
    const instance = instanceOn(this.#world, host);
    const instanceId = instance?.InstanceId;
    if (instanceId === undefined) return;
    if (host.renew !== undefined && this.#renewedFor.get(host) !== instanceId) {
      await host.renew({ instanceId, imageId: instance?.ImageId });
      this.#renewedFor.set(host, instanceId);
    }
    if (host.keepDisk === undefined) return;
    for (const imageId of this.#imagesOf(instanceId)) {
      if (this.#kept.has(imageId)) continue;
      await host.keepDisk(imageId);
      this.#kept.add(imageId);
    }
  }

  #imagesOf(instanceId: string): string[] {
    return [...this.#world.accounts.values()].flatMap((regions) =>
      [...regions.values()].flatMap(({ images }) =>
        images.flatMap(({ ImageId: id, SourceInstanceId: source }) =>
          source === instanceId && id !== undefined ? [id] : [],
        ),
      ),
    );
  }
}
