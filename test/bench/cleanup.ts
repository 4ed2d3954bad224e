import { createHash } from 'node:crypto';
import { defaultCleanupPolicy } from '../../src/core/cleanup/cleanupPolicy.ts';
import { plannedImageOf, sealPlan } from '../../src/core/cleanup/cleanupPlan.ts';
import { known } from '../../src/core/cleanup/known.ts';
import { previewCleanup } from '../../src/core/cleanup/previewCleanup.ts';
import { type CleanupServices, readCleanup } from '../../src/core/cleanup/readCleanup.ts';
import type { Image } from '../../src/core/images/image.ts';
import type { InstanceFact, ReferenceSource } from '../../src/core/references/facts.ts';
import { environment, image, sharedWithNobody } from '../unit/core/images/builders.ts';
import { day, deletableTags, minute, now } from '../unit/core/cleanup/evidence.ts';
import { comesToTheSameEnd, neverDeletesWhatIsNeeded } from '../unit/core/cleanup/safetyProperties.ts';
import { type BenchRow, limitRow, median, ratioRow } from './row.ts';

const sizes = [1000, 10_000, 100_000] as const;
const account = '111111111111';
const pageSize = 1000;

/** How many random worlds the cleanup is tried in. */
const worlds = 150_000;

/**
 * What making a plan costs once everything was read, for up to 100,000 images and half as many instances; and whether any of many
 * thousand random worlds has an image deleted that must not be.
 */
export async function measureCleanup(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  let perImageOfFewest: number | undefined;
  for (const size of sizes) {
    const rounds: number[] = [];
    for (let round = 0; round < 5; round += 1) rounds.push(await cpuOfPlan(size));
    const cpu = median(rounds);
    perImageOfFewest ??= cpu / size;
    rows.push(
      limitRow(`cleanup/plan/${size}`, cpu, 'ms', 2000),
      ratioRow(`cleanup/plan-per-image/${size}`, (1000 * cpu) / size, 1000 * perImageOfFewest, 'µs', 1.5),
    );
  }
  const start = performance.now();
  const deleted = await neverDeletesWhatIsNeeded(worlds);
  await comesToTheSameEnd(worlds / 3);
  const seconds = (performance.now() - start) / 1000;
  if (deleted < worlds / 20) throw new Error(`Of ${worlds} worlds only ${deleted} had an image deleted.`);
  rows.push(limitRow(`cleanup/random-worlds/${worlds + worlds / 3}`, seconds, 's', 900));
  return rows;
}

/** CPU in milliseconds, without what making the images costs. */
async function cpuOfPlan(size: number): Promise<number> {
  const images = Array.from({ length: size }, (_, index) => imageOf(index));
  const instances = Array.from({ length: size / 2 }, (_, index): InstanceFact => ({
    instanceId: `i-${index}`,
    name: undefined,
    imageId: images[index * 2]?.id ?? '',
    state: 'running',
  }));
  const services = servicesFor(images, instances);
  const before = process.cpuUsage();
  const { accounts, problems } = await readCleanup(
    {
      environments: [environment('dev')],
      policy: defaultCleanupPolicy,
      elsewhere: new Map(),
      disabledByUs: new Set(),
      tellsOfKept: true,
    },
    services,
    new AbortController().signal,
  );
  const [found] = accounts;
  if (found === undefined || problems.length > 0) throw new Error(problems.join('\n'));
  const policy = { ...defaultCleanupPolicy, mostShare: 1 };
  const { next, later } = previewCleanup(found, policy, now);
  sealPlan(
    {
      format: 'ami-bakery-cleanup-plan/1',
      id: 'plan',
      createdAt: now,
      account,
      environment: 'dev',
      inventoryRunId: 'r',
      managed: found.managed,
      images: next.map(plannedImageOf),
    },
    (text) => createHash('sha256').update(text).digest('hex'),
  );
  const { user, system } = process.cpuUsage(before);
  if (next.length + later.length < size / 4)
    throw new Error('Too few may be deleted for this to say anything.');
  return (user + system) / 1000;
}

function imageOf(index: number): Image {
  return image(`ami-${index.toString(16).padStart(17, '0')}`, {
    name: `service-${index % 50}-${index}`,
    createdAt: now - (20 + (index % 500)) * day,
    tags: { ...deletableTags, Service: `service-${index % 50}`, Environment: 'dev', Version: `1.${index}` },
  });
}

function servicesFor(images: readonly Image[], instances: readonly InstanceFact[]): CleanupServices {
  const record = {
    runId: 'r',
    startedAt: now - 2 * minute,
    finishedAt: now - minute,
    wholeSince: now - 30 * day,
    places: [
      {
        account,
        region: 'us-east-1',
        images: images.length,
        instances: instances.length,
        references: instances.length,
      },
    ],
  };
  return {
    imageReader: {
      readAccount: () => Promise.resolve(account),
      readImages: async function* () {
        for (let start = 0; start < images.length; start += pageSize) {
          yield await Promise.resolve({ images: images.slice(start, start + pageSize), unreadable: [] });
        }
      },
    },
    referenceReader: {
      readFacts: async function* (source: ReferenceSource) {
        const facts = source === 'instances' ? instances : [];
        for (let start = 0; start < facts.length; start += pageSize) {
          // The generic reader gives facts of the source that it is asked for.
          yield await Promise.resolve({
            facts: facts.slice(start, start + pageSize) as never[],
            unreadable: [],
          });
        }
      },
    },
    permissionReader: {
      readLaunchPermissions: () => Promise.resolve(sharedWithNobody),
    },
    binReader: {
      readRules: () =>
        Promise.resolve([{ retains: 'image' as const, retention: 30 * day, tags: [], excludedTags: [] }]),
    },
    snapshotReader: { readSnapshots: () => Promise.resolve([]) },
    records: { read: () => Promise.resolve(known(record)) },
    clock: () => now,
  };
}
