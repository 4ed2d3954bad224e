import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultCleanupPolicy } from '../../../../src/core/cleanup/cleanupPolicy.ts';
import {
  ImageChildren,
  ImageStandings,
  type StandingRules,
} from '../../../../src/core/cleanup/imageStandings.ts';
import { defaultTagNames } from '../../../../src/core/environments/environment.ts';
import type { ImageStanding } from '../../../../src/core/cleanup/imageEvidence.ts';
import type { Image } from '../../../../src/core/images/image.ts';
import { image } from '../images/builders.ts';
import { ago, day, now } from './evidence.ts';

const rules = { tagNames: defaultTagNames, policy: defaultCleanupPolicy, now };
/** By id. */
const standingsOf = (
  images: readonly Image[],
  by: StandingRules,
): ReadonlyMap<string, Omit<ImageStanding, 'children'>> => {
  const standings = new ImageStandings(by);
  for (const each of images) standings.add(each);
  return new Map(images.map((each) => [each.id, standings.of(each)]));
};
const idsOf = (
  images: readonly Image[],
  is: 'isInRollbackSet' | 'isNewestOfFamily',
  differences: Partial<typeof rules> = {},
): string[] =>
  [...standingsOf(images, { ...rules, ...differences })].flatMap(([id, standing]) =>
    standing[is] ? [id] : [],
  );
const promoted = (id: string, days: number, tags: Record<string, string> = {}): Image =>
  image(id, { tags: { Service: 'web', Environment: 'prod', PromotedAt: ago(days * day), ...tags } });

describe('The images that a service may be rolled back to', () => {
  it('are those that were promoted last, in each environment', () => {
    const images = [
      promoted('a', 1),
      promoted('b', 30),
      promoted('c', 60),
      promoted('d', 90),
      promoted('e', 400, { Environment: 'dev' }),
      promoted('f', 400, { Service: 'auth' }),
      image('g', { tags: { Service: 'web', Environment: 'prod' } }),
    ];
    assert.deepEqual(idsOf(images, 'isInRollbackSet'), ['a', 'b', 'c', 'e', 'f']);
  });

  it('are all of them where several were promoted at the same time as the last that counts', () => {
    const images = ['a', 'b', 'c', 'd', 'e'].map((id) => promoted(id, 10));
    assert.equal(idsOf(images, 'isInRollbackSet').length, 5);
  });

  it('are those of each architecture, and none that cannot be launched takes the place of one that can', () => {
    const arm = (id: string, days: number): Image => ({ ...promoted(id, days), architecture: 'arm64' });
    const disabled = (id: string): Image => ({ ...promoted(id, 0), state: 'disabled' });
    const images = [
      ...[
        disabled('x'),
        disabled('y'),
        promoted('a', 1),
        promoted('b', 2),
        promoted('c', 3),
        promoted('d', 4),
      ],
      ...[arm('e', 1), arm('f', 2), arm('g', 3), arm('h', 4)],
    ];
    assert.deepEqual(idsOf(images, 'isInRollbackSet'), ['x', 'y', 'a', 'b', 'c', 'e', 'f', 'g']);
  });

  it('are never fewer than the policy says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 30 }),
        fc.integer({ min: 0, max: 6 }),
        (days, depth) => {
          const images = days.map((each, index) => promoted(`i${index}`, each));
          const policy = { ...defaultCleanupPolicy, rollbackDepth: depth };
          const kept = idsOf(images, 'isInRollbackSet', { policy });
          assert.ok(kept.length >= Math.min(depth, images.length));
          // The current one is never among those that may go.
          assert.ok(kept.length > 0 || images.length === 0);
        },
      ),
    );
  });
});

describe('The newest image of a family', () => {
  it('is that of the service in its environment, else of the name', () => {
    const of = (id: string, days: number, differences: Parameters<typeof image>[1]): Image =>
      image(id, { createdAt: now - days * day, ...differences });
    const web = { tags: { Service: 'web', Environment: 'prod' } };
    const images = [
      of('a', 5, web),
      of('b', 9, web),
      of('h', 6, { ...web, architecture: 'arm64' }),
      of('c', 9, { tags: { Service: 'web', Environment: 'dev' } }),
      of('d', 30, { name: 'golden-2026-01-01' }),
      of('e', 20, { name: 'golden-2026-02-01' }),
      of('f', 99, { name: '2026-02-01' }),
      of('g', 1, { name: 'golden-2026-03-01', region: 'eu-west-1' }),
    ];
    assert.deepEqual(idsOf(images, 'isNewestOfFamily'), ['a', 'h', 'c', 'e', 'f', 'g']);
  });

  it('is not one that cannot be launched, nor one of unknown age in the place of others', () => {
    const named = { name: 'golden-1' };
    const images = [
      image('a', { ...named, createdAt: now, state: 'failed' }),
      image('b', { ...named, createdAt: now - day }),
      image('c', { ...named, createdAt: now - 2 * day }),
      image('d', named),
    ];
    assert.deepEqual(idsOf(images, 'isNewestOfFamily'), ['a', 'b', 'd']);
  });
});

describe('The children of an image', () => {
  it('are those that were made of it, in whichever region, and are there', () => {
    const source = { imageId: 'a', region: undefined, instanceId: undefined };
    const images = [
      image('a'),
      image('b', { source }),
      image('c', { source, state: 'failed' }),
      image('d', { region: 'eu-west-1', source: { ...source, region: 'us-east-1' } }),
      image('e', { region: 'eu-west-1', source }),
      image('f', { source, state: 'disabled' }),
    ];
    const children = new ImageChildren();
    for (const each of images) children.add(each);
    assert.deepEqual(children.of({ region: 'us-east-1', id: 'a' }), ['b', 'd', 'f']);
  });
});
