import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isRunning } from './isRunning.ts';

const starter = fileURLToPath(new URL('starter.ts', import.meta.url));

/** Starts a process that has started a shell that has started another process. */
async function startThree(): Promise<{ first: ChildProcess; others: number[] }> {
  const first = spawn(process.execPath, ['--import', 'tsx', starter], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(first.stdout))
    return { first, others: line.split(' ').map(Number) };
  return assert.fail('nothing was printed');
}

/** Processes that are still there after as long as they may take to end. */
async function runningAfterGrace(pids: readonly number[]): Promise<number[]> {
  for (let tries = 0; tries < 100 && pids.some(isRunning); tries += 1) await wait(100);
  return pids.filter(isRunning);
}

describe('A process that was started in the background', function () {
  this.timeout(30_000);

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
    it(`ends, with all that it started, when its starter gets ${signal}`, async () => {
      const { first, others } = await startThree();
      assert.equal(others.filter(isRunning).length, 2);
      const exited = once(first, 'exit');
      first.kill(signal);
      await exited;
      assert.deepEqual(await runningAfterGrace(others), []);
    });
  }
});
