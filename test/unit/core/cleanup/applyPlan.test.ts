import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { applyPlan, type CleanupGateway, type ImageEnd } from '../../../../src/core/cleanup/applyPlan.ts';
import { type JournalEntry, journalLine, readJournal } from '../../../../src/core/cleanup/cleanupJournal.ts';
import {
  type CleanupPlan,
  type PlanContent,
  readPlan,
  sealPlan,
} from '../../../../src/core/cleanup/cleanupPlan.ts';
import type { ImageDisk } from '../../../../src/core/images/image.ts';
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
      managed: 100,
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

const disksOf = (imageId: string): ImageDisk[] => [
  {
    deviceName: '/dev/sda1',
    snapshotId: `snap-${imageId}`,
    size: 8,
    volumeType: 'gp3',
    isEncrypted: false,
  },
];

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
  /** Ids of snapshots that are still there although their image is not. */
  readonly stubborn = new Set<string>();
  account = '111111111111';
  /** Who could launch what was enabled again. */
  enabledFor: unknown;

  constructor(...ids: string[]) {
    for (const id of ids) this.images.set(id, { state: 'available', isUsed: false, isReadable: true });
  }

  of(id: string): WorldImage {
    return this.images.get(id) ?? assert.fail(`${id} is none of ours`);
  }

  readAccount = (): Promise<string> => Promise.resolve(this.account);

  readEvidence: CleanupGateway['readEvidence'] = async ({ imageId }, isDisabledByUs) => {
    this.onCall('read', false);
    const { state, isUsed, isReadable } = this.of(imageId);
    await Promise.resolve();
    if (!isReadable) return unknown('denied');
    if (state === 'gone') return known('gone');
    const references = known(isUsed ? [{ source: 'instance', what: 'i-1' }] : []);
    const stamped = { ...deletableTags, LastUsedRuntime: new Date(this.time - minute).toISOString() };
    const inventory = known({ runId: 'r', finishedAt: this.time - minute, wholeSince: 0, coversAll: true });
    return known(
      evidence({
        references,
        isDisabledByUs,
        inventory,
        image: { state, tags: stamped, disks: disksOf(imageId) },
      }),
    );
  };

  disable: CleanupGateway['disable'] = ({ imageId }) => this.#change('disable', imageId, 'disabled');
  enable: CleanupGateway['enable'] = async ({ imageId }, permissions) => {
    if (this.of(imageId).state === 'gone') return undefined;
    this.enabledFor = permissions;
    return this.#change('enable', imageId, 'available');
  };
  deregister: CleanupGateway['deregister'] = async ({ imageId }) => {
    const { isUsed, isReadable, state } = this.of(imageId);
    assert.ok(!isUsed && isReadable && state === 'disabled', `${imageId} must not go`);
    const requestId = await this.#change('deregister', imageId, 'gone');
    return { requestId, snapshots: [{ snapshotId: `snap-${imageId}`, code: 'internal-error' }] };
  };
  deleteSnapshots: CleanupGateway['deleteSnapshots'] = async (_, ids) => {
    this.onCall('snapshots', false);
    await Promise.resolve();
    return ids.map((id) => ({
      snapshotId: id,
      code: this.stubborn.has(id) ? 'InvalidSnapshot.InUse' : 'success',
    }));
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
  const applied = await applyPlan(plan, journal, {
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
  return applied.kind === 'applied'
    ? applied.images.map(({ end }) => end)
    : assert.fail(applied.reasons.join());
};

const contentOf = (plan: CleanupPlan): PlanContent => {
  const { hash, ...content } = plan;
  assert.notEqual(hash, '');
  return content;
};

/** What is read of a journal whose last line was cut off, and after which another run has written. */
const torn = (journal: readonly JournalEntry[]): JournalEntry[] => {
  const text = journal.map(journalLine).join('');
  const [last] = journal.slice(-1);
  const cut = last === undefined ? text : text.slice(0, -Math.ceil(journalLine(last).length / 2));
  const reading = readJournal(cut);
  return reading.kind === 'known' ? [...reading.value] : assert.fail(reading.reason);
};

describe('The journal of a cleanup', () => {
  const entry: JournalEntry = {
    at: now,
    planHash: 'h',
    imageId: 'ami-1',
    region: 'us-east-1',
    step: { kind: 'deregistering' },
  };

  it('loses only what was cut off, whatever is written after it', () => {
    const cut = journalLine(entry).slice(0, -9);
    assert.deepEqual(readJournal(`${journalLine(entry)}${cut}${journalLine(entry)}`), known([entry, entry]));
  });

  it('is not believed where it holds what nobody of us has written', () => {
    for (const line of ['x', '[]', '{"at":1}', `${JSON.stringify(entry)} x`]) {
      const kind = line.startsWith('{') && line.endsWith('x') ? 'known' : 'unknown';
      assert.equal(readJournal(`${journalLine(entry)}${line}\n`).kind, kind, line);
    }
  });
});

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
    const deleted = { kind: 'deleted', snapshots: [{ snapshotId: 'snap-ami-1', code: 'success' }] };
    assert.deepEqual(await run(plan, world, journal), [deleted]);
    assert.deepEqual(
      journal.map(({ step }) => step.kind),
      ['disabling', 'disabled', 'deregistering', 'deregistered', 'verified'],
    );
    assert.deepEqual(journal[3]?.step, {
      kind: 'deregistered',
      requestId: 'deregister-request',
      snapshots: [{ snapshotId: 'snap-ami-1', code: 'internal-error' }],
    });
    assert.deepEqual(readJournal(journal.map(journalLine).join('')), known(journal));
    assert.deepEqual(await run(plan, world, journal), [deleted]);
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
    // At once, and not when the waiting is over.
    world.time += minute;
    assert.deepEqual(await run(plan, world, journal), [{ kind: 'kept', reasons: ['It is used: i-1.'] }]);
    assert.equal(world.of('ami-1').state, 'available');
    assert.deepEqual(world.enabledFor, {
      isPublic: false,
      accounts: [],
      organizations: [],
      organizationalUnits: [],
    });
  });

  it('lets those launch an image again that could before it was disabled', async () => {
    const [plan, world] = [planOf('ami-1'), new World('ami-1')];
    const permissions = {
      isPublic: true,
      accounts: ['222222222222'],
      organizations: ['arn:aws:organizations::222222222222:organization/o-1'],
      organizationalUnits: [],
    };
    const noted = { at: now, planHash: plan.hash, imageId: 'ami-1', region: 'us-east-1' };
    const journal: JournalEntry[] = [
      { ...noted, step: { kind: 'disabling', permissions, snapshotIds: ['snap-ami-1'] } },
      { ...noted, step: { kind: 'disabled', requestId: 'r' } },
    ];
    Object.assign(world.of('ami-1'), { state: 'disabled', isUsed: true });
    await run(plan, world, journal);
    assert.deepEqual(world.enabledFor, permissions);
  });

  it('keeps for good what somebody has enabled meanwhile: somebody has missed it', async () => {
    const [plan, world, journal] = [planOf('ami-1'), new World('ami-1'), [] as JournalEntry[]];
    await run(plan, world, journal);
    world.of('ami-1').state = 'available';
    world.time += day;
    const kept = [{ kind: 'kept', reasons: ['Somebody has enabled it again.'] }];
    assert.deepEqual(await run(plan, world, journal), kept);
    world.time += day;
    assert.deepEqual(await run(plan, world, journal), kept);
    assert.equal(world.of('ami-1').state, 'available');
  });

  it('goes on with what another plan has disabled, whose wait counts', async () => {
    const [before, world, journal] = [planOf('ami-1'), new World('ami-1'), [] as JournalEntry[]];
    await run(before, world, journal);
    world.time += day;
    const plan = sealPlan({ ...contentOf(before), id: 'q', createdAt: world.time }, digest);
    assert.equal((await run(plan, world, journal))[0]?.kind, 'deleted');
    assert.equal((await run(plan, world, journal))[0]?.kind, 'deleted');
  });

  it('judges anew what another plan has kept', async () => {
    const [before, world, journal] = [planOf('ami-1'), new World('ami-1'), [] as JournalEntry[]];
    world.of('ami-1').isUsed = true;
    await run(before, world, journal);
    world.of('ami-1').isUsed = false;
    const plan = sealPlan({ ...contentOf(before), id: 'q' }, digest);
    assert.equal((await run(plan, world, journal))[0]?.kind, 'waiting');
  });

  it('begins with no image of a plan that is old, and with none whose snapshots are others by now', async () => {
    const [plan, world, journal] = [planOf('ami-1'), new World('ami-1'), [] as JournalEntry[]];
    world.time += day + 1;
    assert.deepEqual(await run(plan, world, journal), [
      { kind: 'kept', reasons: ['The plan is too old to begin with it.'] },
    ]);
    const [image] = planOf('ami-1').images;
    assert.ok(image);
    for (const snapshots of [
      [],
      [...image.snapshots, { snapshotId: 'snap-x' }],
      [{ snapshotId: 'snap-x' }],
    ]) {
      const other = sealPlan(
        { ...contentOf(plan), createdAt: world.time, images: [{ ...image, snapshots }] },
        digest,
      );
      assert.deepEqual(await run(other, world, []), [
        { kind: 'kept', reasons: ['Its snapshots are others than in the plan.'] },
      ]);
    }
  });

  it('touches nothing of a plan of another account, or that is larger than the policy lets it be', async () => {
    const ids = Array.from({ length: 51 }, (_, index) => `ami-${index}`);
    const many = planOf(...ids);
    const [one] = [planOf('ami-1')];
    for (const [plan, account, words] of [
      [one, '222222222222', /for account 111111111111, and 222222222222 is signed in/u],
      [many, '111111111111', /51 images, more than 50/u],
      [sealPlan({ ...contentOf(one), managed: 4 }, digest), '111111111111', /1 of 4 images/u],
    ] as const) {
      const world = new World(...ids);
      world.account = account;
      await assert.rejects(run(plan, world, []), words);
      assert.ok([...world.images.values()].every(({ state }) => state === 'available'));
    }
  });

  it('says which snapshots are still there, and why', async () => {
    const [plan, world, journal] = [planOf('ami-1'), new World('ami-1'), [] as JournalEntry[]];
    world.stubborn.add('snap-ami-1');
    await run(plan, world, journal);
    world.time += day;
    assert.deepEqual(await run(plan, world, journal), [
      { kind: 'deleted', snapshots: [{ snapshotId: 'snap-ami-1', code: 'InvalidSnapshot.InUse' }] },
    ]);
  });

  it('does not take for deleted by others what EC2 does not show for a while', async () => {
    const [plan, world, journal] = [planOf('ami-1'), new World('ami-1'), [] as JournalEntry[]];
    await run(plan, world, journal);
    world.of('ami-1').state = 'gone';
    assert.equal((await run(plan, world, journal))[0]?.kind, 'failed');
    world.of('ami-1').state = 'disabled';
    world.of('ami-1').isUsed = true;
    assert.equal((await run(plan, world, journal))[0]?.kind, 'kept');
    assert.equal(world.of('ami-1').state, 'available');
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

  it('stops between two steps, and goes on from there', async () => {
    const [plan, world, journal] = [planOf('ami-1'), new World('ami-1'), [] as JournalEntry[]];
    const stop = new AbortController();
    world.onCall = (action) => {
      if (action === 'disable') stop.abort();
    };
    assert.deepEqual(await run(plan, world, journal, stop.signal), [{ kind: 'stopped' }]);
    world.time += day;
    assert.equal((await run(plan, world, journal))[0]?.kind, 'deleted');
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
          // The machine stops while the last line is written.
          if (isCut) journal = torn(journal);
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
