import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatAge, formatTimeUntil, parseTimestamp } from '../../../../src/core/time/age.ts';

const now = Date.UTC(2026, 10, 24, 12);
const ago = (milliseconds: number): string => formatAge(now - milliseconds, now, 'en');
const hour = 3_600_000;
const day = 24 * hour;

describe('An age', () => {
  it('is said in the largest unit that has passed', () => {
    assert.deepEqual(
      [0, 59_000, 60_000, hour, 23 * hour, day, 6 * day, 7 * day, 40 * day, 400 * day].map(ago),
      [
        'now',
        'now',
        '1 minute ago',
        '1 hour ago',
        '23 hours ago',
        '1 day ago',
        '6 days ago',
        '1 week ago',
        '1 month ago',
        '1 year ago',
      ],
    );
  });

  it('is said the other way round of what is still to come', () => {
    const until = (milliseconds: number): string => formatTimeUntil(now + milliseconds, now, 'en');
    assert.deepEqual([-day, 0, 90_000, 4 * hour - 1, 2 * day].map(until), [
      'now',
      'now',
      'in 2 minutes',
      'in 4 hours',
      'in 2 days',
    ]);
  });

  it('of something in the future, which only a wrong clock makes, is now', () => {
    assert.equal(ago(-day), 'now');
  });

  it('is said in the language of the reader', () => {
    assert.equal(formatAge(now - 3 * day, now, 'de'), 'vor 3 Tagen');
  });
});

describe('A timestamp', () => {
  it('of EC2 and of the tags is understood', () => {
    assert.equal(parseTimestamp('2026-11-24T12:00:00.000Z'), now);
    assert.equal(parseTimestamp('2026-11-24T12:00:00Z'), now);
  });

  it('in any other form is not guessed at', () => {
    for (const text of [
      '',
      '2026-11-24',
      '24.11.2026',
      '2026-11-24 12:00:00',
      '2026-11-24T12:00:00',
      '2026-02-30T00:00:00Z',
      '2026-13-01T00:00:00Z',
      'yesterday',
      '1764000000',
    ]) {
      assert.equal(parseTimestamp(text), undefined, text);
    }
  });

  it('reads back every time that was written', () => {
    const times = fc.date({
      min: new Date('2006-01-01T00:00:00Z'),
      max: new Date('2100-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(times, (time) => {
        assert.equal(parseTimestamp(time.toISOString()), time.getTime());
      }),
    );
  });
});
