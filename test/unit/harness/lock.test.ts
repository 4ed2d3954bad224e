import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { withLock } from '../../../scripts/lock.mjs';

/** A process that takes the lock, says so, and keeps it. */
async function startHolder(name: string): Promise<ChildProcess> {
  const lock = new URL('../../../scripts/lock.mjs', import.meta.url).href;
  const program = `
    import { withLock } from ${JSON.stringify(lock)};
    await withLock(${JSON.stringify(name)}, async () => {
      console.log('taken');
      await new Promise(() => undefined);
    });`;
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  return holder;
}

describe('The lock between commands', () => {
  it('lets one do its work after the other', async () => {
    const events: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      events.push(`${name} starts`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      events.push(`${name} ends`);
    };
    await Promise.all([withLock('a folder', work('one')), withLock('a folder', work('two'))]);
    assert.deepEqual(events, ['one starts', 'one ends', 'two starts', 'two ends']);
  });

  it('is free again when its holder is killed', async () => {
    const holder = await startHolder('another folder');
    const work = withLock('another folder', () => Promise.resolve('done'));
    holder.kill('SIGKILL');
    assert.equal(await work, 'done');
  });

  it('is free again when the work fails', async () => {
    const failure = withLock('a third folder', () => Promise.reject(new Error('no network')));
    await assert.rejects(failure, /no network/u);
    assert.equal(await withLock('a third folder', () => Promise.resolve('done')), 'done');
  });
});
