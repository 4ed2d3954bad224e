import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProgramCall, type ProgramEnd, runProgram } from '../../../src/tools/runProgram.ts';
import { isRunning } from '../harness/isRunning.ts';

const running = new AbortController().signal;

/** Runs a little program of Node. */
function runScript(
  script: string,
  options: Partial<ProgramCall> & { readonly words?: readonly string[]; readonly signal?: AbortSignal } = {},
): Promise<ProgramEnd> {
  const { words = [], signal = running, ...call } = options;
  return runProgram(
    { program: process.execPath, arguments: ['-e', script, '--', ...words], timeLimit: 20_000, ...call },
    signal,
  );
}

/** Waits for the end of a process that is not our child. */
async function ended(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 100 && isRunning(pid); attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return !isRunning(pid);
}

describe('Running a program', function () {
  this.timeout(30_000);
  let folder: string;
  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'ami-bakery-run-')));
  });
  after(() => rm(folder, { recursive: true }));
  const writeProgram = async (name: string, text: string, mode = 0o755): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text);
    await chmod(path, mode);
    return path;
  };

  it('gives its exit code and both of its outputs, to the last character', async () => {
    const end = await runScript(
      'process.stdout.write("out\\n\\n"); console.error("err"); process.exitCode = 3',
    );
    assert.deepEqual(end, { kind: 'exited', code: 3, stdout: 'out\n\n', stderr: 'err\n', isCut: false });
  });

  it('passes arguments as they are, whatever a shell would make of them', async () => {
    const words = ['$(reboot)', '`id`', '; x', 'a b', '"', "'", '*', '%PATH%', '', 'ünï 🍞'];
    const end = await runScript('console.log(JSON.stringify(process.argv.slice(1)))', { words });
    assert.ok(end.kind === 'exited');
    assert.deepEqual(JSON.parse(end.stdout), words);
  });

  it('gives it variables on top of those of this process, a folder, and nothing to read', async () => {
    const script =
      'console.log(process.env.AMI_BAKERY_TEST, "PATH" in process.env, process.cwd(), require("fs").readFileSync(0).length)';
    const end = await runScript(script, { folder, environment: { AMI_BAKERY_TEST: 'yes' } });
    assert.ok(end.kind === 'exited');
    assert.equal(end.stdout, `yes true ${folder} 0\n`);
  });

  it('keeps only so much of what it prints, and lets it print the rest', async () => {
    const end = await runScript('process.stdout.write("x".repeat(3e6), () => console.error("done"))', {
      outputLimit: 1000,
    });
    assert.ok(end.kind === 'exited');
    assert.deepEqual([end.code, end.stdout.length, end.stderr, end.isCut], [0, 1000, 'done\n', true]);
  });

  it('says that there is no such program', async () => {
    for (const program of ['ami-bakery-no-such-program', join(folder, 'missing'), './relative']) {
      const end = await runProgram({ program, arguments: [], timeLimit: 1000 }, running);
      assert.deepEqual(end, { kind: 'not-found' });
    }
  });

  it('says that a file cannot be run, and why', async () => {
    const reasons = [
      [await writeProgram('no-permission', '#!/bin/sh\n', 0o644), /EACCES/u],
      [await writeProgram('no-interpreter', '#!/nowhere/python\n'), /ENOENT/u],
    ] as const;
    for (const [program, reason] of reasons) {
      const end = await runProgram({ program, arguments: [], timeLimit: 1000 }, running);
      assert.ok(end.kind === 'not-executable' && end.path === program);
      assert.match(String(end.cause), reason);
    }
  });

  it('says that a signal ended it', async () => {
    const end = await runScript(
      'console.log("so far"); setTimeout(() => process.kill(process.pid, "SIGSEGV"), 50)',
    );
    assert.deepEqual(end, {
      kind: 'killed',
      signal: 'SIGSEGV',
      stdout: 'so far\n',
      stderr: '',
      isCut: false,
    });
  });

  it('ends it when its time is over, and keeps what it printed', async () => {
    const start = performance.now();
    const end = await runScript('console.log("waiting"); setInterval(() => {}, 1000)', { timeLimit: 700 });
    assert.deepEqual(end, { kind: 'timed-out', stdout: 'waiting\n', stderr: '', isCut: false });
    assert.ok(performance.now() - start < 5000);
  });

  it('is over at once when it is cancelled, and before it started', async () => {
    const controller = new AbortController();
    const file = join(folder, 'pid');
    const script = `require("fs").writeFileSync(${JSON.stringify(file)}, String(process.pid)); setInterval(() => {}, 1000)`;
    const run = runScript(script, { signal: controller.signal });
    const pid = await pidIn(file);
    controller.abort();
    assert.deepEqual(await run, { kind: 'cancelled' });
    assert.equal(isRunning(pid), false);
    assert.deepEqual(await runScript('', { signal: AbortSignal.abort() }), { kind: 'cancelled' });
  });

  for (const [who, listens] of [
    ['neither it nor its child listens', false],
    ['it ends and its child does not listen', true],
  ] as const) {
    it(`leaves nothing running when ${who}`, async () => {
      const controller = new AbortController();
      const file = join(folder, `pid-${String(listens)}`);
      const stubborn = 'process.on("SIGTERM", () => {});';
      const waits = 'setInterval(() => {}, 1000);';
      const child = `${stubborn} ${waits} require("fs").writeFileSync(${JSON.stringify(file)}, String(process.pid))`;
      const starts = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}]);`;
      const run = runScript(`${listens ? '' : stubborn} ${waits} ${starts}`, { signal: controller.signal });
      const pid = await pidIn(file);
      controller.abort();
      assert.deepEqual(await run, { kind: 'cancelled' });
      assert.ok(await ended(pid));
    });
  }

  it('does not wait for what it left in the background', async () => {
    const background = 'setTimeout(() => {}, 20000)';
    const script = `
      const child = require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(background)}],
        { detached: true, stdio: "inherit" });
      child.unref();
      console.log(child.pid)`;
    const start = performance.now();
    const end = await runScript(script);
    assert.ok(end.kind === 'exited');
    assert.ok(performance.now() - start < 10_000);
    process.kill(Number(end.stdout), 'SIGKILL');
  });

  async function pidIn(file: string): Promise<number> {
    for (;;) {
      const text = await readFile(file, 'utf8').catch(() => '');
      if (text !== '') return Number(text);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
});
