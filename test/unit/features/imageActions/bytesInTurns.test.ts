import assert from 'node:assert/strict';
import { CancelledError } from '../../../../src/core/outcome/outcome.ts';
import { bytesInTurns, partsPerTurn } from '../../../../src/features/imageActions/bytesInTurns.ts';

/** Parts that are counted as they are made. */
function countedParts(count: number): { readonly parts: Iterable<string>; readonly made: () => number } {
  let made = 0;
  const parts = (function* () {
    for (; made < count; made += 1) yield `${made} \u{1F35E}\n`;
  })();
  return { parts, made: () => made };
}

describe('The bytes of a long text', () => {
  for (const count of [0, 1, partsPerTurn - 1, partsPerTurn, 2 * partsPerTurn + 1]) {
    it(`are those of its ${count} parts, and how far it is goes up to the end`, async () => {
      const fractions: number[] = [];
      const bytes = await bytesInTurns(countedParts(count).parts, count, {
        signal: new AbortController().signal,
        report: ({ fraction }) => fractions.push(fraction ?? Number.NaN),
      });
      assert.equal(new TextDecoder().decode(bytes), [...countedParts(count).parts].join(''));
      assert.equal(fractions.length, Math.floor(count / partsPerTurn));
      assert.deepEqual(
        fractions,
        fractions.toSorted((a, b) => a - b),
      );
      assert.ok(fractions.every((fraction) => fraction > 0 && fraction <= 1));
    });
  }

  it('let others have their turn, and are not made to the end when one of them stops it', async () => {
    const controller = new AbortController();
    const { parts, made } = countedParts(10 * partsPerTurn);
    setImmediate(() => {
      controller.abort();
    });
    await assert.rejects(
      bytesInTurns(parts, 10 * partsPerTurn, { signal: controller.signal, report: () => undefined }),
      CancelledError,
    );
    assert.ok(made() < 3 * partsPerTurn, `${made()} parts were made`);
  });
});
