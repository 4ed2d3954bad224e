import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { SshHost } from '../../src/localcloud/sshHosts/sshHost.ts';
import { ContainerDisks, containersFolder, diskOf } from './containerDisks.ts';
import { endWithUs } from './processes.ts';
import { ensureVagrant, findBox } from './vagrant.ts';

/** The user of the box, whom an image of EC2 would call `admin`. */
export const launchedHostUser = 'vagrant';

/** Above the addresses that machines of Vagrant have had here, on the bridge of Debian's lxc. */
const lowestAddress = 200;
const addresses = 50;

/** A container that stands in for instances, and how it goes. */
export interface LaunchedHost extends SshHost {
  /** Removes the container and the disks of its images. */
  readonly remove: () => Promise<void>;
}

/**
 * A container of the lxc box that stands in for each instance which the local cloud launches, one at a time, and is a new one
 * each time: what one bakes of it has on its disk what Packer has put there and nothing else, and an instance of such an image
 * boots from that disk. The box is made when it is not there, which takes two minutes, once.
 * @param disks - of the images; those of this host alone when left out
 * @returns undefined where containers cannot be started: not root, or not Debian
 */
export function launchedHost(
  disks = new ContainerDisks(`ami-bakery-disks-${process.pid}`),
): LaunchedHost | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return undefined;
  const name = `ami-bakery-instance-${process.pid}`;
  const folder = join(containersFolder, name);
  const address = `10.0.3.${lowestAddress + (process.pid % addresses)}`;
  const prepare = async (): Promise<() => Promise<void>> => {
    await ensureVagrant();
    // Before the network goes, which waits for nobody.
    return endWithUs(async () => {
      await remove(name);
      await disks.remove();
    });
  };
  const ready = prepare();
  // Whoever launches is told.
  ready.catch(() => undefined);
  return {
    address,
    remove: async () => (await ready)(),
    authorizedKeysFile: join(diskOf(name), 'home', launchedHostUser, '.ssh', 'authorized_keys'),
    keepDisk: (imageId) => disks.keep(imageId, name),
    renew: async ({ imageId = '' }) => {
      await ready;
      await remove(name);
      await mkdir(folder, { recursive: true, mode: 0o770 });
      if (!(await disks.restore(imageId, name))) await unpackBox(folder);
      await writeFile(join(diskOf(name), 'etc', 'network', 'interfaces'), interfaces);
      await writeFile(join(folder, 'config'), configuration(name, folder, address));
      await execa('lxc-start', ['-n', name], { stdin: 'ignore' });
    },
  };
}

/** The address is that of the configuration: what asks for another one gets it, and then has that alone. */
const interfaces = 'auto lo\niface lo inet loopback\nauto eth0\niface eth0 inet manual\n';

async function remove(name: string): Promise<void> {
  const options = { stdin: 'ignore', reject: false } as const;
  await execa('lxc-stop', ['-k', '-n', name], options);
  await execa('lxc-destroy', ['-n', name], options);
  await rm(join(containersFolder, name), { recursive: true, force: true });
}

/** A box is a tar with the tar of the disk in it. */
async function unpackBox(folder: string): Promise<void> {
  const disk = execa('tar', ['--extract', '--to-stdout', '--file', await findBox(), 'rootfs.tar.gz'], {
    stdin: 'ignore',
    buffer: false,
    encoding: 'buffer',
  });
  const unpacking = execa('tar', ['--extract', '--gzip', '--numeric-owner', '--directory', folder], {
    buffer: false,
  });
  disk.stdout.pipe(unpacking.stdin);
  await Promise.all([disk, unpacking]);
}

function configuration(name: string, folder: string, address: string): string {
  return [
    'lxc.include = /usr/share/lxc/config/common.conf',
    `lxc.uts.name = ${name}`,
    `lxc.rootfs.path = dir:${join(folder, 'rootfs')}`,
    'lxc.apparmor.profile = unconfined',
    'lxc.net.0.type = veth',
    'lxc.net.0.link = lxcbr0',
    'lxc.net.0.flags = up',
    `lxc.net.0.ipv4.address = ${address}/24`,
    'lxc.net.0.ipv4.gateway = 10.0.3.1',
    '',
  ].join('\n');
}
