import assert from 'node:assert/strict';
import fc from 'fast-check';
import { binRetentionUnder, type RetentionRule } from '../../../../src/core/cleanup/recycleBin.ts';
import { day } from './evidence.ts';

const rule = (
  retains: RetentionRule['retains'],
  days: number,
  differences: Partial<RetentionRule> = {},
): RetentionRule => ({ retains, retention: days * day, tags: [], excludedTags: [], ...differences });
const tags = (record: Readonly<Record<string, string>> = {}): ReadonlyMap<string, string> =>
  new Map(Object.entries(record));

describe('How long the recycle bin keeps an image', () => {
  it('is not at all where no rule is for it, or none for one of its snapshots', () => {
    assert.equal(binRetentionUnder([], tags(), []), 0);
    assert.equal(binRetentionUnder([rule('snapshot', 7)], tags(), []), 0);
    assert.equal(binRetentionUnder([rule('image', 7)], tags(), [tags()]), 0);
  });

  it('is as long as that of those which it needs that goes first', () => {
    assert.equal(binRetentionUnder([rule('image', 7), rule('snapshot', 3)], tags(), [tags()]), 3 * day);
    assert.equal(binRetentionUnder([rule('image', 7), rule('snapshot', 30)], tags(), [tags()]), 7 * day);
    assert.equal(binRetentionUnder([rule('image', 7)], tags(), []), 7 * day);
  });

  it('is the longest of all rules that match', () => {
    const rules = [rule('image', 7), rule('image', 30, { tags: [{ key: 'Stage', value: 'prod' }] })];
    assert.equal(binRetentionUnder(rules, tags({ Stage: 'prod' }), []), 30 * day);
    assert.equal(binRetentionUnder(rules, tags({ Stage: 'dev' }), []), 7 * day);
  });

  it('is by tags, also whatever their value is, and not for what a rule excludes', () => {
    const any = [rule('image', 7, { tags: [{ key: 'Stage', value: undefined }] })];
    assert.equal(binRetentionUnder(any, tags({ Stage: 'x' }), []), 7 * day);
    assert.equal(binRetentionUnder(any, tags({ stage: 'x' }), []), 0);
    const but = [rule('image', 7, { excludedTags: [{ key: 'Volatile', value: undefined }] })];
    assert.equal(binRetentionUnder(but, tags({ Volatile: '' }), []), 0);
    assert.equal(binRetentionUnder(but, tags({ Other: '' }), []), 7 * day);
  });

  it('is never longer for one snapshot more, and never shorter for one rule more', () => {
    const key = fc.constantFrom('a', 'b');
    const anyTags = fc.dictionary(key, fc.constantFrom('1', '2')).map((record) => tags(record));
    const ruleTag = fc.record({ key, value: fc.option(fc.constantFrom('1', '2'), { nil: undefined }) });
    const anyRule = fc.record({
      retains: fc.constantFrom('image' as const, 'snapshot' as const),
      retention: fc.nat(365).map((days) => days * day),
      tags: fc.array(ruleTag, { maxLength: 2 }),
      excludedTags: fc.array(ruleTag, { maxLength: 2 }),
    });
    fc.assert(
      fc.property(
        fc.array(anyRule),
        anyRule,
        anyTags,
        fc.array(anyTags),
        anyTags,
        (rules, other, image, snapshots, one) => {
          const retention = binRetentionUnder(rules, image, snapshots);
          assert.ok(binRetentionUnder(rules, image, [...snapshots, one]) <= retention);
          assert.ok(binRetentionUnder([...rules, other], image, snapshots) >= retention);
        },
      ),
    );
  });
});
