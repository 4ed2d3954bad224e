import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultCleanupPolicy } from '../../../../src/core/cleanup/cleanupPolicy.ts';
import { judgeImage } from '../../../../src/core/cleanup/judgeImage.ts';
import { known } from '../../../../src/core/cleanup/known.ts';
import { type CleanupServices, readCleanup } from '../../../../src/core/cleanup/readCleanup.ts';
import type { Environment } from '../../../../src/core/environments/environment.ts';
import { EnvironmentReadError } from '../../../../src/core/environments/readError.ts';
import type { Image, ImageDisk } from '../../../../src/core/images/image.ts';
import type { InstanceFact, ReferenceSource } from '../../../../src/core/references/facts.ts';
import { environment, image, sharedWithNobody } from '../images/builders.ts';
import type { CleanupSnapshot } from '../../../../src/core/cleanup/snapshotReader.ts';
import { day, deletableTags, minute, now } from './evidence.ts';

const accounts: Readonly<Record<string, string>> = { dev: '111111111111', prod: '222222222222' };
const old = (id: string, differences: Parameters<typeof image>[1] = {}): Image =>
  image(id, { name: 'web-1', createdAt: now - 90 * day, tags: deletableTags, ...differences });
const disk = (snapshotId: string): ImageDisk => ({
  deviceName: '/dev/xvda',
  snapshotId,
  size: 8,
  volumeType: 'gp3',
  isEncrypted: false,
});
const snapshot = (snapshotId: string, tags: Readonly<Record<string, string>> = {}): CleanupSnapshot => ({
  snapshotId,
  fullSize: 1,
  volumeId: undefined,
  dataKeyId: undefined,
  tags: new Map(Object.entries(tags)),
});
const instance = (imageId: string): InstanceFact => ({
  instanceId: 'i-1',
  name: 'web',
  imageId,
  state: 'stopped',
});

/** Two accounts with images and what uses them. */
class World {
  images: Readonly<Record<string, readonly Image[]>> = { dev: [], prod: [] };
  instances: Readonly<Record<string, readonly InstanceFact[]>> = {};
  retention = defaultCleanupPolicy.recycleBin;
  snapshots: readonly CleanupSnapshot[] = [];
  tellsOfKept = true;
  /** Ids of the images that were told of. */
  told: readonly string[] = [];
  readonly calls: string[] = [];
  /** Called at each read; may throw. */
  onCall: (what: string) => void = () => undefined;

  /** Ids of the images that may be deleted. */
  async deletable(elsewhere = new Map<string, { source: string; what: string }[]>()): Promise<string[]> {
    const { accounts: found } = await readCleanup(
      {
        environments: [environment('dev'), environment('prod')],
        policy: defaultCleanupPolicy,
        elsewhere,
        disabledByUs: new Set(),
        tellsOfKept: this.tellsOfKept,
      },
      this.#services(),
      new AbortController().signal,
    );
    this.told = found.flatMap(({ images }) => images.map((evidence) => evidence.image.id));
    return found.flatMap(({ images }) =>
      images
        .filter((evidence) => judgeImage(evidence, defaultCleanupPolicy, now).kind === 'delete')
        .map((evidence) => evidence.image.id),
    );
  }

  #services(): CleanupServices {
    const places = Object.values(accounts).map((account) => ({
      account,
      region: 'us-east-1',
      images: 1,
      instances: 1,
      references: 1,
    }));
    const record = {
      runId: 'r',
      startedAt: now - 2 * minute,
      finishedAt: now - minute,
      wholeSince: now - 30 * day,
      places,
    };
    return {
      imageReader: {
        readAccount: async ({ name }) => this.#call(`account ${name}`, accounts[name] ?? ''),
        readImages: (of) => this.#pages(of),
      },
      referenceReader: { readFacts: (source, of) => this.#facts(source, of) },
      permissionReader: {
        readLaunchPermissions: (_, __, id) => this.#call(`permissions ${id}`, sharedWithNobody),
      },
      binReader: {
        readRules: ({ name }) =>
          this.#call(
            `rules ${name}`,
            (['image', 'snapshot'] as const).map((retains) => ({
              retains,
              retention: this.retention,
              tags: [],
              excludedTags: [{ key: 'Volatile', value: undefined }],
            })),
          ),
      },
      snapshotReader: {
        readSnapshots: ({ name }, _, ids) =>
          this.#call(
            `snapshots ${name}`,
            this.snapshots.filter(({ snapshotId }) => ids.includes(snapshotId)),
          ),
      },
      records: { read: () => this.#call('record', known(record)) },
      clock: () => now,
    };
  }

  async #call<T>(what: string, answer: T): Promise<T> {
    await Promise.resolve();
    this.calls.push(what);
    this.onCall(what);
    return answer;
  }

  async *#pages({ name }: Environment): AsyncGenerator<{ images: readonly Image[]; unreadable: [] }> {
    const ownerId = accounts[name];
    const images = (this.images[name] ?? []).map((each) => ({ ...each, ownerId }));
    yield await this.#call(`images ${name}`, { images, unreadable: [] });
  }

  async *#facts(
    source: ReferenceSource,
    { name }: Environment,
  ): AsyncGenerator<{ facts: never[]; unreadable: [] }> {
    const facts = source === 'instances' ? (this.instances[name] ?? []) : [];
    // The generic reader gives facts of the source that it is asked for.
    yield await this.#call(`${source} ${name}`, { facts: facts as never[], unreadable: [] });
  }
}

