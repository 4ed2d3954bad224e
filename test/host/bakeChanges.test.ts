import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BakeResult } from '../../src/core/bakes/bake.ts';
import { BakeChanges } from '../../src/features/bakes/bakeChanges.ts';
import type { Bake } from '../../src/features/bakes/bakeList.ts';
import { claimFolder } from '../../src/tools/detached/claim.ts';
import { startOf } from '../../src/tools/detached/processIdentity.ts';

const noted: BakeResult = { kind: 'failed', reasons: ['noted'], endedAt: 0, images: [] };

describe('Changing what a bake has in AWS', () => {
  let folder: string;
  let bake: Bake;
  let seen: BakeResult[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-changes-'));
    // Only what the changes look at.
    bake = { folder, order: { id: 'b1' }, result: { ...noted, reasons: ['of before'] } } as unknown as Bake;
    seen = [];
  });
  afterEach(() => rm(folder, { recursive: true }));

  const window = (): BakeChanges => new BakeChanges({ rereadResult: () => Promise.resolve(noted) });
  const look = (result: BakeResult): Promise<void> => {
    seen.push(result);
    return Promise.resolve();
  };

  it('goes by what is noted now, and lets the next one', async () => {
    await window().alone(bake, look);
    await window().alone(bake, look);
    assert.deepEqual(seen, [noted, noted]);
    assert.deepEqual(await readdir(folder), []);
  });

  it('is done once at a time in this window', async () => {
    const changes = window();
    await changes.alone(bake, () => changes.alone(bake, look));
    assert.deepEqual(seen, []);
  });

  it('is left to another window that does so, until that is gone', async () => {
    const change = join(folder, 'change');
    await mkdir(change);
    const living = { pid: process.ppid, start: (await startOf(process.ppid)) ?? '' };
    assert.equal(await claimFolder(change, living), true);
    await window().alone(bake, look);
    assert.deepEqual(seen, []);
    await rm(change, { recursive: true });
    await mkdir(change);
    assert.equal(await claimFolder(change, { ...living, start: 'of before' }), true);
    await window().alone(bake, look);
    assert.deepEqual(seen, [noted]);
  });

  it('that fails lets the next one', async () => {
    await assert.rejects(
      window().alone(bake, () => Promise.reject(new Error('no network'))),
      /no network/u,
    );
    await window().alone(bake, look);
    assert.deepEqual(seen, [noted]);
  });
});
