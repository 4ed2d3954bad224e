import fc from 'fast-check';
import type { Image } from '../../../../src/core/images/image.ts';
import type { LaunchSource, PlacedSource } from '../../../../src/core/references/facts.ts';
import { image } from '../images/builders.ts';
import { accounts, CleanupWorld, type WorldImage, type WorldUse } from './cleanupWorld.ts';
import { day, minute, now } from './evidence.ts';

const ids = ['ami-1', 'ami-2', 'ami-3', 'ami-4', 'ami-5', 'ami-6'] as const;
const environments = Object.keys(accounts);

/** Mostly the first, sometimes one of the others. */
const mostly = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );

const time = (age: number): string => new Date(now - age).toISOString().replace(/\.\d+/u, '');

const anyImage = fc.record({
  environment: fc.constantFrom(...environments),
  age: fc.constantFrom(1, 13, 15, 30, 60, 90, 120),
  service: fc.constantFrom('web', 'auth'),
  autoCleanup: mostly<string | undefined>('true', undefined, 'True', 'false', ''),
  lastUsed: mostly<string | undefined>(
    undefined,
    time(30 * day),
    time(day),
    'yesterday',
    time(-day),
    time(7 * day + minute),
  ),
  promotedAt: mostly<string | undefined>(undefined, time(30 * day), time(60 * day), time(day)),
  hold: mostly<string | undefined>(undefined, '', 'until spring'),
  protection: mostly<string | undefined>(
    'disabled',
    'enabled-with-cooldown',
    undefined,
    'disabled after 2026-11-28T00:00:00Z',
  ),
  state: mostly<Image['state']>('available', 'disabled', 'pending', 'failed'),
  isPublic: mostly(false, true),
  sharedWith: mostly<string[]>([], ['333333333333'], ['222222222222', '333333333333']),
  launchedAt: mostly<number | undefined>(undefined, now - 40 * day, now - 2 * day),
  parent: mostly<string | undefined>(undefined, ...ids),
  ownerId: mostly<string | undefined>(undefined, '999999999999'),
});

const placed = (source: LaunchSource, part: PlacedSource['part'] = 'launch'): PlacedSource[] => [
  { part, source },
];
const template = (templateId: string, version: string | undefined): LaunchSource => ({
  kind: 'template',
  templateId,
  templateName: undefined,
  version,
});

/** Every kind of what can launch an image, each in the way that some tool has missed. */
const useBuilders: readonly ((id: string, name: string) => readonly Omit<WorldUse, 'environment'>[])[] = [
  (imageId, name) => [
    {
      source: 'instances',
      fact: { instanceId: `i-${name}`, name, imageId, state: 'stopped' },
      imageIds: [imageId],
    },
  ],
  (imageId, name) => [
    {
      source: 'launchTemplates',
      fact: {
        templateId: `lt-${name}`,
        templateName: name,
        version: 1,
        isDefault: false,
        isLatest: false,
        imageId,
      },
      imageIds: [imageId],
    },
  ],
  (imageId, name) => [
    {
      source: 'parameters',
      fact: {
        name: `/${name}`,
        arn: undefined,
        version: 1,
        isCurrent: true,
        labels: [],
        imageId,
        isInText: false,
      },
      imageIds: [imageId],
    },
    {
      source: 'launchTemplates',
      fact: {
        templateId: `lt-${name}`,
        templateName: name,
        version: 1,
        isDefault: true,
        isLatest: true,
        imageId: `resolve:ssm:/${name}`,
      },
      imageIds: [imageId],
    },
  ],
  (imageId, name) => [
    {
      source: 'autoScalingGroups',
      fact: { name, desired: 0, sources: placed({ kind: 'image', imageId }, 'override') },
      imageIds: [imageId],
    },
  ],
  (imageId, name) => [
    { source: 'launchConfigurations', fact: { name, imageId }, imageIds: [imageId] },
    {
      source: 'autoScalingGroups',
      fact: { name, desired: 0, sources: placed({ kind: 'configuration', name }) },
      imageIds: [imageId],
    },
  ],
  (imageId, name) => [{ source: 'launchConfigurations', fact: { name, imageId }, imageIds: [imageId] }],
  (imageId, name) => [
    {
      source: 'instanceRefreshes',
      fact: {
        refreshId: name,
        groupName: name,
        status: 'InProgress',
        sources: placed({ kind: 'image', imageId }),
      },
      imageIds: [imageId],
    },
  ],
  (imageId, name) => [
    {
      source: 'fleets',
      fact: { fleetId: name, state: 'active', sources: placed({ kind: 'image', imageId }, 'override') },
      imageIds: [imageId],
    },
  ],
  (imageId, name) => [
    {
      source: 'spotFleets',
      fact: { fleetId: name, state: 'active', sources: placed({ kind: 'image', imageId }) },
      imageIds: [imageId],
    },
  ],
  (imageId, name) => [
    {
      source: 'parameters',
      fact: {
        name: `/text/${name}`,
        arn: undefined,
        version: 2,
        isCurrent: false,
        labels: ['before'],
        imageId,
        isInText: true,
      },
      imageIds: [imageId],
    },
  ],
  (imageId, name) => [
    {
      source: 'rootVolumeReplacements',
      fact: { taskId: name, instanceId: `i-${name}`, state: 'pending', imageId },
      imageIds: [imageId],
    },
  ],
  // What leads nowhere may lead to any image: then every one is kept.
  (_, name) => [
    {
      source: 'autoScalingGroups',
      fact: { name, desired: 1, sources: placed(template(`lt-${name}`, '7'), 'mixedInstances') },
      imageIds: [...ids],
    },
  ],
];