describe('Reading what a cleanup goes by', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
    const newest = { createdAt: now - 60 * day };
    world.images = { dev: [old('a'), old('b'), old('n', newest)], prod: [old('c'), old('m', newest)] };
  });

  it('finds what nothing speaks for, in each account', async () => {
    assert.deepEqual(await world.deletable(), ['a', 'b', 'c']);
  });

  it('keeps an image of one account that is used in another, or named by a file of the workspace', async () => {
    world.instances = { prod: [instance('a')] };
    const files = new Map([['c', [{ source: 'workspaceFile', what: 'main.tf:3' }]]]);
    assert.deepEqual(await world.deletable(files), ['b']);
  });

  it('asks one call for an image only of those that nothing else keeps', async () => {
    world.instances = { dev: [instance('a')] };
    await world.deletable();
    const single = world.calls.filter((call) => call.startsWith('permissions '));
    assert.deepEqual(single.sort(), ['permissions b', 'permissions c']);
  });

  it('keeps what the recycle bin would not', async () => {
    world.retention = day;
    assert.deepEqual(await world.deletable(), []);
  });

  it('keeps an image with a snapshot that the recycle bin would not keep, or that is not there', async () => {
    const withDisk = (id: string): Image => old(id, { disks: [disk(`snap-${id}`)] });
    world.images = {
      ...world.images,
      dev: [withDisk('a'), withDisk('b'), withDisk('d'), old('n', { createdAt: now - 60 * day })],
    };
    world.snapshots = [snapshot('snap-a'), snapshot('snap-b', { Volatile: 'yes' })];
    assert.deepEqual(await world.deletable(), ['a', 'c']);
  });

  it('tells of no other image where those alone are asked for that may be deleted', async () => {
    world.instances = { dev: [instance('a')] };
    assert.deepEqual(await world.deletable(), ['b', 'c']);
    assert.deepEqual(world.told, ['a', 'b', 'n', 'c', 'm']);
    world.tellsOfKept = false;
    assert.deepEqual(await world.deletable(), ['b', 'c']);
    assert.deepEqual(world.told, ['b', 'n', 'c', 'm']);
  });

  it('keeps everything that a read may concern which has failed', async () => {
    const every = new World();
    every.images = world.images;
    await every.deletable();
    const failing = [...every.calls];
    await fc.assert(
      fc.asyncProperty(fc.nat(failing.length - 1), async (index) => {
        const failed = failing[index] ?? '';
        const each = new World();
        each.images = world.images;
        each.onCall = (what) => {
          if (what === failed) throw new EnvironmentReadError('other', 'denied');
        };
        const deletable = await each.deletable().catch((thrown: unknown) => {
          assert.equal(failed, 'record');
          assert.match(String(thrown), /denied/u);
          return [];
        });
        const [, own] = /^permissions (.*)$/u.exec(failed) ?? [];
        const [, account] = /^(?:rules|snapshots) (.*)$/u.exec(failed) ?? [];
        const concerned = account === undefined ? ['a', 'b', 'c'] : account === 'dev' ? ['a', 'b'] : ['c'];
        const kept = own === undefined ? concerned : [own];
        assert.deepEqual(
          deletable,
          ['a', 'b', 'c'].filter((id) => !kept.includes(id)),
        );
      }),
      { numRuns: 200 },
    );
  });
});
