import assert from 'node:assert/strict';
import type {
  LaunchSource,
  PlacedSource,
  ReferenceFacts,
  ReferenceSource,
} from '../../../../src/core/references/facts.ts';
import { type CleanupWorld, refused } from './cleanupWorld.ts';
import { day, hour } from './evidence.ts';
import { worldWithCandidate } from './randomWorlds.ts';

const doomed = 'ami-1';

/** Something in an environment that can launch the image that would be deleted. */
function used<Source extends ReferenceSource>(
  source: Source,
  fact: ReferenceFacts[Source],
  environment = 'dev',
): (world: CleanupWorld) => void {
  return (world) => {
    world.uses.push({ environment, source, fact, imageIds: [doomed] });
  };
}

function all(...parts: readonly ((world: CleanupWorld) => void)[]): (world: CleanupWorld) => void {
  return (world) => {
    for (const part of parts) part(world);
  };
}

const placed = (source: LaunchSource, part: PlacedSource['part'] = 'launch'): PlacedSource[] => [
  { part, source },
];
const image: LaunchSource = { kind: 'image', imageId: doomed };
const version = (
  number: number,
  imageId: string | undefined,
  isDefault = false,
): ReferenceFacts['launchTemplates'] => ({
  templateId: 'lt-1',
  templateName: 'web',
  version: number,
  isDefault,
  isLatest: false,
  imageId,
});

/** What each of them has deleted, and who did. */
const accidents: readonly (readonly [what: string, (world: CleanupWorld) => void])[] = [
  [
    'a stopped instance (terraform-aws-github-runner looks at no instance, the seed at running ones)',
    used('instances', { instanceId: 'i-1', name: undefined, imageId: doomed, state: 'stopped' }),
  ],
  [
    'an instance of another account (all but swabbie look at one)',
    used('instances', { instanceId: 'i-1', name: undefined, imageId: doomed, state: 'running' }, 'prod'),
  ],
  [
    'a launch template that nothing uses (Cloud Custodian #6554, widdix #5)',
    used('launchTemplates', version(1, doomed, true)),
  ],
  [
    'an old version of a launch template (swabbie, terraform-aws-github-runner)',
    all(used('launchTemplates', version(3, doomed)), used('launchTemplates', version(9, 'ami-2', true))),
  ],
  [
    'a launch template that names a parameter (Cloud Custodian, swabbie: resolve:ssm)',
    all(
      used('launchTemplates', version(1, 'resolve:ssm:/web/current', true)),
      used('parameters', {
        name: '/web/current',
        arn: undefined,
        version: 4,
        isCurrent: true,
        labels: [],
        imageId: doomed,
        isInText: false,
      }),
    ),
  ],
  [
    'an earlier version of a parameter, to which one rolls back',
    used('parameters', {
      name: '/web/current',
      arn: undefined,
      version: 3,
      isCurrent: false,
      labels: [],
      imageId: doomed,
      isInText: false,
    }),
  ],
  [
    'a group of size 0 (amicleaner counts it as unused)',
    used('autoScalingGroups', { name: 'web', desired: 0, sources: placed(image) }),
  ],
  [
    'an override of a mixed instances policy (Cloud Custodian, widdix)',
    used('autoScalingGroups', { name: 'web', desired: 2, sources: placed(image, 'override') }),
  ],
  [
    'a launch configuration that no group uses (Cloud Custodian #6554)',
    used('launchConfigurations', { name: 'old', imageId: doomed }),
  ],
  [
    'an instance refresh under way',
    used('instanceRefreshes', {
      refreshId: 'r',
      groupName: 'web',
      status: 'InProgress',
      sources: placed(image),
    }),
  ],
  ['a fleet', used('fleets', { fleetId: 'fleet-1', state: 'active', sources: placed(image, 'override') })],
  ['a Spot Fleet', used('spotFleets', { fleetId: 'sfr-1', state: 'active', sources: placed(image) })],
  [
    'something on a later page (amicleaner, terraform-aws-github-runner #4571 and #4601)',
    all(
      ...Array.from({ length: 60 }, (_, index) =>
        used('launchConfigurations', {
          name: `other-${index}`,
          imageId: index === 59 ? doomed : 'ami-9',
        }),
      ),
    ),
  ],
];

