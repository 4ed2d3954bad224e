import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BakeResult } from '../../../../src/core/bakes/bake.ts';
import { KeptChanges } from '../../../../src/features/bakes/kept/keptChanges.ts';
import type { KeptChoice } from '../../../../src/features/bakes/kept/keptChoice.ts';
import { claimFolder } from '../../../../src/tools/detached/claim.ts';
import { startOf } from '../../../../src/tools/detached/processIdentity.ts';

const kept = { instanceId: 'i-1', region: 'eu-west-1', expiresAt: 0 };

describe('Finishing and discarding what a bake has kept', () => {
  let folder: string;
  /** As it is noted beside the bake. */
  let noted: BakeResult;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-kept-'));
    noted = { kind: 'failed', reasons: [], endedAt: 0, images: [], kept: [kept] };
  });
  afterEach(() => rm(folder, { recursive: true }));

  const window = (): KeptChanges => new KeptChanges({ rereadResult: () => Promise.resolve(noted) });
  // Only what the changes look at.
  const choice = (): KeptChoice =>
    ({
      bake: { folder, order: { id: 'b1' } },
      result: { ...noted, kept: [] },
      kept,
    }) as unknown as KeptChoice;

  it('goes by what is noted now, and lets the next one', async () => {
    const seen: KeptChoice[] = [];
    const changes = window();
    const note = (now: KeptChoice): Promise<void> => {
      seen.push(now);
      return Promise.resolve();
    };
    assert.equal(await changes.alone(choice(), note), 'done');
    assert.equal(await window().alone(choice(), note), 'done');
    assert.deepEqual(
      seen.map(({ result }) => result.kept),
      [[kept], [kept]],
    );
    assert.deepEqual(await readdir(folder), []);
  });

  it('is done once at a time in this window', async () => {
    const changes = window();
    const outcome = await changes.alone(choice(), async (now) => {
      assert.equal(await changes.alone(now, () => assert.fail('This one must wait.')), 'busy');
    });
    assert.equal(outcome, 'done');
  });

  it('is left to another window that does so, until that is gone', async () => {
    const change = join(folder, 'change');
    await mkdir(change);
    const living = { pid: process.ppid, start: (await startOf(process.ppid)) ?? '' };
    assert.equal(await claimFolder(change, living), true);
    assert.equal(await window().alone(choice(), () => assert.fail('Another one does.')), 'busy');
    await rm(change, { recursive: true });
    await mkdir(change);
    assert.equal(await claimFolder(change, { ...living, start: 'of before' }), true);
    assert.equal(await window().alone(choice(), () => Promise.resolve()), 'done');
  });

  it('is not done with what somebody has finished or discarded meanwhile', async () => {
    noted = { ...noted, kept: [{ ...kept, instanceId: 'i-2' }] };
    assert.equal(await window().alone(choice(), () => assert.fail('It is gone.')), 'gone');
  });

  it('that fails lets the next one', async () => {
    await assert.rejects(
      window().alone(choice(), () => Promise.reject(new Error('no network'))),
      /no network/u,
    );
    assert.equal(await window().alone(choice(), () => Promise.resolve()), 'done');
  });
});
