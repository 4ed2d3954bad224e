import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { FaultedCall } from '../../../src/localcloud/faults/faultedCall.ts';
import { Faults } from '../../../src/localcloud/faults/faults.ts';
import { emptyRegion } from '../../../src/localcloud/world.ts';

type Step = 'change' | 'read';

describe('Reads that see changes late', () => {
  const call = (action: string): FaultedCall => ({
    service: 'ec2',
    action,
    account: '111111111111',
    region: 'us-east-1',
    caller: 'arn:aws:iam::111111111111:user/dev',
    input: {},
  });

  /** Runs steps over a region in which each change adds an image, and tells how many images each read saw. */
  async function seen(steps: readonly Step[], reads: number): Promise<number[]> {
    const faults = new Faults(() => 0);
    faults.add({ kind: 'eventualConsistency', reads });
    const state = emptyRegion();
    const counts: number[] = [];
    for (const step of steps) {
      const trace = { kinds: [], interruption: undefined };
      if (step === 'read') {
        counts.push(
          await faults.carryOut(call('DescribeImages'), trace, state, ({ images }) => images.length),
        );
      } else {
        await faults.carryOut(call('RegisterImage'), trace, state, ({ images }) => images.push({}));
      }
    }
    return counts;
  }

  const steps = fc.array(fc.constantFrom<Step>('read', 'change'), { maxLength: 40 });

  it('never see a change undone, and see each one after as many reads as are said', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 5 }), async (given, reads) => {
        const counts = await seen(given, reads);
        assert.deepEqual(
          counts,
          [...counts].sort((a, b) => a - b),
        );
        // A change is visible when so many reads have come after it, and not before.
        const readsBefore = given.flatMap((step, index) =>
          step === 'read' ? [] : [given.slice(0, index).filter((each) => each === 'read').length],
        );
        const expected = counts.map(
          (_, read) => readsBefore.filter((before) => read >= before + reads).length,
        );
        assert.deepEqual(counts, expected);
      }),
    );
  });
});
