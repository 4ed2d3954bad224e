import assert from 'node:assert/strict';
import fc from 'fast-check';
import { keepConditions } from '../../../../src/core/cleanup/keepConditions.ts';
import { readHold, writeHold } from '../../../../src/core/cleanup/hold.ts';
import { defaultCleanupPolicy } from '../../../../src/core/cleanup/cleanupPolicy.ts';
import { day, deletableTags, evidence, now } from './evidence.ts';

const reasons = (value: string): readonly string[] =>
  keepConditions
    .filter(({ name }) => name === 'hold')
    .flatMap((condition) =>
      condition.reasons(
        evidence({ image: { tags: { ...deletableTags, Hold: value } } }),
        defaultCleanupPolicy,
        now,
      ),
    );

describe('A hold on an image', () => {
  it('keeps it until its time, and no longer', () => {
    const value = writeHold('audit of the year', now + day);
    assert.equal(value, 'until 2026-11-28T12:00:00Z: audit of the year');
    assert.deepEqual(reasons(value), ['It is held until 2026-11-28T12:00:00Z: audit of the year.']);
    assert.deepEqual(reasons(writeHold('audit', now - 1000)), []);
  });

  it('keeps it for good where it does not say until when in just these words', () => {
    for (const value of [
      '',
      'mine',
      '2020-01-01',
      'until 2020-01-01',
      'Until 2020-01-01T00:00:00Z: x',
      'until 2020-13-01T00:00:00Z: x',
      ' until 2020-01-01T00:00:00Z: x',
    ]) {
      assert.equal(reasons(value).length, 1, value);
    }
  });

  it('is read as it was written, and fits into a tag', () => {
    const reason = fc.string({ unit: 'grapheme', maxLength: 400 });
    fc.assert(
      fc.property(reason, fc.option(fc.integer({ min: now + 1000, max: now + 10 ** 12 })), (text, at) => {
        const value = writeHold(text, at ?? undefined);
        assert.ok(Array.from(value).length <= 256);
        const hold = readHold(value, now);
        assert.equal(hold.kind, 'held');
        if (at !== null) assert.equal(hold.until, Math.floor(at / 1000) * 1000);
      }),
    );
  });
});