/** What may be any image: then nothing is done at all, neither with those that wait. */
const leadsNowhere = used('autoScalingGroups', {
  name: 'web',
  desired: 1,
  sources: placed({ kind: 'template', templateId: 'lt-gone', templateName: undefined, version: '1' }),
});

/** Two runs with a day between them, in which the inventory goes on. */
async function cleanUp(world: CleanupWorld): Promise<void> {
  for (let run = 0; run < 2; run += 1) {
    world.pass(run * (day + hour));
    await world.run().catch(() => undefined);
  }
}

describe('The accidents of other tools: an image stays that is named by', () => {
  it('nothing at all, is deleted, so that the others prove something', async () => {
    const world = worldWithCandidate();
    await cleanUp(world);
    assert.deepEqual(world.deregistered, [doomed]);
  });

  for (const [what, happen] of accidents) {
    it(what, async () => {
      const world = worldWithCandidate();
      happen(world);
      await cleanUp(world);
      assert.deepEqual(world.deregistered, []);
      assert.equal(world.images.get(doomed)?.image.state, 'available');
    });

    it(`${what}, when that comes while the image is disabled`, async () => {
      const world = worldWithCandidate();
      await world.run();
      assert.equal(world.images.get(doomed)?.image.state, 'disabled');
      happen(world);
      world.pass(day + hour);
      await world.run();
      assert.deepEqual(world.deregistered, []);
      assert.equal(world.images.get(doomed)?.image.state, 'available');
    });
  }
});

describe('The accidents of other tools: nothing is deleted', () => {
  it('where a group names a launch template that is not there any more (Cloud Custodian #4568 crashes)', async () => {
    const world = worldWithCandidate();
    leadsNowhere(world);
    await cleanUp(world);
    assert.deepEqual(world.deregistered, []);
    const waiting = worldWithCandidate();
    await waiting.run();
    leadsNowhere(waiting);
    waiting.pass(day + hour);
    assert.equal((await waiting.run()).kind, 'incomplete');
    assert.deepEqual(waiting.deregistered, []);
  });

  it('where one read of many is refused (terraform-aws-github-runner carries on without it)', async () => {
    const calls: string[] = [];
    const watched = worldWithCandidate();
    watched.onCall = (what, isAfter) => {
      if (!isAfter) calls.push(what);
    };
    await watched.run();
    const reads = new Set(
      calls.filter((call) => / (?:dev|prod) \d+$|^(?:rules|snapshots|record)/u.test(call)),
    );
    assert.ok(reads.size > 20, `${reads.size} reads`);
    for (const failing of reads) {
      const world = worldWithCandidate();
      world.onCall = (what) => {
        if (what === failing) throw refused();
      };
      await cleanUp(world);
      assert.deepEqual(world.deregistered, [], failing);
    }
  });

  it('of what may be rolled back to (the seed of all of them: nobody runs it a week after a rollout)', async () => {
    const world = worldWithCandidate({ promotedAt: new Date(Date.UTC(2026, 9, 1)).toISOString() });
    await cleanUp(world);
    assert.deepEqual(world.deregistered, []);
  });

  it('that has no tag in this answer (Cloud Custodian: tags may be missing without an error)', async () => {
    const world = worldWithCandidate({ autoCleanup: undefined });
    await cleanUp(world);
    assert.deepEqual(world.deregistered, []);
  });

  it('that is protected, or was a moment ago (aws-nuke turns protection off)', async () => {
    for (const protection of ['enabled-with-cooldown', 'disabled after 2026-11-28T10:00:00Z', undefined]) {
      const world = worldWithCandidate({ protection });
      await cleanUp(world);
      assert.deepEqual(world.deregistered, []);
    }
  });

  it('that another account may launch, whoever uses it there (all of them)', async () => {
    const world = worldWithCandidate({ sharedWith: ['333333333333'] });
    await cleanUp(world);
    assert.deepEqual(world.deregistered, []);
  });

  it('that others were made of (Janitor Monkey alone looks)', async () => {
    const world = worldWithCandidate();
    const child = world.images.get('ami-2');
    assert.ok(child);
    child.image = { ...child.image, source: { ...child.image.source, imageId: doomed } };
    await cleanUp(world);
    assert.deepEqual(world.deregistered, []);
  });

  it('by evidence that is an hour old (swabbie alone looks)', async () => {
    const world = worldWithCandidate();
    await world.run();
    world.time += day + hour;
    await world.run();
    assert.deepEqual(world.deregistered, []);
  });
});
