import assert from 'node:assert/strict';
import { mayOutliveKeys } from '../../../../src/core/bakes/bake.ts';

const minute = 60 * 1000;
const now = Date.parse('2026-11-27T12:00:00Z');
const usual = { median: 40 * minute, count: 3 };

describe('The keys of a bake', () => {
  it('never end where they are not those of a session', () => {
    assert.equal(mayOutliveKeys(undefined, now, usual), false);
  });

  it('last where they last half as long again as the bake usually takes', () => {
    assert.equal(mayOutliveKeys(now + 60 * minute, now, usual), false);
    assert.equal(mayOutliveKeys(now + 59 * minute, now, usual), true);
  });

  it('last where they last half an hour and nobody knows how long it takes', () => {
    assert.equal(mayOutliveKeys(now + 30 * minute, now, undefined), false);
    assert.equal(mayOutliveKeys(now + 29 * minute, now, undefined), true);
  });
});
