import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { applyPlan, type CleanupGateway, type ImageEnd } from '../../../../src/core/cleanup/applyPlan.ts';
import { type JournalEntry, journalLine, readJournal } from '../../../../src/core/cleanup/cleanupJournal.ts';
import { type CleanupPlan, readPlan, sealPlan } from '../../../../src/core/cleanup/cleanupPlan.ts';
import { defaultCleanupPolicy } from '../../../../src/core/cleanup/cleanupPolicy.ts';
import { known, unknown } from '../../../../src/core/cleanup/known.ts';
import { day, deletableTags, evidence, hour, minute, now } from './evidence.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const planOf = (...ids: string[]): CleanupPlan =>
  sealPlan(
    {
      format: 'ami-bakery-cleanup-plan/1',
      id: 'p',
      createdAt: now,
      account: '111111111111',
      environment: 'dev',
      inventoryRunId: 'r',
      images: ids.map((imageId) => ({
        imageId,
        region: 'us-east-1',
        createdAt: now - 90 * day,
        tags: {},
        snapshots: [{ snapshotId: `snap-${imageId}` }],
      })),
    },
    digest,
  );

interface WorldImage {
  state: 'available' | 'disabled' | 'gone';
  isUsed: boolean;
  isReadable: boolean;
}

/** What there is in AWS, and a clock. */
class World implements CleanupGateway {
  readonly images = new Map<string, WorldImage>();
  time = now;
  /** Called at every call, with whether its effect has been had; may throw. */
  onCall: (action: string, isAfter: boolean) => void = () => undefined;
  readonly deregistered: string[] = [];

  constructor(...ids: string[]) {
    for (const id of ids) this.images.set(id, { state: 'available', isUsed: false, isReadable: true });
  }

  of(id: string): WorldImage {
    return this.images.get(id) ?? assert.fail(`${id} is none of ours`);
  }

  readEvidence: CleanupGateway['readEvidence'] = async ({ imageId }, isDisabledByUs) => {
    this.onCall('read', false);
    const { state, isUsed, isReadable } = this.of(imageId);
    await Promise.resolve();
    if (!isReadable) return unknown('denied');
    if (state === 'gone') return known('gone');
    const references = known(isUsed ? [{ source: 'instance', what: 'i-1' }] : []);
    const stamped = { ...deletableTags, LastUsedRuntime: new Date(this.time - minute).toISOString() };
    const inventory = known({ runId: 'r', finishedAt: this.time - minute, wholeSince: 0, coversAll: true });
    return known(evidence({ references, isDisabledByUs, inventory, image: { state, tags: stamped } }));
  };

  disable: CleanupGateway['disable'] = ({ imageId }) => this.#change('disable', imageId, 'disabled');
  enable: CleanupGateway['enable'] = ({ imageId }) => this.#change('enable', imageId, 'available');
  deregister: CleanupGateway['deregister'] = async ({ imageId }, snapshotIds) => {
    const { isUsed, isReadable, state } = this.of(imageId);
    assert.ok(!isUsed && isReadable && state === 'disabled', `${imageId} must not go`);
    const requestId = await this.#change('deregister', imageId, 'gone');
    return { requestId, snapshots: snapshotIds.map((snapshotId) => ({ snapshotId, code: 'success' })) };
  };

  async #change(action: string, id: string, state: WorldImage['state']): Promise<string> {
    this.onCall(action, false);
    await Promise.resolve();
    this.of(id).state = state;
    if (state === 'gone') this.deregistered.push(id);
    this.onCall(action, true);
    return `${action}-request`;
  }
}

const run = async (
  plan: CleanupPlan,
  world: World,
  journal: JournalEntry[],
  signal = new AbortController().signal,
): Promise<ImageEnd[]> => {
  const ends = await applyPlan(plan, journal, {
    gateway: world,
    clock: () => world.time,
    policy: defaultCleanupPolicy,
    wait: day,
    note: (entry) => {
      journal.push(entry);
      return Promise.resolve();
    },
    signal,
  });
  return ends.map(({ end }) => end);
};

