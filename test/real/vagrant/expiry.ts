import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expiryUserData } from '../../../src/core/testInstances/expiryUserData.ts';
import { eventually } from '../../host/eventually.ts';
import type { StarterMachines } from './starterMachines.ts';

/** How long a container may take to start again, in milliseconds. */
const startTime = 60_000;

/**
 * With `backup`, which boots with the user data of a test instance, as Debian's cloud-init understands it.
 * @param machines - the machines, once there are any
 */
export function describeExpiry(machines: () => StarterMachines): void {
  describe('A test instance that nobody comes back to', () => {
    let container: string;

    const root = async (...command: string[]): Promise<string> => {
      const { stdout } = await execa('lxc-attach', ['-n', container, '--clear-env', '--', ...command], {
        stdin: 'ignore',
      });
      return stdout;
    };
    const inside = (path: string): string => join('/var/lib/lxc', container, 'rootfs', path);
    const state = async (): Promise<string> => (await execa('lxc-info', ['-n', container, '-sH'])).stdout;
    const programs = (): Promise<string> =>
      root('pgrep', '-fc', '/usr/local/sbin/ami-bakery-test-instanc[e]').catch(() => '0');

    before(async () => {
      await machines().ensure('backup', 'running');
      container = await machines().containerOf('backup');
      const install =
        'DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends cloud-init';
      await root('sh', '-c', `apt-get update && ${install}`);
      await root('mkdir', '-p', '/var/lib/cloud/seed/nocloud');
    });

    // Else it would end whenever it is started.
    after(async () => {
      await rm(inside('etc/systemd/system/multi-user.target.wants/ami-bakery-test-instance.service'), {
        force: true,
      });
      await rm(inside('etc/network/interfaces.d/50-cloud-init'), { force: true });
      await writeFile(inside('etc/cloud/cloud-init.disabled'), '');
    });

    it('ends by itself at its time, and not before', async () => {
      const expiresAt = Math.ceil(Date.now() / 1000) * 1000 + 25_000;
      await writeFile(inside('var/lib/cloud/seed/nocloud/meta-data'), 'instance-id: i-0test\n');
      // The uptime that a container sees is that of the machine below it.
      await writeFile(inside('var/lib/cloud/seed/nocloud/user-data'), expiryUserData(expiresAt, 100_000));
      await execa('lxc-stop', ['-n', container, '--reboot'], { stdin: 'ignore' });
      await eventually('what ends it', async () => (await programs()) !== '0', startTime);
      assert.ok(Date.now() < expiresAt);
      await eventually('its end', async () => (await state()) === 'STOPPED', startTime + 30_000);
      assert.ok(Date.now() >= expiresAt);
    });

    it('ends again where somebody has started it after its time', async () => {
      await execa('lxc-start', ['-n', container], { stdin: 'ignore' });
      assert.equal(await state(), 'RUNNING');
      await eventually('its end', async () => (await state()) === 'STOPPED', startTime);
    });
  });
}
