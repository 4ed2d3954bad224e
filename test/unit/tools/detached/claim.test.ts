import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { type Claimant, claimFolder, releaseFolder } from '../../../../src/tools/detached/claim.ts';
import { startOf } from '../../../../src/tools/detached/processIdentity.ts';

describe('A folder that several windows know', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-claims-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A process that runs while something is done. */
  const whileRunning = async (use: (other: Claimant) => Promise<void>): Promise<Claimant> => {
    const process = execa('sleep', ['60'], { reject: false });
    const pid = process.pid ?? 0;
    const other = { pid, start: (await startOf(pid)) ?? '' };
    await use(other);
    process.kill('SIGKILL');
    await process;
    return other;
  };

  it('belongs to the first that claims it, as often as that asks', async () => {
    await whileRunning(async (other) => {
      assert.equal(await claimFolder(folder, other), true);
      assert.equal(await claimFolder(folder, other), true);
      assert.equal(await claimFolder(folder), false);
    });
  });

  it('is there for others when it is released', async () => {
    assert.equal(await claimFolder(folder), true);
    await releaseFolder(folder);
    await mkdir(folder);
    await whileRunning(async (other) => {
      assert.equal(await claimFolder(folder, other), true);
      assert.equal(await claimFolder(folder), false);
    });
  });

  it('is taken over when that process is gone, also when its number has another process now', async () => {
    const gone = await whileRunning(async (other) => {
      assert.equal(await claimFolder(folder, other), true);
    });
    const sameNumber = { pid: process.pid, start: `not ${gone.start}` };
    assert.equal(await claimFolder(folder, sameNumber), true);
    assert.equal(await claimFolder(folder), true);
  });

  it('is taken over by exactly one of many that ask at once', async () => {
    await whileRunning(async (first) => {
      await whileRunning(async (second) => {
        await claimFolder(folder, { pid: process.pid, start: 'of a process that is gone' });
        const claimants = [first, second].flatMap((claimant) => Array.from({ length: 5 }, () => claimant));
        const answers = await Promise.all(
          claimants.map(async (claimant) => ((await claimFolder(folder, claimant)) ? [claimant.pid] : [])),
        );
        assert.equal(new Set(answers.flat()).size, 1);
      });
    });
  });

  it('may hold what nobody has written whole, and is read by nobody else', async () => {
    await writeFile(join(folder, 'claim-1'), '{"pid"');
    assert.equal(await claimFolder(folder), true);
    assert.deepEqual((await readdir(folder)).sort(), ['claim-1', 'claim-2']);
    assert.equal((await stat(join(folder, 'claim-2'))).mode & 0o777, 0o600);
  });

  it('cannot be claimed when it is gone', async () => {
    await rm(folder, { recursive: true });
    assert.equal(await claimFolder(folder), false);
  });
});
