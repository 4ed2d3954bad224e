import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ec2Bucket } from '../../../src/localcloud/faults/requestBuckets.ts';
import { TokenBucket } from '../../../src/localcloud/faults/tokenBucket.ts';

describe('A token bucket', () => {
  const aSize = fc.record({
    capacity: fc.integer({ min: 1, max: 20 }),
    refillPerSecond: fc.double({ min: 0, max: 30, noNaN: true }),
  });
  const aTime = fc.integer({ min: 0, max: 60_000 });

  it('never gives more in any time than it holds and gets back', () => {
    fc.assert(
      fc.property(aSize, fc.array(aTime, { minLength: 1, maxLength: 200 }), (size, moments) => {
        const bucket = new TokenBucket(size);
        const given = moments.sort((a, b) => a - b).filter((now) => bucket.take(now));
        for (const [first, start] of given.entries()) {
          for (const [later, end] of given.slice(first).entries()) {
            const most = size.capacity + ((end - start) / 1000) * size.refillPerSecond;
            assert.ok(later + 1 <= most + 1e-6);
          }
        }
      }),
    );
  });

  it('gives what it holds at once, and is full again after enough time', () => {
    fc.assert(
      fc.property(aSize, (size) => {
        fc.pre(size.refillPerSecond > 0.01);
        const bucket = new TokenBucket(size);
        const takenAt = (now: number): number =>
          Array.from({ length: 30 }, () => bucket.take(now)).filter(Boolean).length;
        const untilFull = Math.ceil((size.capacity / size.refillPerSecond) * 1000) + 1;
        assert.deepEqual([takenAt(0), takenAt(untilFull)], [size.capacity, size.capacity]);
      }),
    );
  });

  it('gets nothing back from a clock that is set back', () => {
    const bucket = new TokenBucket({ capacity: 1, refillPerSecond: 1 });
    assert.deepEqual(
      [10_000, 1000, 1500, 2000].map((now) => bucket.take(now)),
      [true, false, false, true],
    );
  });
});

describe("EC2's buckets", () => {
  // EC2 Developer Guide, "Request token bucket sizes and refill rates".
  const cases = [
    ['DescribeImages', {}, 100, 20],
    ['GetConsoleOutput', {}, 100, 20],
    ['DescribeInstances', {}, 50, 10],
    ['DescribeInstances', { InstanceIds: ['i-1'] }, 50, 10],
    ['DescribeInstances', { MaxResults: 5 }, 100, 20],
    ['DescribeSnapshots', { Filters: [] }, 100, 20],
    ['DescribeVolumes', { NextToken: 'x' }, 100, 20],
    ['CreateTags', {}, 100, 10],
    ['DeregisterImage', {}, 100, 5],
    ['CopyImage', {}, 100, 1],
    ['RunInstances', {}, 5, 2],
    ['DisableImage', {}, 50, 5],
  ] as const;
  for (const [action, input, capacity, refillPerSecond] of cases) {
    it(`hold ${capacity} and get ${refillPerSecond} a second for ${action} ${JSON.stringify(input)}`, () => {
      assert.deepEqual(ec2Bucket(action, input).size, { capacity, refillPerSecond });
    });
  }

  it('are not shared by reads with and without a page', () => {
    const names = [{}, { MaxResults: 5 }].map((input) => ec2Bucket('DescribeInstances', input).name);
    assert.equal(new Set(names).size, 2);
  });
});
