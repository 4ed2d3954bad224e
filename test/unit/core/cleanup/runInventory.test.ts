import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultCleanupPolicy } from '../../../../src/core/cleanup/cleanupPolicy.ts';
import type { InventoryRecord } from '../../../../src/core/cleanup/inventoryRecord.ts';
import { known, type Known, unknown } from '../../../../src/core/cleanup/known.ts';
import { type InventoryEnd, runInventory } from '../../../../src/core/cleanup/runInventory.ts';
import type { Environment } from '../../../../src/core/environments/environment.ts';
import { EnvironmentReadError } from '../../../../src/core/environments/readError.ts';
import type { Image } from '../../../../src/core/images/image.ts';
import type { InstanceFact, ReferenceSource } from '../../../../src/core/references/facts.ts';
import type { ReferenceReader } from '../../../../src/core/references/referenceReader.ts';
import { environment, image } from '../images/builders.ts';
import { ago, day, minute, now } from './evidence.ts';

const account = '111111111111';
const instanceOf = (imageId: string): InstanceFact => ({
  instanceId: `i-${imageId}`,
  name: undefined,
  imageId,
  state: 'stopped',
});

/** What there is in AWS, in which calls may go wrong. */
class World {
  images: Image[] = [];
  instances: InstanceFact[] = [];
  record: Known<InventoryRecord | undefined> = known(undefined);
  /** All that was written, in its order. */
  readonly written: string[] = [];
  /** Called at each read and write; may throw. */
  onCall: (what: string) => void = () => undefined;
  gone: ReadonlySet<string> = new Set();

  run(environments: readonly Environment[] = [environment('dev')]): Promise<InventoryEnd> {
    const referenceReader: ReferenceReader = { readFacts: (source) => this.#facts(source) };
    return runInventory(
      environments,
      {
        imageReader: {
          readAccount: () => this.#call('account').then(() => account),
          readImages: () => this.#pages(),
        },
        referenceReader,
        tagWriter: { createTags: (_, region, ids, tag) => this.#createTags(region, ids, tag.key) },
        records: {
          read: () => this.#call('read record').then(() => this.record),
          write: async (record) => {
            await this.#call('write record');
            this.record = known(record);
            this.written.push('record');
          },
        },
        clock: () => now,
        newId: () => 'run-1',
      },
      defaultCleanupPolicy,
      new AbortController().signal,
    );
  }

  async #call(what: string): Promise<void> {
    await Promise.resolve();
    this.onCall(what);
  }

  async *#pages(): AsyncGenerator<{ images: readonly Image[]; unreadable: [] }> {
    await this.#call('images');
    for (const each of this.images) yield { images: [each], unreadable: [] };
  }

  async *#facts(source: ReferenceSource): AsyncGenerator<{ facts: never[]; unreadable: [] }> {
    await this.#call(source);
    yield { facts: [], unreadable: [] };
    // The generic reader gives facts of the source that it is asked for.
    if (source === 'instances') yield { facts: this.instances as never[], unreadable: [] };
  }

  async #createTags(region: string, ids: readonly string[], key: string): Promise<void> {
    await this.#call(`stamp ${key}`);
    if (ids.some((id) => this.gone.has(id)))
      throw new EnvironmentReadError('not-found', 'InvalidAMIID.NotFound');
    this.written.push(`${region} ${key} ${ids.join(' ')}`);
  }
}

const problemsOf = (end: InventoryEnd): readonly string[] => (end.kind === 'incomplete' ? end.problems : []);

