import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { expiryInUserData, expiryUserData } from '../../../../src/core/testInstances/expiryUserData.ts';

const expiresAt = Date.UTC(2026, 10, 26, 14);
const cloudConfig = z.strictObject({ bootcmd: z.tuple([z.string()]) });

describe('The user data of a test instance', function () {
  this.timeout(20_000);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-boot-'));
    for (const each of ['etc/systemd/system', 'usr/local/sbin', 'var/lib/cloud/data', 'proc', 'stubs']) {
      await mkdir(join(folder, each), { recursive: true });
    }
    await writeFile(join(folder, 'var/lib/cloud/data/instance-id'), 'i-1\n');
    await writeFile(join(folder, 'proc/uptime'), '100.5 90.1\n');
    await stub('shutdown', `echo "shutdown $*" >> ${folder}/ended; kill $PPID`);
    await stub('sleep', `echo slept >> ${folder}/slept; exec /bin/sleep 0.05`);
    await stub('poweroff', 'exit 1');
    await stub('systemctl', 'exit 1');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const stub = (name: string, body: string): Promise<void> =>
    writeFile(join(folder, 'stubs', name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  const setTime = (seconds: number): Promise<void> => stub('date', `echo ${seconds}`);
  /** The script, in a folder instead of the root of this machine, and with programs that end nothing. */
  const script = (): string => {
    const { bootcmd } = cloudConfig.parse(parse(expiryUserData(expiresAt, 4)));
    return bootcmd[0].replaceAll(/(?<![\w/!])\/(?=(?:etc|usr\/local|var|proc)\b)/gu, `${folder}/`);
  };
  const variables = (instanceId: string | undefined): NodeJS.ProcessEnv => ({
    PATH: `${join(folder, 'stubs')}:/usr/bin:/bin`,
    ...(instanceId === undefined ? {} : { INSTANCE_ID: instanceId }),
  });
  /** Runs it as cloud-init does: to its end, which what it starts in the background does not hold up. */
  const boot = (instanceId: string | undefined = 'i-1'): void => {
    execFileSync('/bin/sh', ['-c', script()], { env: variables(instanceId) });
  };
  const program = (): string => join(folder, 'usr/local/sbin/ami-bakery-test-instance');
  /** Waits until there is something in a file. */
  const appears = async (name: string): Promise<string> => {
    for (let tries = 0; tries < 100; tries += 1) {
      const text = await readFile(join(folder, name), 'utf8').catch(() => '');
      if (text !== '') return text;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return assert.fail(`nothing in ${name}`);
  };

  it('is cloud-config whose one boot command is a shell script', () => {
    assert.ok(expiryUserData(expiresAt, 4).startsWith('#cloud-config\n'));
    execFileSync('/bin/sh', ['-n', '-c', script()]);
    assert.equal(expiryInUserData(expiryUserData(expiresAt, 4)), expiresAt);
    assert.equal(expiryInUserData('#!/bin/sh\n'), undefined);
  });

  it('ends the instance at its time, and not before', async () => {
    await setTime(expiresAt / 1000 - 1);
    boot();
    await appears('slept');
    assert.equal(await readFile(join(folder, 'ended'), 'utf8').catch(() => ''), '');
    await setTime(expiresAt / 1000);
    assert.equal(await appears('ended'), 'shutdown -P now\n');
  });

  it('ends it at once when it boots after its time', async () => {
    await setTime(expiresAt / 1000 + 86_400);
    boot();
    assert.equal(await appears('ended'), 'shutdown -P now\n');
  });

  it('ends it after its whole lifetime in one boot, though the clock be wrong', async () => {
    await setTime(0);
    await writeFile(join(folder, 'proc/uptime'), '14400.0 1.0\n');
    boot();
    assert.equal(await appears('ended'), 'shutdown -P now\n');
  });

  it('leaves alone an instance that was launched from an image of it', async () => {
    await setTime(expiresAt / 1000);
    boot();
    await appears('ended');
    await rm(join(folder, 'ended'));
    await writeFile(join(folder, 'var/lib/cloud/data/instance-id'), 'i-2\n');
    const child = spawn(program(), { env: variables(undefined) });
    const [code] = (await once(child, 'exit')) as unknown[];
    assert.equal(code, 0);
    assert.equal(await readFile(join(folder, 'ended'), 'utf8').catch(() => ''), '');
  });

  it('does the same where cloud-init says no id to boot commands', async () => {
    await setTime(expiresAt / 1000);
    boot(undefined);
    assert.equal(await appears('ended'), 'shutdown -P now\n');
  });

  it('leaves a service for systemd, which goes on where cloud-init no longer runs', async () => {
    await setTime(expiresAt / 1000);
    boot();
    const unit = await readFile(
      join(folder, 'etc/systemd/system/multi-user.target.wants/ami-bakery-test-instance.service'),
      'utf8',
    );
    assert.match(unit, /^ExecStart=.*\/usr\/local\/sbin\/ami-bakery-test-instance$/mu);
    assert.notEqual((await stat(program())).mode & 0o111, 0);
    await appears('ended');
  });
});