describe('A cleanup plan', () => {
  it('is read as it was written, and not when anything in it was changed since', () => {
    const plan = planOf('ami-1', 'ami-2');
    assert.deepEqual(readPlan(JSON.stringify(plan), digest), known(plan));
    const changed = [
      { ...plan, images: plan.images.slice(1) },
      { ...plan, images: [...plan.images, ...planOf('ami-3').images] },
      { ...plan, account: '222222222222' },
      { ...plan, createdAt: plan.createdAt + 1 },
      { ...plan, approved: true },
      { ...plan, hash: digest('') },
    ];
    for (const other of changed) assert.equal(readPlan(JSON.stringify(other), digest).kind, 'unknown');
    assert.equal(readPlan('{', digest).kind, 'unknown');
    assert.equal(readPlan(JSON.stringify(planOf('ami-1', 'ami-1')), digest).kind, 'unknown');
  });

  it('is the same whatever the order in which its keys stand', () => {
    const plan = planOf('ami-1');
    const { hash, ...content } = plan;
    const turned = Object.fromEntries(Object.entries({ ...content, hash }).reverse());
    assert.deepEqual(readPlan(JSON.stringify(turned), digest), known(plan));
  });
});

describe('Applying a cleanup plan', () => {
  it('disables, waits, looks again and then deregisters with the snapshots, every step noted with its request', async () => {
    const [plan, world, journal] = [planOf('ami-1'), new World('ami-1'), [] as JournalEntry[]];
    assert.deepEqual(await run(plan, world, journal), [{ kind: 'waiting', until: now + day }]);
    assert.equal(world.of('ami-1').state, 'disabled');
    world.time += day - minute;
    assert.deepEqual(await run(plan, world, journal), [{ kind: 'waiting', until: now + day }]);
    world.time += minute;
    assert.deepEqual(await run(plan, world, journal), [{ kind: 'deleted' }]);
    assert.deepEqual(
      journal.map(({ step }) => step.kind),
      ['disabling', 'disabled', 'deregistering', 'deregistered', 'verified'],
    );
    assert.deepEqual(journal[3]?.step, {
      kind: 'deregistered',
      requestId: 'deregister-request',
      snapshots: [{ snapshotId: 'snap-ami-1', code: 'success' }],
    });
    const kept = readJournal(journal.map(journalLine).join(''));
    assert.deepEqual(kept, { entries: journal, unreadable: [] });
    assert.deepEqual(await run(plan, world, journal), [{ kind: 'deleted' }]);
    assert.equal(journal.length, 5);
  });

  it('keeps what has come to be used before, and touches it no more', async () => {
    const [plan, world, journal] = [planOf('ami-1'), new World('ami-1'), [] as JournalEntry[]];
    world.of('ami-1').isUsed = true;
    assert.deepEqual(await run(plan, world, journal), [{ kind: 'kept', reasons: ['It is used: i-1.'] }]);
    world.of('ami-1').isUsed = false;
    await run(plan, world, journal);
    assert.equal(world.of('ami-1').state, 'available');
  });

  it('makes usable again what has come to be used while it was disabled', async () => {
    const [plan, world, journal] = [planOf('ami-1'), new World('ami-1'), [] as JournalEntry[]];
    await run(plan, world, journal);
    world.of('ami-1').isUsed = true;
    world.time += day;
    assert.deepEqual(await run(plan, world, journal), [{ kind: 'kept', reasons: ['It is used: i-1.'] }]);
    assert.equal(world.of('ami-1').state, 'available');
  });

  it('waits anew for what somebody has enabled meanwhile', async () => {
    const [plan, world, journal] = [planOf('ami-1'), new World('ami-1'), [] as JournalEntry[]];
    await run(plan, world, journal);
    world.of('ami-1').state = 'available';
    world.time += day;
    assert.deepEqual(await run(plan, world, journal), [{ kind: 'waiting', until: now + 2 * day }]);
  });

  it('fails where it cannot look, in AWS’s words, and goes on from there later', async () => {
    const [plan, world, journal] = [
      planOf('ami-1', 'ami-2'),
      new World('ami-1', 'ami-2'),
      [] as JournalEntry[],
    ];
    world.of('ami-1').isReadable = false;
    assert.deepEqual(await run(plan, world, journal), [
      { kind: 'failed', message: 'denied' },
      { kind: 'waiting', until: now + day },
    ]);
    world.of('ami-1').isReadable = true;
    assert.equal((await run(plan, world, journal))[0]?.kind, 'waiting');
  });

  it('says of what somebody else has deregistered that it was not us', async () => {
    const [plan, world, journal] = [planOf('ami-1'), new World('ami-1'), [] as JournalEntry[]];
    world.of('ami-1').state = 'gone';
    assert.equal((await run(plan, world, journal))[0]?.kind, 'kept');
  });

  it('stops between two steps, and a journal of another plan counts for nothing', async () => {
    const [plan, world, journal] = [planOf('ami-1'), new World('ami-1'), [] as JournalEntry[]];
    const stop = new AbortController();
    world.onCall = (action) => {
      if (action === 'disable') stop.abort();
    };
    assert.deepEqual(await run(plan, world, journal, stop.signal), [{ kind: 'stopped' }]);
    world.time += day;
    const other = { ...plan, hash: 'another' };
    // Disabled, and not by this plan.
    assert.equal((await run(other, world, [...journal]))[0]?.kind, 'kept');
    assert.deepEqual(await run(plan, world, journal), [{ kind: 'deleted' }]);
  });

  it('never deregisters what is used, unread or not in the plan, and comes to the same end, wherever it is interrupted', async () => {
    const events = fc.array(
      fc.record({
        /** Which call fails, before or after its effect; the window dies with it where the journal is cut, too. */
        failsAt: fc.integer({ min: 0, max: 12 }),
        isAfter: fc.boolean(),
        isCut: fc.boolean(),
        changes: fc.array(
          fc.record({
            id: fc.constantFrom('ami-1', 'ami-2', 'ami-3'),
            isUsed: fc.boolean(),
            isReadable: fc.boolean(),
          }),
          { maxLength: 2 },
        ),
        hours: fc.integer({ min: 0, max: 30 }),
      }),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(events, async (all) => {
        const plan = planOf('ami-1', 'ami-2');
        const world = new World('ami-1', 'ami-2', 'ami-3');
        let journal: JournalEntry[] = [];
        for (const { failsAt, isAfter, isCut, changes, hours } of all) {
          let calls = 0;
          world.onCall = (_, after) => {
            if (after === isAfter && (calls += 1) === failsAt) throw new Error('connection reset');
          };
          await run(plan, world, journal);
          // The last entry had been written but not the effect noted: all but what is about to happen may be lost.
          if (isCut && journal.at(-1)?.step.kind === 'failed') journal = journal.slice(0, -1);
          world.time += hours * hour;
          for (const { id, isUsed, isReadable } of changes) {
            if (world.of(id).state !== 'gone') Object.assign(world.of(id), { isUsed, isReadable });
          }
        }
        world.onCall = () => undefined;
        for (const image of world.images.values()) Object.assign(image, { isReadable: true });
        const isUsed = ['ami-1', 'ami-2'].map((id) => world.of(id).isUsed);
        for (let round = 0; round < 3; round += 1) {
          await run(plan, world, journal);
          world.time += day;
        }
        const ends = await run(plan, world, journal);
        for (const [index, end] of ends.entries()) {
          assert.ok(end.kind === 'deleted' || end.kind === 'kept', JSON.stringify(end));
          const { state } = world.of(`ami-${index + 1}`);
          assert.equal(state, end.kind === 'deleted' ? 'gone' : 'available');
          assert.ok(end.kind === 'kept' || isUsed[index] === false);
        }
        assert.equal(world.of('ami-3').state, 'available');
        assert.equal(new Set(world.deregistered).size, world.deregistered.length);
      }),
      { numRuns: 1000 },
    );
  });
});
