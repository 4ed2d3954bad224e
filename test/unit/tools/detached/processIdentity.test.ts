import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  childrenOf,
  isGroupAlive,
  processesByPs,
  processesWithVariable,
  startOf,
} from '../../../../src/tools/detached/processIdentity.ts';

describe('What is known of processes', () => {
  it('is who started them and when, and it is over when they end', async () => {
    const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    await once(child, 'spawn');
    const pid = child.pid ?? 0;
    assert.ok((await childrenOf(process.pid)).includes(pid));
    assert.equal(await isGroupAlive(pid), true);
    const start = await startOf(pid);
    assert.ok(start);
    assert.equal(await startOf(pid), start);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(await startOf(pid), undefined);
    assert.equal(await isGroupAlive(pid), false);
  });

  it('is which of them have a variable, whole', async () => {
    const env = { ...process.env, AMI_BAKERY_OF_A_TEST: 'one two' };
    const child = spawn('sleep', ['60'], { stdio: 'ignore', env });
    await once(child, 'spawn');
    assert.deepEqual(await processesWithVariable('AMI_BAKERY_OF_A_TEST', 'one two'), [child.pid]);
    assert.deepEqual(await processesWithVariable('AMI_BAKERY_OF_A_TEST', 'one'), []);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.deepEqual(await processesWithVariable('AMI_BAKERY_OF_A_TEST', 'one two'), []);
  });

  it('is known from ps too, in the same words wherever its reader is', async () => {
    const facts = (await processesByPs(['-A'])).get(process.pid);
    assert.equal(facts?.parent, process.ppid);
    const { TZ, LC_ALL } = process.env;
    try {
      Object.assign(process.env, { TZ: 'Asia/Tokyo', LC_ALL: 'C.UTF-8' });
      assert.deepEqual((await processesByPs(['-p', String(process.pid)])).get(process.pid), facts);
    } finally {
      for (const [name, value] of Object.entries({ TZ, LC_ALL })) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
    }
    assert.equal((await processesByPs(['-p', '999999999'])).size, 0);
  });
});
