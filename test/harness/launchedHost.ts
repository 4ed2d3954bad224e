import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { SshHost } from '../../src/localcloud/sshHosts/sshHost.ts';
import { endWithUs } from './processes.ts';
import { ensureVagrant, findBox } from './vagrant.ts';

/** The user of the box, whom an image of EC2 would call `admin`. */
export const launchedHostUser = 'vagrant';

/** Where Debian's lxc has its containers. */
const containers = '/var/lib/lxc';

/** Above the addresses that machines of Vagrant have had here, on the bridge of Debian's lxc. */
const lowestAddress = 200;
const addresses = 50;

/**
 * A container of the lxc box that stands in for each instance which the local cloud launches, one at a time, and is a new one
 * each time: what one bakes of it has on its disk what Packer has put there and nothing else. The box is made when it is not
 * there, which takes two minutes, once.
 * @returns undefined where containers cannot be started: not root, or not Debian
 */
export function launchedHost(): SshHost | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return undefined;
  const name = `ami-bakery-instance-${process.pid}`;
  const folder = join(containers, name);
  const address = `10.0.3.${lowestAddress + (process.pid % addresses)}`;
  const prepare = async (): Promise<void> => {
    await ensureVagrant();
    // Before the network goes, which waits for nobody.
    endWithUs(() => remove(name));
  };
  const ready = prepare();
  // Whoever launches is told.
  ready.catch(() => undefined);
  return {
    address,
    authorizedKeysFile: join(folder, 'rootfs', 'home', launchedHostUser, '.ssh', 'authorized_keys'),
    renew: async () => {
      await ready;
      await remove(name);
      await unpackBox(folder);
      await writeFile(join(folder, 'config'), configuration(name, folder, address));
      await execa('lxc-start', ['-n', name], { stdin: 'ignore' });
    },
  };
}

async function remove(name: string): Promise<void> {
  const options = { stdin: 'ignore', reject: false } as const;
  await execa('lxc-stop', ['-k', '-n', name], options);
  await execa('lxc-destroy', ['-n', name], options);
  await rm(join(containers, name), { recursive: true, force: true });
}

/** A box is a tar with the tar of the disk in it. */
async function unpackBox(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o770 });
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
