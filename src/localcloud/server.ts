import { randomBytes } from 'node:crypto';
import { createControl } from './control.ts';
import { createEndpoint } from './endpoint.ts';
import { Faults } from './faults/faults.ts';
import { listen } from './loopback.ts';
import { RequestLog } from './requestLog.ts';
import { sampleWorld, usualImageCount } from './sample/sampleWorld.ts';
import { SshHostKeeper } from './sshHosts/sshHostKeeper.ts';
import type { SshHost } from './sshHosts/sshHost.ts';
import { readState, writeState } from './stateFile.ts';
import type { Profile, World } from './world.ts';

/** How to start a local cloud. */
export interface LocalCloudOptions {
  /** Port of the endpoint; any that is free when left out. */
  readonly port?: number;
  /** Port that tests look at the world by; any that is free when left out. */
  readonly controlPort?: number;
  /** How many images the sample world has. */
  readonly images?: number;
  /** The same seed makes the same world. */
  readonly seed?: number;
  /** A file that keeps what there is from one start to the next. */
  readonly stateFile?: string;
  /** Milliseconds since 1970; the time on the wall when left out. */
  readonly now?: number;
  /** True: all images are in the first region of the first profile's account. */
  readonly concentrate?: boolean;
  /** Hosts that instances which are launched can be reached at, while one is free. */
  readonly sshHosts?: readonly SshHost[];
  /** True: nothing is there that launches images, for a test that makes its own. */
  readonly bare?: boolean;
}

/** A local cloud that is running. */
export interface LocalCloud {
  /** Address to give to AWS clients. */
  readonly endpoint: string;
  /** Address of the control port. */
  readonly control: string;
  readonly regions: readonly string[];
  readonly profiles: readonly Profile[];
  /** Ends it, and writes its state file if it has one. */
  close(): Promise<void>;
}

/** How long after a change the state file is written, in milliseconds. */
const writeDelay = 200;

/**
 * Starts a cloud on 127.0.0.1 that AWS clients cannot tell from AWS (docs/architecture.md, "The local cloud").
 * @param options - ports, size of the world, state file, hosts
 * @throws Error when a port is in use, or the state file or the keys of a host cannot be read or written
 */
export async function startLocalCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  const wallClock = (): number => Date.now();
  let clockOffset = (options.now ?? wallClock()) - wallClock();
  const worldClock = (): number => wallClock() + clockOffset;
  const world = await worldFor(options, worldClock());
  const state = keepState(options.stateFile, world);
  // What could not be kept at the end is told at the start.
  await state.flush();
  const hosts = new SshHostKeeper(world, worldClock);
  await hosts.settle();
  const shared = { world, faults: new Faults(worldClock), log: new RequestLog(), worldClock };
  const newSecret = (): string => randomBytes(24).toString('hex');
  const endpoint = await listen(
    options.port ?? 0,
    createEndpoint({
      ...shared,
      wallClock,
      newSecret,
      onChange: () => {
        state.changed();
        return hosts.settle();
      },
    }),
  );
  const setWorldClock = (now: number): Promise<void> => {
    clockOffset = now - wallClock();
    return hosts.settle();
  };
  const control = await listen(options.controlPort ?? 0, createControl({ ...shared, setWorldClock })).catch(
    async (thrown: unknown) => {
      await endpoint.close();
      throw thrown;
    },
  );
  return {
    endpoint: endpoint.address,
    control: control.address,
    regions: world.regions,
    profiles: world.profiles,
    close: async () => {
      await Promise.all([endpoint.close(), control.close()]);
      await state.flush();
      await hosts.end();
    },
  };
}

async function worldFor(options: LocalCloudOptions, now: number): Promise<World> {
  const saved = options.stateFile === undefined ? undefined : await readState(options.stateFile);
  const world = sampleWorld({
    images: saved === undefined ? (options.images ?? usualImageCount) : 0,
    seed: options.seed ?? 1,
    now,
    concentrate: options.concentrate ?? false,
    bare: options.bare ?? false,
  });
  const { sshHosts = [] } = options;
  return saved === undefined ? { ...world, sshHosts } : { ...world, sshHosts, accounts: saved };
}

/** Writes the state file a moment after a change, so that many changes are one write. */
function keepState(
  path: string | undefined,
  world: World,
): { changed: () => void; flush: () => Promise<void> } {
  if (path === undefined) return { changed: () => undefined, flush: () => Promise.resolve() };
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  const write = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.catch(() => undefined).then(() => writeState(path, world.accounts));
    return writing;
  };
  return {
    changed: () => {
      timer ??= setTimeout(() => {
        // A write that fails here fails again, and is reported, when the cloud is closed.
        write().catch(() => undefined);
      }, writeDelay);
    },
    flush: write,
  };
}
