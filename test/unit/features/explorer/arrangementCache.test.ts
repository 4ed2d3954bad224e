import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { EnvironmentImages } from '../../../../src/core/images/environmentImages.ts';
import type { ArrangementChoice } from '../../../../src/core/images/imageArrangement.ts';
import { noFilter, readImageFilter } from '../../../../src/core/images/imageFilter.ts';
import { ReferenceStore } from '../../../../src/core/references/referenceStore.ts';
import { ArrangementCache } from '../../../../src/features/explorer/arrangementCache.ts';
import { environment, image, imagesOfRegions } from '../../core/images/builders.ts';

const minute = 60 * 1000;
const hour = 60 * minute;
const day = 24 * hour;

function arrangementsAt(clock: () => number): ArrangementCache {
  const references = new ReferenceStore({
    reader: {
      readFacts: () => {
        throw new Error('Nothing is read here.');
      },
    },
    clock,
    explain: (cause) => ({ title: '', message: '', cause, nextSteps: [] }),
  });
  return new ArrangementCache(references, clock);
}

const knownOf = (createdAt: number, name = 'dev'): EnvironmentImages =>
  imagesOfRegions(environment(name), { 'us-east-1': [image('ami-1', { createdAt })] });
const byAge: ArrangementChoice = { filter: noFilter, grouping: 'age', sorting: 'newest' };
const byService: ArrangementChoice = { ...byAge, grouping: 'service' };

describe('The groups that the view shows', () => {
  it('follow the time: an image that grows older moves to another group, and past a filter', () => {
    let now = 100 * day;
    const arrangements = arrangementsAt(() => now);
    const [grouped, filtered] = [knownOf(now - hour), knownOf(now - hour, 'prod')];
    const { filter } = readImageFilter('older:2d');
    assert.ok(filter);
    const old: ArrangementChoice = { ...byService, filter };
    const periods = (): unknown[] => arrangements.of(grouped, byAge).map(({ key }) => key);
    assert.deepEqual(periods(), [{ kind: 'age', period: 'day' }]);
    assert.deepEqual(arrangements.of(filtered, old), []);
    now += 3 * day;
    assert.deepEqual(periods(), [{ kind: 'age', period: 'week' }]);
    assert.equal(arrangements.of(filtered, old).length, 1);
  });

  it('follow what is read: a page that comes, an image that goes, one that is shared', () => {
    const arrangements = arrangementsAt(() => 0);
    const { filter } = readImageFilter('is:shared');
    assert.ok(filter);
    const known = knownOf(0);
    const [region] = known.regions;
    const countsOf = (choice: ArrangementChoice): number[] =>
      arrangements.of(known, choice).map(({ count }) => count);
    assert.deepEqual(countsOf(byService), [1]);
    region?.add({ images: [image('ami-2')], unreadable: [] });
    assert.deepEqual(countsOf(byService), [2]);
    region?.update(['ami-2'], { images: [], unreadable: [] });
    assert.deepEqual(countsOf(byService), [1]);
    assert.deepEqual(countsOf({ ...byService, filter }), []);
    region?.markShared(new Set(['ami-1']));
    assert.deepEqual(countsOf({ ...byService, filter }), [1]);
  });

  it('are made anew once a minute at most, and never where time changes nothing', () => {
    let now = 100 * day;
    const arrangements = arrangementsAt(() => now);
    const known = knownOf(now - hour);
    const first = arrangements.of(known, byAge);
    now += minute / 2;
    assert.equal(arrangements.of(known, byAge), first);
    now += minute;
    assert.notEqual(arrangements.of(known, byAge), first);
    const services = arrangements.of(known, byService);
    now += 365 * day;
    assert.equal(arrangements.of(known, byService), services);
  });

  it('take no memory for an environment that is gone', async () => {
    setFlagsFromString('--expose-gc');
    const arrangements = arrangementsAt(() => 0);
    const leave = (): WeakRef<object> => {
      const known = knownOf(0);
      const [group] = arrangements.of(known, byService);
      const [shown] = group?.images ?? [];
      assert.ok(shown);
      return new WeakRef(shown);
    };
    const left = leave();
    await nextTurn();
    runInNewContext('gc()');
    assert.equal(left.deref(), undefined);
    assert.equal(arrangements.of(knownOf(0), byService).length, 1);
  });
});
