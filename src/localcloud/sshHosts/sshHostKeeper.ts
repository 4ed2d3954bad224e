import type { RegionState, World } from '../world.ts';
import { keepOurKeys, type WantedKey } from './authorizedKeysFile.ts';
import { HostDisks } from './hostDisks.ts';
import { isBackedBy, type SshHost } from './sshHost.ts';

/** The longest that a timer of Node waits, in milliseconds. */
const longestTimer = 2 ** 31 - 1;

/**
 * Keeps hosts as their instances are: their disks, and the public keys that let somebody in, as cloud-init and EC2 Instance
 * Connect do. What is in the world decides, so that nothing is left when an instance ends, a key is too old or the cloud does.
 */
export class SshHostKeeper {
  readonly #world: World;
  readonly #clock: () => number;
  #timer: NodeJS.Timeout | undefined;
  #working = Promise.resolve();
  readonly #disks: HostDisks;

  /**
   * Does nothing yet.
   * @param world - with the hosts, and the keys of instances
   * @param clock - the world's own, in milliseconds since 1970
   */
  constructor(world: World, clock: () => number) {
    this.#world = world;
    this.#clock = clock;
    this.#disks = new HostDisks(world);
  }

  /**
   * Brings every host to what is in the world now, and again when the next key is too old.
   * @throws Error naming a file that cannot be read or written
   */
  settle(): Promise<void> {
    return this.#keep((host, now) => keysFor(this.#world, host, now));
  }

  /**
   * Takes every key away.
   * @throws Error naming a file that cannot be read or written
   */
  async end(): Promise<void> {
    await this.#keep(() => []);
    clearTimeout(this.#timer);
  }

  #keep(keysOf: (host: SshHost, now: number) => WantedKey[]): Promise<void> {
    const { sshHosts } = this.#world;
    if (sshHosts.length === 0) return Promise.resolve();
    const work = this.#working.then(async () => {
      const now = this.#clock();
      for (const host of sshHosts) {
        // Before its keys, which are on its disk.
        await this.#disks.settle(host);
        const { authorizedKeysFile } = host;
        if (authorizedKeysFile !== undefined) await keepOurKeys(authorizedKeysFile, keysOf(host, now));
      }
      this.#wakeAtNextEnd(now);
    });
    // Whoever asked is told; the next one tries again.
    this.#working = work.catch(() => undefined);
    return work;
  }

  /** What ended while files were written was still in them: it is next. */
  #wakeAtNextEnd(now: number): void {
    clearTimeout(this.#timer);
    const ends = statesOf(this.#world).flatMap(({ authorizedKeys }) =>
      authorizedKeys.flatMap(({ until }) => (until === undefined ? [] : [until.getTime()])),
    );
    const next = Math.min(...ends.filter((end) => end > now));
    if (next === Infinity) return;
    this.#timer = setTimeout(
      () => {
        // What fails here fails again, and is reported, at the next call or at the end.
        this.settle().catch(() => undefined);
      },
      Math.min(Math.max(0, next - this.#clock()), longestTimer),
    );
    this.#timer.unref();
  }
}

/** The keys that let somebody in to the instance that has a host; none when it is ending. */
function keysFor(world: World, host: SshHost, now: number): WantedKey[] {
  return statesOf(world).flatMap(({ authorizedKeys, instances }) => {
    const ids = new Set(
      instances
        .filter((instance) => isBackedBy(instance, host) && instance.State?.Name !== 'shutting-down')
        .map(({ InstanceId }) => InstanceId),
    );
    return authorizedKeys.filter(
      ({ instanceId, until }) => ids.has(instanceId) && (until === undefined || until.getTime() > now),
    );
  });
}

function statesOf({ accounts }: World): RegionState[] {
  return [...accounts.values()].flatMap((regions) => [...regions.values()]);
}
