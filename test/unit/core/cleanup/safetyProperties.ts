import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type CleanupWorld, refused } from './cleanupWorld.ts';
import { day, hour } from './evidence.ts';
import { isUnsafeToDelete, randomEvent, randomWorld } from './randomWorlds.ts';

/** What goes wrong in a run: at which call, before its effect or after it; and at which call the run is stopped. */
interface Trouble {
  readonly faults: readonly { readonly at: number; readonly isAfter: boolean }[];
  readonly stopAt: number | undefined;
}

const trouble = fc.record({
  faults: fc.array(fc.record({ at: fc.nat(250), isAfter: fc.boolean() }), { maxLength: 3 }),
  stopAt: fc.option(fc.nat(250), { nil: undefined, freq: 3 }),
});

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

function imagesLeftIn({ images }: CleanupWorld): readonly unknown[] {
  return [...images.values()].map(({ image, sharedWith }) => [image.id, image.state, sharedWith]);
}

/**
 * Until nothing more happens in any of them, at the same times in all. An image can go only once those are gone that were made of
 * it, which takes two runs for each.
 */
async function runToTheEnd(worlds: readonly CleanupWorld[]): Promise<void> {
  let unchanged = 0;
  while (unchanged < 3) {
    const before = JSON.stringify(worlds.map(imagesLeftIn));
    for (const world of worlds) {
      await runIn(world, calm);
      world.pass(day + hour);
    }
    unchanged = JSON.stringify(worlds.map(imagesLeftIn)) === before ? unchanged + 1 : 0;
  }
}

/**
 * In random worlds, where anything may go wrong at any call, no image is deregistered that must not be.
 * @param numRuns - how many worlds
 * @returns how many images were deregistered
 * @throws Error with the seed of the world in which one was
 */
export async function neverDeletesWhatIsNeeded(numRuns: number): Promise<number> {
  let deleted = 0;
  await fc.assert(
    fc.asyncProperty(randomWorld, story, async (make, steps) => {
      const world = make();
      const unsafe: string[] = [];
      world.onDeregister = (image) => {
        deleted += 1;
        // Thrown here it would be a fault of AWS to the code under test.
        unsafe.push(...isUnsafeToDelete(world, image));
      };
      for (const step of steps) {
        world.pass(step.hours * hour);
        step.event?.(world);
        await runIn(world, step.trouble);
        assert.deepEqual(unsafe, []);
      }
    }),
    { numRuns },
  );
  return deleted;
}

/**
 * However often runs are disturbed, the images come to the same end as where they are not.
 * @param numRuns - how many worlds
 * @throws Error with the seed of the world in which they do not
 */
export async function comesToTheSameEnd(numRuns: number): Promise<void> {
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
        await runToTheEnd([disturbed, undisturbed]);
        assert.deepEqual(imagesLeftIn(disturbed), imagesLeftIn(undisturbed));
      },
    ),
    { numRuns },
  );
}
