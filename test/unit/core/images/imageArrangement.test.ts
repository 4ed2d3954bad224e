import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EnvironmentImages } from '../../../../src/core/images/environmentImages.ts';
import type { Image } from '../../../../src/core/images/image.ts';
import {
  arrange,
  type ArrangementChoice,
  familiesOf,
  groupings,
  sortings,
} from '../../../../src/core/images/imageArrangement.ts';
import { noFilter, readImageFilter } from '../../../../src/core/images/imageFilter.ts';
import { nameFamilyOf } from '../../../../src/core/images/nameFamily.ts';
import { RegionImages } from '../../../../src/core/images/regionImages.ts';
import { environment, image } from './builders.ts';

const day = 24 * 60 * 60 * 1000;
const now = 1000 * day;
const facts = { now, isInUse: () => undefined, isCurrent: () => undefined };

function known(...images: readonly Image[]): EnvironmentImages {
  const region = new RegionImages('us-east-1');
  region.add({ images, unreadable: [] });
  return {
    environment: environment('dev'),
    status: { kind: 'read', at: now },
    knownSince: now,
    regions: [region],
    refreshing: [],
  };
}

function groups(images: readonly Image[], choice: Partial<ArrangementChoice>): unknown[] {
  return arrange(
    known(...images),
    { filter: noFilter, grouping: 'service', sorting: 'newest', ...choice },
    facts,
  ).map(({ key, images: members }) => [key, members.map(({ id }) => id)]);
}

describe('Images in groups', () => {
  const a = image('ami-a', { name: 'web-2', createdAt: now - 2 * day, tags: { Service: 'web' } });
  const b = image('ami-b', { name: 'web-10', createdAt: now - 40 * day, tags: { Service: 'web' } });
  const c = image('ami-c', {
    name: 'base-2026-01-02',
    createdAt: now - 400 * day,
    deprecatedAt: now - day,
    lastLaunchedAt: now - day,
  });
  const all = [b, c, a];

  it('go by service, newest first, those without one last', () => {
    assert.deepEqual(groups(all, {}), [
      [{ kind: 'service', service: 'web' }, ['ami-a', 'ami-b']],
      [{ kind: 'service', service: undefined }, ['ami-c']],
    ]);
  });

  it('go by state in the order of an image’s life', () => {
    const failed = image('ami-failed', { state: 'failed' });
    const pending = image('ami-pending', { state: 'pending' });
    const keys = groups([failed, ...all, pending], { grouping: 'state' }).map((group) =>
      JSON.stringify(group),
    );
    assert.deepEqual(
      keys.map((key) => /"state":"(\w+)"/u.exec(key)?.[1]),
      ['pending', 'available', 'deprecated', 'failed'],
    );
  });

  it('go by age', () => {
    assert.deepEqual(
      groups([...all, image('ami-undated')], { grouping: 'age' }).map((group) => JSON.stringify(group)),
      [
        '[{"kind":"age","period":"week"},["ami-a"]]',
        '[{"kind":"age","period":"quarter"},["ami-b"]]',
        '[{"kind":"age","period":"older"},["ami-c"]]',
        '[{"kind":"age","period":"unknown"},["ami-undated"]]',
      ],
    );
  });

  it('are one list when they are grouped by nothing, in each order', () => {
    const order = (sorting: ArrangementChoice['sorting']): unknown => {
      const [group] = groups(all, { grouping: 'none', sorting }) as [unknown, string[]][];
      return group?.[1];
    };
    assert.deepEqual(order('newest'), ['ami-a', 'ami-b', 'ami-c']);
    assert.deepEqual(order('oldest'), ['ami-c', 'ami-b', 'ami-a']);
    assert.deepEqual(order('name'), ['ami-c', 'ami-a', 'ami-b'], '2 comes before 10');
    assert.deepEqual(order('lastLaunched'), ['ami-c', 'ami-a', 'ami-b']);
  });

  it('count also those that are known only by their number, unless a filter asks about them', () => {
    const region = new RegionImages('us-east-1', new Map([['web', 7]]));
    region.add({ images: [a], unreadable: [] });
    const images = { ...known(), regions: [region] };
    const choice = { filter: noFilter, grouping: 'service', sorting: 'newest' } as const;
    assert.equal(arrange(images, choice, facts)[0]?.count, 8);
    const filter = readImageFilter('web').filter ?? noFilter;
    assert.equal(arrange(images, { ...choice, filter }, facts)[0]?.count, 1);
  });

  it('are every image that passes once, whatever the grouping and order', () => {
    const images = fc.uniqueArray(
      fc.record({
        id: fc.stringMatching(/^ami-[0-9a-f]{8}$/u),
        name: fc.option(fc.string(), { nil: undefined }),
        createdAt: fc.option(fc.nat(now), { nil: undefined }),
        service: fc.option(fc.string(), { nil: undefined }),
      }),
      { selector: ({ id }) => id },
    );
    fc.assert(
      fc.property(
        images,
        fc.constantFrom(...groupings),
        fc.constantFrom(...sortings),
        (made, grouping, sorting) => {
          const built = made.map(({ id, name, createdAt, service }) =>
            image(id, { name, createdAt, tags: service === undefined ? {} : { Service: service } }),
          );
          const arranged = arrange(known(...built), { filter: noFilter, grouping, sorting }, facts);
          const shown = arranged.flatMap((group) =>
            group.key.kind === 'service' && group.key.service === undefined
              ? familiesOf(group).flatMap((family) => family.images)
              : group.images,
          );
          assert.deepEqual(shown.map(({ id }) => id).sort(), built.map(({ id }) => id).sort());
        },
      ),
    );
  });
});

describe('The family of a name', () => {
  it('is the name without what tells one build from another', () => {
    const families: Readonly<Record<string, string | undefined>> = {
      'golden-base-2026-01-03': 'golden-base',
      'golden-base-2026-01-03T10-22-33Z': 'golden-base',
      'legacy-web_v12': 'legacy-web',
      'web-1.2.0-202608220436': 'web',
      'api.server.1.4.2': 'api.server',
      'web-3f9c2ab': 'web',
      'ubuntu-jammy-22.04-amd64-server-20260101': 'ubuntu-jammy-22.04-amd64-server',
      'deadbeef-service': 'deadbeef-service',
      '20260101': undefined,
      '': undefined,
    };
    for (const [name, family] of Object.entries(families)) assert.equal(nameFamilyOf(name), family, name);
    assert.equal(nameFamilyOf(undefined), undefined);
  });

  it('is always the beginning of the name, and its own family', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const family = nameFamilyOf(name);
        if (family === undefined) return;
        assert.ok(name.trim().startsWith(family));
        assert.equal(nameFamilyOf(family), family.trim());
      }),
    );
  });
});
