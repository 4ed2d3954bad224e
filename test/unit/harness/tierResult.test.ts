import assert from 'node:assert/strict';
import { judge, summarize } from '../../harness/tierResult.ts';

const counts = { passed: 5, failed: 0, skipped: 0, failures: [] };

describe('The judgement of a tier', () => {
  it('believes the counts of the report', () => {
    const result = judge('unit', { ...counts, failed: 2, failures: ['one', 'two'] }, 2, 1);
    assert.deepEqual([result.passed, result.failed], [5, 2]);
    assert.deepEqual(result.reasons, ['one', 'two']);
  });

  it('fails a tier that ended without a report', () => {
    assert.equal(judge('host', undefined, 0, 1).failed, 1);
  });

  it('fails a tier without tests', () => {
    assert.equal(judge('host', { ...counts, passed: 0 }, 0, 1).failed, 1);
  });

  it('counts a skipped test as failed', () => {
    assert.equal(judge('unit', { ...counts, skipped: 3 }, 0, 1).failed, 3);
  });

  it('fails a tier whose runner failed although its tests did not', () => {
    assert.equal(judge('unit', counts, 1, 1).failed, 1);
  });

  it('ends with the counts alone', () => {
    const results = [judge('unit', counts, 0, 1), judge('host', undefined, 7, 1)];
    assert.equal(summarize(results).split('\n').at(-1), '5 passed, 1 failed');
  });
});
