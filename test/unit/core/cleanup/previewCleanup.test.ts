import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultCleanupPolicy } from '../../../../src/core/cleanup/cleanupPolicy.ts';
import type { ImageEvidence } from '../../../../src/core/cleanup/imageEvidence.ts';
import { known } from '../../../../src/core/cleanup/known.ts';
import { type CleanupPreview, previewCleanup } from '../../../../src/core/cleanup/previewCleanup.ts';
import { savingsOf, type SizedSnapshot } from '../../../../src/core/cleanup/savings.ts';
import { day, evidence, now } from './evidence.ts';

const old = (days: number): ImageEvidence => evidence({ image: { createdAt: now - days * day } });
const used = (): ImageEvidence => evidence({ references: known([{ source: 'instance', what: 'i-1' }]) });
const policy = { ...defaultCleanupPolicy, mostPerRun: 2, mostShare: 0.5 };

const preview = (images: readonly ImageEvidence[], by: typeof policy): CleanupPreview => {
  const managed = images.filter(({ image }) => image.tags.get('AutoCleanup') === 'true').length;
  return previewCleanup({ images, managed }, by, now);
};

describe('The preview of a cleanup', () => {
  it('has the oldest images first, no more than a run may delete, and why the others are kept', () => {
    const images = [old(30), used(), old(90), old(60), used(), used()];
    const { next, later, kept, breakers } = preview(images, policy);
    assert.deepEqual(breakers, []);
    assert.deepEqual(next, [images[2], images[3]]);
    assert.deepEqual(later, [images[0]]);
    assert.deepEqual(
      kept.map(({ reasons }) => reasons),
      Array.from({ length: 3 }, () => [{ condition: 'references', words: 'It is used: i-1.' }]),
    );
  });

  it('deletes nothing where more than a share of those with opt-in might go', () => {
    const others = evidence({ image: { tags: {} } });
    const { next, later, breakers } = preview([old(30), old(60), used(), others], policy);
    assert.deepEqual(breakers, ['2 of 3 images with AutoCleanup may be deleted, more than 50 %.']);
    assert.equal(next.length, 0);
    assert.equal(later.length, 2);
  });

  it('loses no image, and never has more than a run may delete', () => {
    const images = fc.array(fc.oneof(fc.integer({ min: 15, max: 99 }).map(old), fc.constant(0).map(used)));
    fc.assert(
      fc.property(
        images,
        fc.nat(5),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, mostPerRun, mostShare) => {
          const { next, later, kept } = preview(all, { ...policy, mostPerRun, mostShare });
          assert.equal(next.length + later.length + kept.length, all.length);
          assert.ok(next.length <= Math.min(mostPerRun, all.length * mostShare));
        },
      ),
    );
  });
});

describe('What a cleanup saves', () => {
  const snapshot = (snapshotId: string, differences: Partial<SizedSnapshot> = {}): SizedSnapshot => ({
    snapshotId,
    fullSize: 100,
    volumeId: `vol-${snapshotId}`,
    dataKeyId: undefined,
    ...differences,
  });

  it('is at most all of each snapshot, at least what shares nothing with any that stays', () => {
    const deleted = [
      snapshot('alone'),
      snapshot('shared', { volumeId: 'vol-1' }),
      snapshot('of the same key', { dataKeyId: 'key-1' }),
      snapshot('of unknown lineage', { volumeId: undefined }),
    ];
    const staying = [snapshot('x', { volumeId: 'vol-1' }), snapshot('y', { dataKeyId: 'key-1' })];
    assert.deepEqual(savingsOf(deleted, staying), { least: 100, most: 400, unknown: [] });
  });

  it('of several snapshots of one volume is at least the largest', () => {
    const deleted = [snapshot('a', { volumeId: 'v' }), snapshot('b', { volumeId: 'v', fullSize: 300 })];
    assert.deepEqual(savingsOf(deleted, []), { least: 300, most: 400, unknown: [] });
  });

  it('says of which nobody knows how large they are', () => {
    const deleted = [snapshot('a', { fullSize: undefined })];
    assert.deepEqual(savingsOf(deleted, []), { least: 0, most: 0, unknown: ['a'] });
  });
});
