import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Image } from '../../../../src/core/images/image.ts';
import { ImageIndex } from '../../../../src/core/images/imageIndex.ts';
import { environment, image, imagesOfRegions } from './builders.ts';

function indexOf(...images: readonly Image[]): ImageIndex {
  const index = new ImageIndex();
  index.update([imagesOfRegions(environment('dev'), { 'us-east-1': images })]);
  return index;
}

function idsFor(index: ImageIndex, query: string, limit?: number): string[] {
  return index.search(query, limit).images.map((target) => target.image.id);
}

describe('Searching images', () => {
  const web = image('ami-0aaaaaaaaaaaaaaa1', {
    name: 'web-1.4.2-20261101',
    createdAt: 3,
    tags: { Service: 'web', Version: '1.4.2', Owner: 'Team Größe' },
  });
  const worker = image('ami-0aaaaaaaaaaaaaaa2', {
    name: 'worker-2.0-20261103',
    createdAt: 2,
    tags: { Service: 'worker', Version: '2.0', Base: 'web' },
  });
  const bare = image('ami-0bbbbbbb', { createdAt: 1 });
  const index = indexOf(bare, worker, web);

  it('finds an image by its id, the start of its id, its name, and any of its tag values', () => {
    assert.deepEqual(idsFor(index, 'ami-0bbbbbbb'), [bare.id]);
    assert.deepEqual(idsFor(index, 'ami-0aa'), [web.id, worker.id]);
    assert.deepEqual(idsFor(index, 'worker-2.0'), [worker.id]);
    assert.deepEqual(idsFor(index, 'größe'), [web.id]);
  });

  it('takes upper and lower case for the same', () => {
    assert.deepEqual(idsFor(index, 'AMI-0BBBBBBB'), [bare.id]);
    assert.deepEqual(idsFor(index, 'TEAM GRÖSSE'), []);
    assert.deepEqual(idsFor(index, 'team GRÖßE'), [web.id]);
  });

  it('asks for every word, in any order and any place', () => {
    assert.deepEqual(idsFor(index, '1.4 web'), [web.id]);
    assert.deepEqual(idsFor(index, '  web   2.0 '), [worker.id]);
    assert.deepEqual(idsFor(index, 'web 3.0'), []);
  });

  it('gives all images, the newest first, where nothing is asked', () => {
    assert.deepEqual(idsFor(index, ' '), [web.id, worker.id, bare.id]);
  });

  it('puts the better match first, and the newest first among equals', () => {
    const images = [
      image('ami-0000000a', { createdAt: 9, tags: { note: 'xami-0000000bx' } }),
      image('ami-0000000c', { createdAt: 8, tags: { note: 'see ami-0000000b' } }),
      image('ami-0000000d', { createdAt: 6, name: 'ami-0000000b copy' }),
      image('ami-0000000e', { createdAt: 7, name: 'AMI-0000000B copy' }),
      image('ami-0000000b1', { createdAt: 5 }),
      image('ami-0000000b', { createdAt: 1 }),
    ];
    assert.deepEqual(idsFor(indexOf(...images), 'ami-0000000b'), [
      'ami-0000000b',
      'ami-0000000b1',
      'ami-0000000e',
      'ami-0000000d',
      'ami-0000000c',
      'ami-0000000a',
    ]);
  });

  it('knows a name of several words by its start', () => {
    const images = [
      image('ami-0000000a', { createdAt: 2, name: 'old golden image' }),
      image('ami-0000000b', { createdAt: 1, name: 'Golden Image' }),
    ];
    assert.deepEqual(idsFor(indexOf(...images), 'golden image'), ['ami-0000000b', 'ami-0000000a']);
  });

  it('gives as many as asked for, 200 unless told, and counts all that match', () => {
    const many = indexOf(
      ...Array.from({ length: 300 }, (_, at) =>
        image(`ami-${String(at).padStart(8, '0')}`, { createdAt: at, name: at % 3 === 0 ? 'web' : 'xweb' }),
      ),
    );
    const usual = many.search('web');
    assert.equal(usual.images.length, 200);
    assert.equal(usual.count, 300);
    assert.deepEqual(idsFor(many, 'web', 2), ['ami-00000297', 'ami-00000294']);
  });

  it('goes over all environments, and knows only what is there now', () => {
    const search = new ImageIndex();
    const dev = imagesOfRegions(environment('dev'), { 'us-east-1': [web] });
    const prod = imagesOfRegions(environment('prod'), { 'us-east-1': [web], 'eu-west-1': [bare] });
    search.update([dev, prod]);
    const environments = search.search('web').images.map((target) => target.environment.name);
    assert.deepEqual(environments, ['dev', 'prod']);
    search.update([dev]);
    assert.deepEqual(search.search(''), { images: [{ environment: dev.environment, image: web }], count: 1 });
  });

  it('finds exactly the images in which every word is, whatever they are called', () => {
    const letters = fc.stringMatching(/^[abAB1. -]{0,6}$/u);
    const images = fc.uniqueArray(
      fc.record({
        id: fc.stringMatching(/^ami-[0-9a-f]{8}$/u),
        name: fc.option(letters, { nil: undefined }),
        createdAt: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
        tags: fc.dictionary(letters, letters, { maxKeys: 2 }),
      }),
      { selector: ({ id }) => id, maxLength: 8 },
    );
    fc.assert(
      fc.property(images, letters, fc.integer({ min: 0, max: 4 }), (facts, query, limit) => {
        const all = facts.map(({ id, ...rest }) => image(id, rest));
        const words = query.toLowerCase().split(' ').filter(Boolean);
        const expected = all.filter(({ id, name, tags }) =>
          words.every((word) =>
            [id, name ?? '', ...tags.values()].some((text) => text.toLowerCase().includes(word)),
          ),
        );
        const complete = indexOf(...all).search(query);
        const sorted = (ids: readonly string[]): string[] => [...ids].sort();
        assert.equal(complete.count, expected.length);
        assert.deepEqual(
          sorted(complete.images.map((target) => target.image.id)),
          sorted(expected.map(({ id }) => id)),
        );
        assert.deepEqual(indexOf(...all).search(query, limit), {
          images: complete.images.slice(0, limit),
          count: complete.count,
        });
      }),
    );
  });
});
