import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EnvironmentImages } from '../../../../src/core/images/environmentImages.ts';
import type { Image } from '../../../../src/core/images/image.ts';
import { decodeKnownImages, encodeKnownImages, keptOf } from '../../../../src/core/images/knownImages.ts';
import { RegionImages } from '../../../../src/core/images/regionImages.ts';
import { environment, image, imagesOfRegions } from './builders.ts';

function read(images: readonly Image[]): EnvironmentImages {
  const inOne = imagesOfRegions(environment('dev'), { 'us-east-1': images }, { kind: 'read', at: 5000 });
  return { ...inOne, knownSince: 5000 };
}

describe('What is kept of an environment for the next window', () => {
  it('is what was read, and when', () => {
    const disk = {
      deviceName: '/dev/sda1',
      snapshotId: 'snap-1',
      size: 8,
      volumeType: 'gp3',
      isEncrypted: true,
    };
    const images = [
      image('ami-1', { name: 'web', createdAt: 2, disks: [disk], tags: { Service: 'web', __proto__x: 'y' } }),
      image('ami-2', { createdAt: 1, state: 'failed', stateReason: 'no key' }),
    ];
    const kept = keptOf(read(images));
    assert.ok(kept);
    const known = decodeKnownImages(encodeKnownImages(kept));
    assert.equal(known?.readAt, 5000);
    assert.deepEqual(known.regions, [{ region: 'us-east-1', images, older: new Map() }]);
  });

  it('is the newest images of each service, and how many more there are', () => {
    const images = Array.from({ length: 70 }, (_, index) =>
      image(`ami-${index}`, { createdAt: index, tags: index % 7 === 0 ? {} : { Service: 'web' } }),
    );
    const [region] = keptOf(read(images))?.regions ?? [];
    assert.ok(region);
    assert.equal(region.images.length, 60);
    assert.deepEqual(region.older, new Map([['web', 10]]));
    assert.ok(region.images.some(({ id }) => id === 'ami-69'));
    assert.ok(!region.images.some(({ id }) => id === 'ami-1'));
  });

  it('never exceeds its bound, and no image is lost from the count', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 6000 }), (services, count) => {
        const images = Array.from({ length: count }, (_, index) =>
          image(`ami-${index}`, { createdAt: index, tags: { Service: `s${index % services}` } }),
        );
        const [region] = keptOf(read(images))?.regions ?? [];
        assert.ok(region);
        assert.ok(region.images.length <= 2000);
        assert.equal(RegionImages.restored(region).count, count);
      }),
      { numRuns: 20 },
    );
  });

  it('has the newest image of every service of every region, however full the regions before it are', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ services: fc.integer({ min: 1, max: 45 }), each: fc.integer({ min: 1, max: 60 }) }),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        (extents) => {
          const regions = extents.map(({ services, each }, index) => {
            const region = `r${index}`;
            const images = Array.from({ length: services * each }, (_, of) =>
              image(`ami-${of}`, { region, createdAt: of, tags: { Service: `s${of % services}` } }),
            );
            return { region, services, each, images };
          });
          const known = imagesOfRegions(
            environment('dev'),
            Object.fromEntries(regions.map(({ region, images }) => [region, images])),
          );
          const kept = keptOf(known)?.regions ?? [];
          assert.ok(kept.reduce((sum, { images }) => sum + images.length, 0) <= 2000);
          const counts = kept.flatMap(({ images }, index) => {
            const { services = 0, each = 0 } = regions[index] ?? {};
            return Array.from({ length: services }, (_, service) => {
              const ids = images
                .filter(({ tags }) => tags.get('Service') === `s${service}`)
                .map(({ id }) => id);
              const newest = Array.from(
                { length: ids.length },
                (__, of) => `ami-${(each - 1 - of) * services + service}`,
              );
              assert.deepEqual(ids, newest);
              return { count: ids.length, most: Math.min(each, 50) };
            });
          });
          const fewest = Math.min(
            ...counts.filter(({ count, most }) => count < most).map(({ count }) => count),
          );
          assert.ok(counts.every(({ count }) => count >= 1 && count <= fewest + 1));
        },
      ),
      { numRuns: 20 },
    );
  });

  it('is nothing where the reading did not end well', () => {
    assert.equal(keptOf({ ...read([image('ami-1')]), status: { kind: 'stopped' } }), undefined);
  });

  it('cannot be used when the text is anything else', () => {
    const kept = keptOf(read([image('ami-1')]));
    assert.ok(kept);
    const text = encodeKnownImages(kept);
    for (const damaged of ['', '{}', text.slice(0, -5), text.replace('"version":1', '"version":0'), '[]']) {
      assert.equal(decodeKnownImages(damaged), undefined);
    }
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.equal(decodeKnownImages(JSON.stringify(value)), undefined);
      }),
    );
  });

  it('cannot be used when a time is none, or fewer than no images are older', () => {
    const times = ['createdAt', 'deprecatedAt', 'lastLaunchedAt'] as const;
    const decodedWith = (number: number): unknown[] => [
      ...times.map((time) => {
        const region = {
          region: 'us-east-1',
          images: [image('ami-1', { [time]: number })],
          older: new Map(),
        };
        return decodeKnownImages(encodeKnownImages({ readAt: 5000, regions: [region] }));
      }),
      decodeKnownImages(encodeKnownImages({ readAt: number, regions: [] })),
    ];
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const isTime = !Number.isNaN(new Date(number).getTime());
        for (const decoded of decodedWith(number)) assert.equal(decoded !== undefined, isTime);
      }),
      { examples: [[8.64e15], [-8.64e15], [8.64e15 + 1], [-8.64e15 - 1]] },
    );
    for (const older of [-1, 0.5, 1e300]) {
      const region = { region: 'us-east-1', images: [], older: new Map([['web', older]]) };
      assert.equal(decodeKnownImages(encodeKnownImages({ readAt: 5000, regions: [region] })), undefined);
    }
  });
});
