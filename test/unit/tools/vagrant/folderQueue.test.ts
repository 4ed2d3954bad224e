import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { FolderQueue } from '../../../../src/tools/vagrant/folderQueue.ts';

describe('The queue of a folder', () => {
  it('never does two things in a folder at once, and does all of them in their order', async () => {
    const work = fc.record({ folder: fc.constantFrom('a', 'b'), fails: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(work), fc.scheduler(), async (works, scheduler) => {
        const queue = new FolderQueue();
        const busy = new Set<string>();
        const order: Record<string, number[]> = { a: [], b: [] };
        const turns = works.map(({ folder, fails }, index) =>
          queue.run(folder, async () => {
            assert.ok(!busy.has(folder));
            busy.add(folder);
            await scheduler.schedule(Promise.resolve());
            busy.delete(folder);
            order[folder]?.push(index);
            if (fails) throw new Error('failed');
          }),
        );
        const ends = Promise.allSettled(turns);
        await scheduler.waitFor(ends);
        assert.deepEqual(
          (await ends).map(({ status }) => status === 'rejected'),
          works.map(({ fails }) => fails),
        );
        for (const done of Object.values(order))
          assert.deepEqual(
            done,
            done.toSorted((a, b) => a - b),
          );
      }),
    );
  });
});
