import assert from 'node:assert/strict';
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
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

function start(...words: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ['--import', 'tsx', main, ...words]);
}

/** Python's `pty` gives the program a terminal. */
function startOnTerminal(...words: readonly string[]): ChildProcessWithoutNullStreams {
  const onTerminal = 'import pty, sys; pty.spawn(sys.argv[1:])';
  return spawn('python3', ['-c', onTerminal, process.execPath, '--import', 'tsx', main, ...words]);
}

/** What a program has written until it has written something, or has ended. */
async function saidUntil(child: ChildProcessWithoutNullStreams, pattern: RegExp): Promise<string> {
  let said = '';
  return new Promise((resolve) => {
    const hear = (data: Buffer): void => {
      // A terminal ends lines with a carriage return as well.
      said += data.toString().replaceAll('\r', '');
      if (pattern.test(said)) resolve(said);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('close', () => {
      resolve(said);
    });
  });
}

/** What is given to each `curl`. */
function curlLines(said: string): string[] {
  return [...said.matchAll(/^ +curl (.*\S)/gmu)].map(([, words = '']) => words);
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
    const said = saidUntil(child, /never/u);
    const { endpoint } = ready.parse(await firstLine(child));
    assert.equal((await fetch(endpoint)).status, 403);
    child.stdin.end();
    assert.equal(await exitCode(child), 0);
    await assert.rejects(fetch(endpoint));
    assert.deepEqual(curlLines(await said), []);
  });

  it('says on a terminal how to let calls fail, in words that work', async () => {
    const child = startOnTerminal('--images', '3');
    try {
      const said = await saidUntil(child, /-X DELETE .*\n/u);
      const { control } = ready.parse(JSON.parse(/^\{.*\}/mu.exec(said)?.[0] ?? ''));
      const [script = '', list = '', forget = ''] = curlLines(said);
      const [, address = '', body = ''] = /^-X POST (\S+) -d '(.*)'$/u.exec(script) ?? [];
      assert.equal((await fetch(address, { method: 'POST', body })).status, 200);
      assert.equal(list, `${control}/faults`);
      assert.match(await (await fetch(list)).text(), /"happened":0/u);
      assert.equal(forget, `-X DELETE ${control}/faults`);
    } finally {
      child.kill();
      await exitCode(child);
    }
  });

  it('prints with --help how it is used and how to let calls fail', async () => {
    const child = start('--help');
    const said = await saidUntil(child, /never/u);
    assert.match(said, /^Usage: npm run localcloud/u);
    assert.equal(curlLines(said).length, 3);
    assert.equal(child.exitCode, 0);
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

  it('ends when npm is killed that runs it, though the shell between them is not', async () => {
    const npm = spawn('npm', ['run', '--silent', 'localcloud'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const { control } = ready.parse(await firstLine(npm));
    npm.kill('SIGKILL');
    const isThere = (): Promise<boolean> =>
      fetch(`${control}/`).then(
        () => true,
        () => false,
      );
    for (let tries = 0; tries < 50 && (await isThere()); tries += 1) await wait(100);
    assert.equal(await isThere(), false);
  });

  it('says what is wrong with its arguments', async () => {
    const child = start('--images', 'many');
    const said = saidUntil(child, /never/u);
    assert.equal(await exitCode(child), 2);
    assert.match(await said, /^--images takes .*\nUsage: npm run localcloud/u);
  });
});
