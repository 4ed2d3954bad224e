import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isUnsafeToDelete, randomEvent, randomWorld } from './randomWorlds.ts';
import { type CleanupWorld, refused } from './cleanupWorld.ts';
import { day, hour } from './evidence.ts';

/** What goes wrong in a run: at which call, before its effect or after it; and at which call the run is stopped. */
interface Trouble {
  readonly faults: readonly { readonly at: number; readonly isAfter: boolean }[];
  readonly stopAt: number | undefined;
}

const trouble = fc.record({
  faults: fc.array(fc.record({ at: fc.nat(250), isAfter: fc.boolean() }), { maxLength: 3 }),
  stopAt: fc.option(fc.nat(250), { nil: undefined, freq: 3 }),
});

/** Runs the cleanup once with what goes wrong. Whatever it throws is no harm in itself. */
async function runIn(world: CleanupWorld, { faults, stopAt }: Trouble): Promise<void> {
  const stop = new AbortController();
  let calls = 0;
  world.onCall = (_, isAfter) => {
    if (!isAfter) calls += 1;
    if (calls === stopAt) stop.abort(new Error('stopped'));
    if (faults.some((fault) => fault.at === calls && fault.isAfter === isAfter)) throw refused();
  };
  await world.run(stop.signal).catch(() => undefined);
  world.onCall = () => undefined;
}

const calm: Trouble = { faults: [], stopAt: undefined };

/** Each step of a story: time that goes by, what somebody does, and a run. */
const story = fc.array(
  fc.record({
    hours: fc.constantFrom(1, 12, 25, 200),
    event: fc.option(randomEvent, { nil: undefined }),
    trouble,
  }),
  { minLength: 2, maxLength: 6 },
);

const numRuns = Number(process.env['AMI_BAKERY_CLEANUP_WORLDS'] ?? 1500);

describe('Cleaning up, in random worlds where anything may go wrong at any call', function () {
  this.timeout(600_000);

  it('never deregisters an image with a use, for rollback, protected, held, shared, too young or unread, nor one of no plan', async () => {
    let deleted = 0;
    await fc.assert(
      fc.asyncProperty(randomWorld, story, async (make, steps) => {
        const world = make();
        world.onDeregister = (image) => {
          deleted += 1;
          assert.deepEqual(isUnsafeToDelete(world, image), []);
        };
        for (const step of steps) {
          world.pass(step.hours * hour);
          step.event?.(world);
          await runIn(world, step.trouble);
        }
      }),
      { numRuns },
    );
    assert.ok(deleted > numRuns / 20, `only ${deleted} images were deleted at all`);
  });

  it('comes to the same end however often it is disturbed', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomWorld,
        fc.array(trouble, { minLength: 1, maxLength: 4 }),
        async (make, troubles) => {
          const [disturbed, undisturbed] = [make(), make()];
          for (const each of troubles) {
            await runIn(disturbed, each);
            disturbed.pass(day + hour);
            undisturbed.pass(day + hour);
          }
          for (let run = 0; run < 4; run += 1) {
            for (const world of [disturbed, undisturbed]) {
              await runIn(world, calm);
              world.pass(day + hour);
            }
          }
          const left = (world: CleanupWorld): unknown =>
            [...world.images.values()].map(({ image, sharedWith }) => [image.id, image.state, sharedWith]);
          assert.deepEqual(left(disturbed), left(undisturbed));
        },
      ),
      { numRuns: Math.ceil(numRuns / 3) },
    );
  });
});