describe('A run of the inventory', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
    world.images = [image('a'), image('b', { tags: { LastUsed: ago(day), LastUsedRuntime: ago(day) } })];
    world.instances = [instanceOf('b')];
  });

  it('stamps what is used, then that it has looked, and last of all writes the record that proves it', async () => {
    const end = await world.run();
    assert.deepEqual(world.written, ['us-east-1 LastUsed b', 'us-east-1 LastUsedRuntime a b', 'record']);
    assert.deepEqual(end, {
      kind: 'whole',
      record: {
        runId: 'run-1',
        startedAt: now,
        finishedAt: now,
        wholeSince: now,
        places: [{ account, region: 'us-east-1', images: 2, instances: 1, references: 1 }],
      },
    });
  });

  it('looks at a region that two environments share once', async () => {
    await world.run([environment('dev'), environment('again')]);
    assert.equal(world.written.filter((text) => text.includes('LastUsedRuntime')).length, 1);
  });

  it('goes on without an image that is gone by now, and stamps all others in few calls', async () => {
    world.images = Array.from({ length: 2500 }, (_, index) => image(`i${index}`));
    world.instances = [];
    world.gone = new Set(['i7']);
    assert.equal((await world.run()).kind, 'whole');
    const stamped = world.written.flatMap((text) => text.split(' ').slice(2));
    assert.deepEqual(
      stamped.sort(),
      world.images
        .map(({ id }) => id)
        .filter((id) => id !== 'i7')
        .sort(),
    );
    assert.ok(world.written.length < 20);
    world.gone = new Set();
    world.written.length = 0;
    await world.run();
    assert.equal(world.written.filter((text) => text.includes('LastUsedRuntime')).length, 3);
  });

  it('proves nothing where a place has lost all of its instances, until as many runs say the same', async () => {
    await world.run();
    assert.ok(world.record.kind === 'known' && world.record.value !== undefined);
    const proven = { ...world.record.value, finishedAt: now - 20 * minute, wholeSince: now - 9 * day };
    world.record = known(proven);
    world.instances = [];
    for (let runs = 1; runs <= 2; runs += 1) {
      world.written.length = 0;
      const end = await world.run();
      assert.match(problemsOf(end)[0] ?? '', /us-east-1: 0 instances where the run before saw 1/u);
      assert.deepEqual(world.written, ['record']);
      assert.ok(world.record.kind === 'known' && world.record.value !== undefined);
      const { doubt, ...others } = world.record.value;
      assert.deepEqual(others, proven);
      assert.equal(doubt?.runs, runs);
    }
    const end = await world.run();
    assert.ok(end.kind === 'whole');
    assert.equal(end.record.wholeSince, now - 9 * day);
    assert.equal(end.record.doubt, undefined);
  });

  it('begins to doubt anew where the runs do not agree', async () => {
    world.instances = Array.from({ length: 60 }, (_, index) => instanceOf(`x${index}`));
    await world.run();
    for (const count of [25, 10, 3]) {
      world.instances = world.instances.slice(0, count);
      assert.equal((await world.run()).kind, 'incomplete');
    }
  });

  it('writes nothing where the record of before cannot be read', async () => {
    world.record = unknown('denied');
    assert.deepEqual(problemsOf(await world.run()), ['denied']);
    assert.deepEqual(world.written, []);
  });

  it('says that it has looked only where all was read and all that is used was stamped, whatever fails', async () => {
    const failing = fc.record({ at: fc.integer({ min: 1, max: 20 }), isThrown: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(failing, async ({ at, isThrown }) => {
        const each = new World();
        each.images = world.images;
        each.instances = world.instances;
        let calls = 0;
        let failed = '';
        each.onCall = (what) => {
          if ((calls += 1) !== at || !isThrown) return;
          failed = what;
          throw new EnvironmentReadError('other', `${what} denied`);
        };
        const end = await each.run().catch((thrown: unknown) => {
          assert.match(String(thrown), /record denied/u);
          return undefined;
        });
        assert.equal(end?.kind === 'whole', failed === '');
        assert.equal(each.written.includes('record'), failed === '');
        const hasLooked = each.written.some((text) => text.includes('LastUsedRuntime'));
        if (hasLooked) assert.ok(each.written.some((text) => text.includes('LastUsed b')));
        if (failed !== '' && !/stamp|write/u.test(failed)) assert.deepEqual(each.written, []);
      }),
    );
  });

  it('that comes in time goes on with the week of the run before', async () => {
    await world.run();
    assert.ok(world.record.kind === 'known' && world.record.value !== undefined);
    world.record = known({ ...world.record.value, finishedAt: now - 20 * minute, wholeSince: now - 9 * day });
    const end = await world.run();
    assert.equal(end.kind === 'whole' ? end.record.wholeSince : undefined, now - 9 * day);
  });
});