const anyUse = fc
  .record({
    environment: fc.constantFrom(...environments),
    imageId: fc.constantFrom(...ids),
    build: fc.constantFrom(...useBuilders),
    name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  })
  .map(({ environment, imageId, build, name }): readonly WorldUse[] =>
    build(imageId, `${name}-${imageId}`).map((use) => ({ environment, ...use })),
  );

/** Makes the same world anew each time. */
export const randomWorld: fc.Arbitrary<() => CleanupWorld> = fc
  .record({
    images: fc.array(anyImage, { minLength: 2, maxLength: ids.length }),
    uses: fc.array(anyUse, { maxLength: 2 }),
    isInventoryWhole: mostly(true, false),
    retention: mostly(30 * day, 0, day),
  })
  .map(({ images, uses, isInventoryWhole, retention }) => () => {
    const world = new CleanupWorld();
    images.forEach((made, index) => {
      const id = ids[index] ?? '';
      world.images.set(id, worldImage(id, made));
    });
    world.uses = uses.flat();
    world.isInventoryWhole = isInventoryWhole;
    world.retention = retention;
    return world;
  });

type AnyImage = typeof anyImage extends fc.Arbitrary<infer T> ? T : never;

function worldImage(id: string, made: AnyImage): WorldImage {
  const tags = {
    AutoCleanup: made.autoCleanup,
    LastUsed: made.lastUsed,
    PromotedAt: made.promotedAt,
    Hold: made.hold,
    Service: made.service,
    LastUsedRuntime: time(minute),
  };
  return {
    environment: made.environment,
    sharedWith: [...made.sharedWith],
    image: image(id, {
      name: `${made.service}-${id}`,
      createdAt: now - made.age * day,
      ownerId: made.ownerId ?? accounts[made.environment],
      state: made.state,
      deregistrationProtection: made.protection,
      isPublic: made.isPublic,
      lastLaunchedAt: made.launchedAt,
      source: {
        imageId: made.parent === id ? undefined : made.parent,
        region: undefined,
        instanceId: undefined,
      },
      disks: [
        {
          deviceName: '/dev/sda1',
          snapshotId: `snap-${id}`,
          size: 8,
          volumeType: 'gp3',
          isEncrypted: false,
        },
      ],
      tags: Object.fromEntries(
        Object.entries(tags).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
    }),
  };
}

/**
 * Two images of a service, of which the older one may be deleted.
 * @param differences - of the older one
 */
export function worldWithCandidate(differences: Partial<AnyImage> = {}): CleanupWorld {
  const usual: AnyImage = {
    environment: 'dev',
    age: 90,
    service: 'web',
    autoCleanup: 'true',
    lastUsed: undefined,
    promotedAt: undefined,
    hold: undefined,
    protection: 'disabled',
    state: 'available',
    isPublic: false,
    sharedWith: [],
    launchedAt: undefined,
    parent: undefined,
    ownerId: undefined,
  };
  const world = new CleanupWorld();
  world.images.set('ami-1', worldImage('ami-1', { ...usual, ...differences }));
  world.images.set('ami-2', worldImage('ami-2', { ...usual, age: 30 }));
  world.retention = 30 * day;
  return world;
}

/** Something that somebody does between two runs. */
export type WorldEvent = (world: CleanupWorld) => void;

const changes: readonly ((found: WorldImage, world: CleanupWorld) => void)[] = [
  (found, world) => {
    found.image = withTag(found.image, 'PromotedAt', new Date(world.time).toISOString());
  },
  (found) => {
    found.image = withTag(found.image, 'Hold', 'mine');
  },
  (found) => {
    found.image = withTag(found.image, 'AutoCleanup', 'no');
  },
  (found) => {
    found.image = { ...found.image, state: 'available' };
  },
  (found) => {
    if (found.image.state === 'available') found.sharedWith = ['444444444444'];
  },
  (found) => {
    found.image = { ...found.image, deregistrationProtection: 'enabled-without-cooldown' };
  },
];

/** Somebody begins to use an image, or changes one. */
export const randomEvent: fc.Arbitrary<WorldEvent> = fc.oneof(
  anyUse.map((uses) => (world: CleanupWorld) => {
    world.uses = [...world.uses, ...uses];
  }),
  fc
    .record({ id: fc.constantFrom(...ids), change: fc.constantFrom(...changes) })
    .map(({ id, change }) => (world: CleanupWorld) => {
      const found = world.images.get(id);
      if (found !== undefined) change(found, world);
    }),
);

function withTag(of: Image, key: string, value: string): Image {
  return { ...of, tags: new Map(of.tags).set(key, value) };
}

/**
 * Why an image must not go, by what is true in the world. Written without anything of the rule itself.
 * @returns nothing for one that may
 */
export function isUnsafeToDelete(world: CleanupWorld, { image: doomed, sharedWith }: WorldImage): string[] {
  const others = [...world.images.values()].filter(({ image: other }) => other.id !== doomed.id);
  const age = (text: string | undefined): number =>
    text === undefined ? Infinity : world.time - Date.parse(text);
  const promotedAfter = others.filter(
    ({ image: other }) =>
      other.state === 'available' &&
      other.tags.get('Service') === doomed.tags.get('Service') &&
      age(other.tags.get('PromotedAt')) < age(doomed.tags.get('PromotedAt')),
  );
  const isSuperseded = others.some(
    ({ image: other, environment }) =>
      environment === world.images.get(doomed.id)?.environment &&
      other.state === 'available' &&
      other.tags.get('Service') === doomed.tags.get('Service') &&
      (other.createdAt ?? 0) > (doomed.createdAt ?? 0),
  );
  const isWrong: Readonly<Record<string, boolean>> = {
    'is used': world.uses.some(({ imageIds }) => imageIds.includes(doomed.id)),
    'has not opted in': doomed.tags.get('AutoCleanup') !== 'true',
    'is held': doomed.tags.has('Hold'),
    'is protected': doomed.deregistrationProtection !== 'disabled',
    'is too young': world.time - (doomed.createdAt ?? world.time) < 14 * day,
    'is shared': sharedWith.length > 0 || doomed.isPublic,
    'was used lately': !(age(doomed.tags.get('LastUsed')) >= 7 * day),
    'was promoted lately': !(age(doomed.tags.get('PromotedAt')) >= 7 * day),
    'was launched lately': world.time - (doomed.lastLaunchedAt ?? -Infinity) < 8 * day,
    'is one to roll back to': doomed.tags.has('PromotedAt') && promotedAfter.length < 3,
    'is the newest': !isSuperseded,
    'is a parent': others.some(
      ({ image: other }) => other.source.imageId === doomed.id && other.state !== 'failed',
    ),
    'is not disabled': doomed.state !== 'disabled',
    'is of no plan': !world.planned.has(doomed.id),
    'was not looked at for a week': !world.isInventoryWhole,
    'would not come back': world.retention < 7 * day,
    'is of another account': !Object.values(accounts).includes(doomed.ownerId ?? ''),
  };
  return Object.entries(isWrong).flatMap(([words, is]) => (is ? [words] : []));
}
