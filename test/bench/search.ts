import { toImagePage } from '../../src/aws/images.ts';
import { defaultTagNames, type Environment } from '../../src/core/environments/environment.ts';
import type { EnvironmentImages } from '../../src/core/images/environmentImages.ts';
import { ImageIndex } from '../../src/core/images/imageIndex.ts';
import { RegionImages } from '../../src/core/images/regionImages.ts';
import { sampleWorld } from '../../src/localcloud/sample/sampleWorld.ts';
import { type BenchRow, limitRow, median } from './row.ts';

const size = 50_000;

/** As they are typed: nothing, one letter, words that match nearly all, some and no images. */
const queries = [
  '',
  'a',
  'ami-0',
  'web',
  'web 1.4',
  'api-gateway 12.3.1 false',
  'ami-0123456789abcdef0',
  'zzz',
];

/** How long searching all images takes at one key stroke, and taking over what was read before the first one. */
export function measureSearch(): Promise<BenchRow[]> {
  const all = sampleImages();
  const index = new ImageIndex();
  const takeOver = timeOf(() => {
    index.update(all);
  });
  const slowest = queries.map((query) =>
    median(Array.from({ length: 21 }, () => timeOf(() => index.search(query)))),
  );
  return Promise.resolve([
    limitRow(`search/key-stroke/${size}`, Math.max(...slowest), 'ms', 30),
    limitRow(`search/take-over/${size}`, takeOver, 'ms', 500),
  ]);
}

/** The sample world as it is after reading: three environments of two regions each. */
function sampleImages(): EnvironmentImages[] {
  const world = sampleWorld({ images: size, seed: 1, now: Date.UTC(2026, 10, 24), concentrate: false });
  return world.profiles.map(({ name, account }) => ({
    environment: environmentOf(name, world.regions),
    status: { kind: 'read', at: 0 },
    knownSince: 0,
    regions: [...(world.accounts.get(account) ?? [])].map(([region, { images }]) => {
      const read = new RegionImages(region);
      read.add(toImagePage(images, region));
      return read;
    }),
    refreshing: [],
  }));
}

function environmentOf(name: string, regions: readonly string[]): Environment {
  return {
    id: name,
    name,
    profile: name,
    regions,
    roleArn: undefined,
    endpoint: undefined,
    accountId: undefined,
    tagNames: defaultTagNames,
    packerVariables: {},
    source: { kind: 'profile' },
  };
}

/** Milliseconds of this process's own time: nothing else runs in it, and what else the machine does counts for nothing. */
function timeOf(act: () => void): number {
  const start = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
