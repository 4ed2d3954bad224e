import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readTagTime, writeTagTime } from '../../../../src/core/time/tagTime.ts';

const now = Date.parse('2026-11-27T12:00:00Z');

describe('A time in a tag', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: now / 1000 }), (seconds) => {
        assert.deepEqual(readTagTime(writeTagTime(seconds * 1000), now), {
          kind: 'time',
          at: seconds * 1000,
        });
      }),
    );
  });

  it('may have fractions of a second, and be of a clock that is a little ahead', () => {
    assert.deepEqual(readTagTime('2026-11-27T11:59:59.25Z', now), { kind: 'time', at: now - 750 });
    assert.deepEqual(readTagTime('2026-11-27T12:04:59Z', now), { kind: 'time', at: now });
  });

  for (const text of [
    '',
    'never',
    '2026-11-27',
    '2026-11-27T12:00:00',
    '2026-11-27T12:00:00+01:00',
    '2026-02-30T12:00:00Z',
    '2026-13-01T12:00:00Z',
    '2026-11-27T24:00:00Z',
    '2026-11-27T12:05:01Z',
    ' 2026-11-27T11:00:00Z',
    '1764244800',
    '٢٠٢٦-11-27T11:00:00Z',
  ]) {
    it(`is none where there stands "${text}"`, () => {
      assert.deepEqual(readTagTime(text, now), { kind: 'invalid', text });
    });
  }

  it('is never made up of any other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.equal(readTagTime(text, now).kind, 'invalid');
      }),
    );
  });
});
