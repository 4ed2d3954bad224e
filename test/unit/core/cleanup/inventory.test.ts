import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultCleanupPolicy } from '../../../../src/core/cleanup/cleanupPolicy.ts';
import {
  inventoryEvidenceOf,
  type InventoryRecord,
  recordOf,
  tooLittleSeen,
  type WholeRun,
} from '../../../../src/core/cleanup/inventoryRecord.ts';
import { stampsFor } from '../../../../src/core/cleanup/inventoryStamps.ts';
import { known, unknown } from '../../../../src/core/cleanup/known.ts';
import { image } from '../images/builders.ts';
import { ago, day, hour, minute, now } from './evidence.ts';

const keys = defaultCleanupPolicy.tagKeys;
const place = { account: '111111111111', region: 'us-east-1' };
const counted = { ...place, images: 10, instances: 5, references: 30 };
const run = (differences: Partial<WholeRun> = {}): WholeRun => ({
  runId: 'now',
  startedAt: now - minute,
  finishedAt: now,
  places: [counted],
  ...differences,
});
const record = (differences: Partial<InventoryRecord> = {}): InventoryRecord => ({
  ...run({ runId: 'before', startedAt: now - 21 * minute, finishedAt: now - 20 * minute }),
  wholeSince: now - 30 * day,
  ...differences,
});

describe('The stamps of the inventory', () => {
  it('are LastUsed for what is used and LastUsedRuntime for all, that last, with the time at which it began', () => {
    const images = [image('a'), image('b'), image('c', { tags: { LastUsed: ago(day) } })];
    assert.deepEqual(stampsFor(images, new Set(['a', 'c', 'gone']), now - minute, keys, now), [
      { key: 'LastUsed', value: ago(minute), imageIds: ['a', 'c'] },
      { key: 'LastUsedRuntime', value: ago(minute), imageIds: ['a', 'b', 'c'] },
    ]);
  });

  it('overwrite what is no time, and what is still to come', () => {
    const images = [image('a', { tags: { LastUsed: 'never', LastUsedRuntime: ago(-hour) } })];
    const stamps = stampsFor(images, new Set(['a']), now - minute, keys, now);
    assert.deepEqual(
      stamps.map(({ imageIds }) => imageIds),
      [['a'], ['a']],
    );
  });

  it('never set a time back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 1000 }), (started, before) => {
        const images = [image('a', { tags: { LastUsedRuntime: ago(before * 1000) } })];
        const stamps = stampsFor(images, new Set(), now - started * 1000, keys, now);
        assert.equal(stamps.length, started < before ? 1 : 0);
      }),
    );
  });
});

describe('The record of the inventory', () => {
  it('goes on with the week where no run is late and no place is new', () => {
    assert.equal(recordOf(record(), run(), defaultCleanupPolicy).wholeSince, now - 30 * day);
  });

  it('begins the week anew after a gap, with a new place, and where there was none', () => {
    const late = record({ finishedAt: now - 62 * minute });
    const fewer = record({ places: [{ ...counted, region: 'eu-west-1' }] });
    for (const before of [late, fewer, undefined]) {
      assert.equal(recordOf(before, run(), defaultCleanupPolicy).wholeSince, now - minute);
    }
  });

  it('of a run that overlaps a later one begins the week anew, and does not go back in time', () => {
    const later = record({ finishedAt: now + minute });
    assert.equal(recordOf(later, run(), defaultCleanupPolicy).wholeSince, now - minute);
  });

  it('is not believed where a place has lost all of its instances, or most of what refers to images', () => {
    const seen = (differences: object): string[] =>
      tooLittleSeen(record(), run({ places: [{ ...counted, ...differences }] }));
    assert.equal(seen({ instances: 0 }).length, 1);
    assert.equal(seen({ references: 14 }).length, 1);
    assert.equal(seen({ instances: 0, references: 0 }).length, 2);
    assert.deepEqual(seen({ instances: 1, references: 15 }), []);
    assert.deepEqual(tooLittleSeen(undefined, run({ places: [{ ...counted, instances: 0 }] })), []);
    // That it is not among those that were looked at, its coverage says.
    assert.deepEqual(tooLittleSeen(record(), run({ places: [] })), []);
  });

  it('proves to cleanup only what all of its own places are among', () => {
    const read = known(record());
    assert.deepEqual(inventoryEvidenceOf(read, [place]), {
      kind: 'known',
      value: { runId: 'before', finishedAt: now - 20 * minute, wholeSince: now - 30 * day, coversAll: true },
    });
    const more = inventoryEvidenceOf(read, [place, { ...place, region: 'eu-west-1' }]);
    assert.ok(more.kind === 'known' && !more.value.coversAll);
    assert.equal(inventoryEvidenceOf(known(undefined), [place]).kind, 'unknown');
    assert.deepEqual(inventoryEvidenceOf(unknown('denied'), [place]), unknown('denied'));
  });
});
