import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { type QueuedOutcome, runQueue } from '../../../../src/core/bakes/bakeQueue.ts';

type Ending = 'done' | 'failed' | 'cancelled' | 'throws';

const endings = fc.array(fc.constantFrom<Ending>('done', 'failed', 'cancelled', 'throws'), { maxLength: 12 });

/** Does each of them in a few turns of the event loop, and says what was seen. */
async function queue(
  items: readonly Ending[],
  options: { parallel: number; stopsOnFailure: boolean },
  signal = new AbortController().signal,
): Promise<{ outcomes: QueuedOutcome[]; most: number; begun: number[] }> {
  let running = 0;
  let most = 0;
  const begun: number[] = [];
  const results = await runQueue(
    items.map((ending, index) => ({ ending, index })),
    async ({ ending, index }) => {
      running += 1;
      most = Math.max(most, running);
      begun.push(index);
      for (let turn = 0; turn <= index % 3; turn += 1) await setImmediate();
      running -= 1;
      if (ending === 'throws') throw new Error('on purpose');
      return ending;
    },
    options,
    signal,
  );
  return { outcomes: results.map(({ outcome }) => outcome), most, begun };
}

describe('Several bakes', () => {
  it('are done so many at a time, each once and in their order', async () => {
    await fc.assert(
      fc.asyncProperty(endings, fc.integer({ min: 1, max: 5 }), async (items, parallel) => {
        const { outcomes, most, begun } = await queue(items, { parallel, stopsOnFailure: false });
        assert.ok(most <= parallel);
        assert.deepEqual(
          begun,
          items.map((_, index) => index),
        );
        assert.deepEqual(
          outcomes,
          items.map((ending) => (ending === 'throws' ? 'failed' : ending)),
        );
      }),
    );
  });

  it('begin no more once one has failed, where that is asked for, and forget none', async () => {
    await fc.assert(
      fc.asyncProperty(endings, fc.integer({ min: 1, max: 3 }), async (items, parallel) => {
        const { outcomes, begun } = await queue(items, { parallel, stopsOnFailure: true });
        const first = outcomes.indexOf('failed');
        assert.equal(outcomes.length, items.length);
        if (first === -1) assert.equal(begun.length, items.length);
        else assert.ok(begun.length <= first + 2 * parallel);
        outcomes.forEach((outcome, index) => {
          assert.equal(outcome === 'not-begun', !begun.includes(index));
        });
      }),
    );
  });

  it('begin no more once a person has cancelled them', async () => {
    const { outcomes } = await queue(
      ['done', 'done'],
      { parallel: 1, stopsOnFailure: false },
      AbortSignal.abort(),
    );
    assert.deepEqual(outcomes, ['not-begun', 'not-begun']);
  });
});
