import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DetachedEnd,
  type DetachedRun,
  endOf,
  findDetached,
  isAlive,
  outputFile,
  startDetached,
} from '../../../../src/tools/detached/detachedRun.ts';
import { isGroupAlive, startOf } from '../../../../src/tools/detached/processIdentity.ts';
import { interruptProgram, stopDetached } from '../../../../src/tools/detached/stopDetached.ts';
import { eventually } from '../../../host/eventually.ts';

describe('A detached run', () => {
  let folder: string;
  let count = 0;
  const started: DetachedRun[] = [];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-runs-'));
  });
  after(async () => {
    for (const run of started) await stopDetached(run, [{ signal: 'SIGKILL', patience: 5000 }]);
    await rm(folder, { recursive: true });
  });

  const start = async (program: string, ...parameters: string[]): Promise<DetachedRun> => {
    const begun = await startDetached(
      { program, arguments: parameters, environment: { WORD: 'of the environment' }, folder },
      join(folder, String((count += 1))),
    );
    assert.equal(begun.kind, 'started');
    assert.ok('run' in begun);
    started.push(begun.run);
    return begun.run;
  };
  const end = (run: DetachedRun): Promise<DetachedEnd> => eventually('its end', () => endOf(run));
  const output = (run: DetachedRun): Promise<string> => readFile(outputFile(run), 'utf8');
  const said = (run: DetachedRun, text: string): Promise<true> =>
    eventually(text, async () => (await output(run)).includes(text));

  it('keeps both outputs in their order, and how it ended', async () => {
    const run = await start('sh', '-c', 'echo one; echo two >&2; echo "$WORD"; pwd; exit 7');
    assert.deepEqual(await end(run), { kind: 'exited', code: 7 });
    assert.equal(await output(run), `one\ntwo\nof the environment\n${folder}\n`);
  });

  it('gets its arguments exactly as they are', async () => {
    const hostile = [
      '',
      ' ',
      '$(touch pwned)',
      '`id`',
      '"; exit 3; "',
      "'",
      '\\',
      '*',
      'a\nb',
      '-n',
      '\u{1F35E}',
    ];
    const run = await start(
      process.execPath,
      '-e',
      'console.log(JSON.stringify(process.argv.slice(1)))',
      '--',
      ...hostile,
    );
    assert.deepEqual(await end(run), { kind: 'exited', code: 0 });
    assert.deepEqual(JSON.parse(await output(run)), hostile);
  });

  it('has begun nothing where it could not be noted, and leaves no secrets', async () => {
    const runFolder = join(folder, String((count += 1)));
    await mkdir(join(runFolder, 'run.json', 'in the way'), { recursive: true });
    await mkdir(join(runFolder, 'secrets'));
    const marker = join(folder, 'begun');
    const touch = { program: 'touch', arguments: [marker], environment: {}, folder };
    await assert.rejects(startDetached(touch, runFolder));
    await eventually('no secrets', async () => !(await readdir(runFolder)).includes('secrets'));
    await assert.rejects(stat(marker), { code: 'ENOENT' });
  });

  it('has no input that it could wait for', async () => {
    const run = await start('cat');
    assert.deepEqual(await end(run), { kind: 'exited', code: 0 });
    assert.equal(await output(run), '');
  });

  it('is nobody else’s to look into', async () => {
    const run = await start('true');
    await end(run);
    assert.equal((await stat(run.folder)).mode & 0o777, 0o700);
    assert.equal((await stat(outputFile(run))).mode & 0o777, 0o600);
  });

  it('is not begun where there is no such program, or one that cannot be run', async () => {
    const command = { arguments: [], environment: {}, folder };
    const file = join(folder, 'no-program');
    await writeFile(file, 'text', { mode: 0o644 });
    const missing = await startDetached({ ...command, program: 'no-such-program' }, join(folder, 'missing'));
    assert.equal(missing.kind, 'not-found');
    const refused = await startDetached({ ...command, program: file }, join(folder, 'refused'));
    assert.equal(refused.kind, 'not-executable');
  });

  it('survives whoever started it, and is found by the next one', async () => {
    const target = join(folder, 'survivor');
    const starter = spawn(
      process.execPath,
      ['--import', 'tsx', join(import.meta.dirname, 'startAndWait.ts'), target],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(starter.stdout, 'data');
    starter.kill('SIGKILL');
    await once(starter, 'exit');
    const run = await findDetached(target);
    assert.ok(run);
    started.push(run);
    assert.equal(await endOf(run), undefined);
    await writeFile(join(target, 'go'), '');
    assert.deepEqual(await end(run), { kind: 'exited', code: 5 });
    assert.equal(await output(run), 'waiting\ngone on\n');
  }).timeout(20_000);

  it('is lost when it was killed and nobody could note how it ended', async () => {
    const run = await start('sleep', '60');
    process.kill(-run.pid, 'SIGKILL');
    assert.deepEqual(await end(run), { kind: 'lost' });
  });

  it('is not there where nothing was started', async () => {
    assert.equal(await findDetached(join(folder, 'nothing')), undefined);
  });

  it('has ended where what was noted of it cannot be understood, and nobody is told to stop for it', async () => {
    const run = await start('sleep', '60');
    await writeFile(join(run.folder, 'run.json'), '{"pid":');
    const found = await findDetached(run.folder);
    assert.ok(found);
    assert.deepEqual(await endOf(found), { kind: 'lost' });
    assert.equal(await stopDetached(found, [{ signal: 'SIGKILL', patience: 1000 }]), true);
    assert.equal(await isAlive(run), true);
  });

  describe('that is stopped', () => {
    const gently = [
      { signal: 'SIGINT', patience: 5000 },
      { signal: 'SIGTERM', patience: 500 },
      { signal: 'SIGKILL', patience: 500 },
    ] as const;

    it('may end in its own way, which is noted', async () => {
      const run = await start(
        'sh',
        '-c',
        'trap "echo cleaned up; exit 99" INT; echo ready; while :; do sleep 0.1; done',
      );
      await said(run, 'ready');
      assert.equal(await stopDetached(run, gently), true);
      assert.deepEqual(await endOf(run), { kind: 'exited', code: 99 });
      assert.match(await output(run), /cleaned up/u);
    });

    it('is killed in the end with all that it has started', async () => {
      const run = await start(
        'sh',
        '-c',
        'trap "" INT TERM; sh -c "trap \'\' INT TERM; echo ready; sleep 60"; sleep 60',
      );
      await said(run, 'ready');
      assert.equal(await stopDetached(run, [{ signal: 'SIGINT', patience: 100 }, ...gently.slice(1)]), true);
      assert.equal(await isGroupAlive(run.pid), false);
      assert.deepEqual(await endOf(run), { kind: 'lost' });
    });

    it('takes what it left in the background with it', async () => {
      const run = await start('sh', '-c', 'trap "exit 1" INT; (trap "" INT; sleep 60) & echo ready; wait');
      await said(run, 'ready');
      assert.equal(await stopDetached(run, gently), true);
      assert.equal(await isGroupAlive(run.pid), false);
    });

    it('is left alone when its number belongs to another process', async () => {
      const stranger = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
      await once(stranger, 'spawn');
      const pid = stranger.pid ?? 0;
      const run = { folder, pid, start: 'another' };
      assert.equal(await isAlive(run), false);
      assert.equal(await stopDetached(run, gently), true);
      assert.notEqual(await startOf(pid), undefined);
      stranger.kill('SIGKILL');
    });
  });

  it('interrupts the program alone, once, and lets what that has left behind on purpose go on', async () => {
    const helper = 'trap "echo helper interrupted" INT; echo helper $$; while :; do sleep 0.05; done';
    const program = `sh -c '${helper}' & trap "echo interrupted; exit 3" INT; echo ready; while :; do sleep 0.05; done`;
    const run = await start('sh', '-c', program);
    await said(run, 'ready');
    await said(run, 'helper ');
    assert.equal(await interruptProgram(run, 5000), true);
    assert.deepEqual(await end(run), { kind: 'exited', code: 3 });
    const words = await output(run);
    assert.match(words, /^interrupted$/mu);
    assert.doesNotMatch(words, /helper interrupted/u);
    assert.equal(await isGroupAlive(run.pid), true);
    process.kill(-run.pid, 'SIGKILL');
  });

  it('that does not end when it is interrupted is said to go on', async () => {
    const run = await start('sh', '-c', 'trap "echo not yet" INT; echo ready; while :; do sleep 0.05; done');
    await said(run, 'ready');
    assert.equal(await interruptProgram(run, 200), false);
    assert.equal(await isAlive(run), true);
  });
});
