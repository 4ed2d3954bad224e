import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { collectInTurn } from '../../../src/aws/collectInTurn.ts';

/** Counts how often the event loop goes round. */
function countRounds(): { readonly rounds: () => number; stop(): void } {
  let count = 0;
  const goOn = (): void => {
    count += 1;
    next = setImmediate(goOn);
  };
  let next = setImmediate(goOn);
  return {
    rounds: () => count,
    stop: () => {
      clearImmediate(next);
    },
  };
}

describe('Answers that come together', () => {
  it('are handed over one by one in their order, the event loop going round several times in between', async () => {
    const collect = collectInTurn();
    const loop = countRounds();
    const order: string[] = [];
    const rounds = await Promise.all(
      ['first', 'second', 'third'].map(async (text) => {
        const bytes = await collect(Readable.from([Buffer.from(text)]));
        order.push(Buffer.from(bytes).toString());
        return loop.rounds();
      }),
    );
    loop.stop();
    assert.deepEqual(order, ['first', 'second', 'third']);
    const [first = 0, second = 0, third = 0] = rounds;
    assert.ok(second - first >= 4 && third - second >= 4, rounds.join(', '));
  });

  it('are not held up by one that fails', async () => {
    const failure = new Error('cut off');
    const collect = collectInTurn((stream) =>
      stream instanceof Readable ? Promise.resolve(new Uint8Array([1])) : Promise.reject(failure),
    );
    const [failed, other] = await Promise.allSettled([collect(new Blob([])), collect(Readable.from([]))]);
    assert.deepEqual(failed, { status: 'rejected', reason: failure });
    assert.equal(other.status, 'fulfilled');
  });
});
