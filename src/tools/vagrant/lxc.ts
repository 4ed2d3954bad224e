import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandLine } from '../commandLine.ts';

/** The program of Debian's lxc that makes the bridge its containers are on. */
const lxcNet = '/usr/libexec/lxc/lxc-net';

/** Made when lxc-net has started. It stays when the processes of the bridge are killed. */
const networkMark = '/run/lxc/network_up';

/** The process id of the dnsmasq that gives addresses on the bridge. */
const dnsmasqId = '/run/lxc/dnsmasq.pid';

/**
 * What has to be run, as root, so that containers get addresses.
 * @returns none when they do already, or when lxc is not Debian's
 */
export function networkCommands(): CommandLine[] {
  if (!existsSync(lxcNet) || (existsSync(networkMark) && givesAddresses())) return [];
  // It refuses to start where the mark is, and to stop where it is not; a bridge without one it makes anew by itself.
  const stop: CommandLine[] = existsSync(networkMark) ? [stopNetworkCommand] : [];
  return [...stop, { program: lxcNet, arguments: ['start'] }];
}

/** Takes the network of the containers away. */
export const stopNetworkCommand: CommandLine = { program: lxcNet, arguments: ['stop'] };

function givesAddresses(): boolean {
  try {
    const id = Number(readFileSync(dnsmasqId, 'utf8'));
    return readFileSync(`/proc/${id}/comm`, 'utf8').trim() === 'dnsmasq';
  } catch {
    return false;
  }
}

/**
 * The container of a machine.
 * @param dataFolder - where Vagrant keeps what it knows of the machines of a folder
 * @param name - of the machine
 * @throws NodeJS.ErrnoException when it has none
 */
export async function containerOf(dataFolder: string, name: string): Promise<string> {
  return (await readFile(join(dataFolder, 'machines', name, 'lxc', 'id'), 'utf8')).trim();
}

/**
 * Makes a snapshot of a container that does not run. lxc numbers them: snap0, snap1 and so on.
 * @param container - its name
 */
export function saveSnapshotCommand(container: string): CommandLine {
  return { program: 'lxc-snapshot', arguments: ['-n', container] };
}

/**
 * Makes a container that does not run what it was.
 * @param container - its name
 * @param snapshot - such as `snap0`
 */
export function restoreSnapshotCommand(container: string, snapshot: string): CommandLine {
  return { program: 'lxc-snapshot', arguments: ['-n', container, '-r', snapshot] };
}

/**
 * Asks for the snapshots of a container.
 * @param container - its name
 */
export function listSnapshotsCommand(container: string): CommandLine {
  return { program: 'lxc-snapshot', arguments: ['-n', container, '-L'] };
}

/** A snapshot of a container. */
export interface ContainerSnapshot {
  readonly name: string;
  /** When it was made, as lxc says it: `2026:11:26 06:30:15`. */
  readonly madeAt: string;
}

/**
 * Reads the list of snapshots (lxc 5.0.2, lxc_snapshot.c: name, path in brackets, time).
 * @param output - of {@link listSnapshotsCommand}
 */
export function parseSnapshots(output: string): ContainerSnapshot[] {
  return [...output.matchAll(/^(snap\d+) \(.*\) (\d{4}:\d\d:\d\d \d\d:\d\d:\d\d)/gmu)].map(
    ([, name = '', madeAt = '']) => ({ name, madeAt }),
  );
}

/**
 * Removes a container that Vagrant knows nothing of any more, whether it runs or not.
 * @param container - its name
 */
export function removeContainerCommand(container: string): CommandLine {
  return { program: 'lxc-destroy', arguments: ['-n', container, '-f'] };
}

/** Asks for the names of all containers, one on each line. */
export const listContainersCommand: CommandLine = { program: 'lxc-ls', arguments: ['-1'] };

/**
 * Removes all snapshots of a container, without which lxc does not remove the container.
 * @param container - its name
 */
export function removeSnapshotsCommand(container: string): CommandLine {
  return { program: 'lxc-snapshot', arguments: ['-n', container, '-d', 'ALL'] };
}
