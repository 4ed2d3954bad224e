import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';

const main = fileURLToPath(new URL('../../../src/localcloud/main.ts', import.meta.url));
const ready = z.strictObject({
  endpoint: z.string(),
  control: z.string(),
  regions: z.array(z.string()),
  profiles: z.array(
    z.strictObject({
      name: z.string(),
      account: z.string(),
      region: z.string(),
      accessKeyId: z.string(),
      secretAccessKey: z.string(),
    }),
  ),
});

function start(...words: readonly string[]): ChildProcess & { stdout: NodeJS.ReadableStream } {
  return spawn(process.execPath, ['--import', 'tsx', main, ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
}

async function firstLine(child: { stdout: NodeJS.ReadableStream }): Promise<unknown> {
  for await (const line of createInterface(child.stdout)) return JSON.parse(line) as unknown;
  return assert.fail('nothing was printed');
}

async function exitCode(child: ChildProcess): Promise<unknown> {
  const [code] = (await once(child, 'exit')) as unknown[];
  return code;
}

describe('npm run localcloud', function () {
  this.timeout(20_000);

  it('prints one line of JSON when it is ready and ends with its input', async () => {
    const child = start('--images', '3');
    const { endpoint } = ready.parse(await firstLine(child));
    assert.equal((await fetch(endpoint)).status, 403);
    child.stdin?.end();
    assert.equal(await exitCode(child), 0);
    await assert.rejects(fetch(endpoint));
  });

  it('ends by SIGINT and by SIGTERM', async () => {
    const children = (['SIGINT', 'SIGTERM'] as const).map(async (signal) => {
      const child = start('--images', '3');
      await firstLine(child);
      child.kill(signal);
      return exitCode(child);
    });
    assert.deepEqual(await Promise.all(children), [0, 0]);
  });

  it('says what is wrong with its arguments', async () => {
    const runs = [
      ['--images', 'many'],
      ['--images', '100001'],
      ['--port', '70000'],
      ['--colour', 'red'],
    ].map(async (words) => {
      const child = start(...words);
      let said = '';
      child.stderr?.on('data', (data: Buffer) => (said += data.toString()));
      return { code: await exitCode(child), said };
    });
    for (const { code, said } of await Promise.all(runs)) {
      assert.equal(code, 2);
      assert.match(said, /Usage: npm run localcloud/u);
    }
  });
});
