import assert from 'node:assert/strict';
import type { Environment } from '../../../../src/core/environments/environment.ts';
import { EnvironmentReadError, reasonOf } from '../../../../src/core/environments/readError.ts';
import { countOf, type EnvironmentImages } from '../../../../src/core/images/environmentImages.ts';
import { arrange, type ImageGroup } from '../../../../src/core/images/imageArrangement.ts';
import { noFilter } from '../../../../src/core/images/imageFilter.ts';
import type { Image } from '../../../../src/core/images/image.ts';
import type { ImagePage, ImageReader } from '../../../../src/core/images/imageReader.ts';
import { ImageStore } from '../../../../src/core/images/imageStore.ts';
import { messageOf } from '../../../../src/core/outcome/failure.ts';
import { environment, image } from './builders.ts';

/** What EC2 would answer for a region: its pages, and an error in the place of the next one. */
interface ScriptedRegion {
  readonly pages: readonly (readonly Image[])[];
  readonly error?: Error;
}

/** A reader whose every answer waits until the test lets it come. */
class ScriptedReader implements ImageReader {
  account = '111111111111';
  regions: Record<string, ScriptedRegion> = {};
  sharedIds: readonly string[] = [];
  readonly asked: string[] = [];
  /** Called before each answer. */
  beforeAnswer: (question: string) => Promise<void> = () => Promise.resolve();

  async readAccount(): Promise<string> {
    await this.#ask('account');
    return this.account;
  }

  async *readImages(_: Environment, region: string, signal: AbortSignal): AsyncGenerator<ImagePage, void> {
    const { pages, error } = this.regions[region] ?? { pages: [[]] };
    for (const [index, images] of pages.entries()) {
      await this.#ask(`${region} page ${index + 1}`);
      signal.throwIfAborted();
      yield { images, unreadable: [] };
    }
    if (error !== undefined) {
      await this.#ask(`${region} page ${pages.length + 1}`);
      throw error;
    }
  }

  async readSharedIds(_: Environment, region: string, accounts: readonly string[]): Promise<Set<string>> {
    await this.#ask(`${region} shared with ${accounts.join(' ')}`);
    return new Set(this.sharedIds);
  }

  async readImagesById(_: Environment, region: string, ids: readonly string[]): Promise<ImagePage> {
    await this.#ask(`${region} ${ids.join(' ')}`);
    const images = (this.regions[region]?.pages ?? []).flat();
    return { images: images.filter(({ id }) => ids.includes(id)), unreadable: [] };
  }

  async #ask(question: string): Promise<void> {
    this.asked.push(question);
    await this.beforeAnswer(question);
  }
}

const running = new AbortController().signal;

function storeOf(reader: ImageReader, ...environments: Environment[]): ImageStore {
  const store = new ImageStore({
    reader,
    clock: () => 1000,
    explain: (thrown) => ({
      title: reasonOf(thrown),
      message: messageOf(thrown),
      cause: thrown,
      nextSteps: [],
    }),
  });
  store.setEnvironments(environments);
  return store;
}

function groupsOf(images: EnvironmentImages): ImageGroup[] {
  return arrange(
    images,
    { filter: noFilter, grouping: 'service', sorting: 'newest' },
    { now: 1000, isInUse: () => undefined, isCurrent: () => undefined },
  );
}

function shown(store: ImageStore, id: string): string[] {
  const images = store.get(id);
  assert.ok(images);
  return groupsOf(images).flatMap(({ images: members }) => members.map((each) => each.id));
}

const refused = new EnvironmentReadError('access-denied', 'You are not authorized');

describe('Reading an environment', () => {
  it('asks for nothing before it is wanted, and only once', async () => {
    const reader = new ScriptedReader();
    const store = storeOf(reader, environment('dev'));
    assert.deepEqual(reader.asked, []);
    await Promise.all([store.ensureRead('dev'), store.ensureRead('dev')]);
    await store.ensureRead('dev');
    assert.deepEqual(reader.asked, ['us-east-1 page 1']);
  });

  it('shows the first page before it asks for the next one', async () => {
    const reader = new ScriptedReader();
    reader.regions['us-east-1'] = { pages: [[image('ami-1')], [image('ami-2')], [image('ami-3')]] };
    const store = storeOf(reader, environment('dev'));
    const shownAt: Record<string, string[]> = {};
    reader.beforeAnswer = (question) => {
      shownAt[question] = shown(store, 'dev');
      return Promise.resolve();
    };
    await store.ensureRead('dev');
    assert.deepEqual(shownAt['us-east-1 page 2'], ['ami-1']);
    assert.deepEqual(shownAt['us-east-1 page 3'], ['ami-1', 'ami-2']);
    assert.deepEqual(shown(store, 'dev'), ['ami-1', 'ami-2', 'ami-3']);
  });

  it('marks the images that the accounts of other environments may launch, also when they are read again', async () => {
    const reader = new ScriptedReader();
    reader.regions['us-east-1'] = { pages: [[image('ami-1')], [image('ami-2')]] };
    reader.sharedIds = ['ami-2', 'ami-gone'];
    const prod = { ...environment('prod'), accountId: '222222222222' };
    const store = storeOf(reader, { ...environment('dev'), accountId: '111111111111' }, prod);
    await store.ensureRead('dev');
    assert.equal(reader.asked.at(-1), 'us-east-1 shared with 222222222222');
    const marked = (): string[] =>
      groupsOf(store.get('dev') ?? assert.fail()).flatMap(({ images }) =>
        images.filter(({ isShared }) => isShared).map(({ id }) => id),
      );
    assert.deepEqual(marked(), ['ami-2']);
    await store.refreshImages('dev', ['ami-1', 'ami-2'], running);
    assert.deepEqual(marked(), ['ami-2']);
  });

  it('says when it was read', async () => {
    const store = storeOf(new ScriptedReader(), environment('dev'));
    assert.deepEqual(store.get('dev')?.status, { kind: 'unread' });
    const reading = store.ensureRead('dev');
    assert.deepEqual(store.get('dev')?.status, { kind: 'reading' });
    await reading;
    assert.deepEqual(store.get('dev')?.status, { kind: 'read', at: 1000 });
  });

  it('without a region fails and says so', async () => {
    const store = storeOf(new ScriptedReader(), { ...environment('dev'), regions: [] });
    const outcome = await store.ensureRead('dev');
    assert.ok(outcome.kind === 'failed');
    assert.equal(outcome.failure.title, 'no-region');
  });

  it('that fails in one region keeps the images of the other', async () => {
    const reader = new ScriptedReader();
    reader.regions = {
      'us-east-1': { pages: [[image('ami-1')]] },
      'eu-west-1': { pages: [[image('ami-2', { region: 'eu-west-1' })]], error: refused },
    };
    const store = storeOf(reader, { ...environment('dev'), regions: ['us-east-1', 'eu-west-1'] });
    await store.ensureRead('dev');
    assert.deepEqual(shown(store, 'dev').sort(), ['ami-1', 'ami-2']);
    const status = store.get('dev')?.status;
    assert.ok(status?.kind === 'failed');
    assert.deepEqual(
      status.failures.map(({ region, failure }) => [region, failure.message]),
      [['eu-west-1', 'You are not authorized']],
    );
  });

  it('that fails hides no other environment', async () => {
    const reader = new ScriptedReader();
    reader.regions = {
      'us-east-1': { pages: [[image('ami-1')]] },
      'eu-west-1': { pages: [], error: refused },
    };
    const store = storeOf(reader, environment('dev'), { ...environment('prod'), regions: ['eu-west-1'] });
    const [dev, prod] = await Promise.all([store.ensureRead('dev'), store.ensureRead('prod')]);
    assert.equal(dev.kind, 'done');
    assert.equal(prod.kind, 'failed');
    assert.deepEqual(shown(store, 'dev'), ['ami-1']);
  });
});

describe('An environment that names its account', () => {
  const asserted = { ...environment('prod'), accountId: '222222222222' };

  it('tells of other environments, and not of the same ones once more', () => {
    const store = storeOf(new ScriptedReader(), environment('dev'), environment('prod'));
    let told = 0;
    store.onDidChange(() => (told += 1));
    store.setEnvironments([environment('dev'), environment('prod')]);
    assert.equal(told, 0);
    store.setEnvironments([environment('prod'), environment('dev')]);
    assert.equal(told, 1);
    store.setEnvironments([environment('prod'), { ...environment('dev'), accountId: '111111111111' }]);
    assert.equal(told, 2);
    store.setEnvironments([environment('prod')]);
    assert.equal(told, 3);
  });

  it('shows what was kept of it, but nothing of a time that is yet to come', () => {
    const region = { region: 'us-east-1', images: [image('ami-1')], older: new Map() };
    for (const [readAt, count] of [
      [1000, 1],
      [1001, 0],
    ] as const) {
      const store = storeOf(new ScriptedReader(), environment('dev'));
      store.restore('dev', { readAt, regions: [region] });
      const known = store.get('dev');
      assert.equal(known === undefined ? undefined : countOf(known), count);
    }
  });

  it('asks whether a region is enabled that refuses credentials which another region takes', async () => {
    const invalid = new EnvironmentReadError('invalid-credentials', 'AWS was not able to validate them.');
    const regions = ['us-east-1', 'af-south-1'];
    const failuresOf = async (us: ScriptedRegion): Promise<string[]> => {
      const reader = new ScriptedReader();
      reader.regions = { 'us-east-1': us, 'af-south-1': { pages: [], error: invalid } };
      const store = storeOf(reader, { ...environment('dev'), regions });
      await store.ensureRead('dev');
      const status = store.get('dev')?.status;
      return status?.kind === 'failed'
        ? status.failures.map(({ failure }) => `${failure.title}: ${failure.message}`)
        : [];
    };
    assert.deepEqual(await failuresOf({ pages: [[image('ami-1')]] }), [
      'access-denied: AWS was not able to validate them. Other regions take them: is af-south-1 enabled for this account?',
    ]);
    const refusal = 'invalid-credentials: AWS was not able to validate them.';
    assert.deepEqual(await failuresOf({ pages: [], error: invalid }), [refusal, refusal]);
  });

  it('is read when the credentials belong to it', async () => {
    const reader = new ScriptedReader();
    reader.account = '222222222222';
    await storeOf(reader, asserted).ensureRead('prod');
    assert.deepEqual(reader.asked, ['account', 'us-east-1 page 1']);
  });

  it('is not read at all when they belong to another, and both accounts are named', async () => {
    const reader = new ScriptedReader();
    const outcome = await storeOf(reader, asserted).ensureRead('prod');
    assert.ok(outcome.kind === 'failed');
    assert.equal(outcome.failure.title, 'wrong-account');
    assert.match(outcome.failure.message, /111111111111.*222222222222/u);
    assert.deepEqual(reader.asked, ['account']);
  });
});

describe('A refresh', () => {
  it('keeps showing what was there until everything new has come', async () => {
    const reader = new ScriptedReader();
    reader.regions['us-east-1'] = { pages: [[image('ami-1')], [image('ami-2')]] };
    const store = storeOf(reader, environment('dev'));
    await store.ensureRead('dev');
    reader.regions['us-east-1'] = { pages: [[image('ami-3')], [image('ami-4')]] };
    const during: string[][] = [];
    reader.beforeAnswer = () => {
      during.push(shown(store, 'dev'));
      return Promise.resolve();
    };
    await store.refresh('dev', running);
    assert.deepEqual(during, [
      ['ami-1', 'ami-2'],
      ['ami-1', 'ami-2'],
    ]);
    assert.deepEqual(shown(store, 'dev'), ['ami-3', 'ami-4']);
  });

  it('that fails takes nothing away', async () => {
    const reader = new ScriptedReader();
    reader.regions['us-east-1'] = { pages: [[image('ami-1')]] };
    const store = storeOf(reader, environment('dev'));
    await store.ensureRead('dev');
    reader.regions['us-east-1'] = { pages: [[image('ami-2')]], error: refused };
    assert.equal((await store.refresh('dev', running)).kind, 'failed');
    assert.deepEqual(shown(store, 'dev'), ['ami-1']);
    assert.equal(store.get('dev')?.status.kind, 'failed');
  });

  it('that is stopped is cancelled and takes nothing away', async () => {
    const reader = new ScriptedReader();
    reader.regions['us-east-1'] = { pages: [[image('ami-1')]] };
    const store = storeOf(reader, environment('dev'));
    await store.ensureRead('dev');
    const controller = new AbortController();
    reader.beforeAnswer = () => {
      controller.abort();
      return Promise.resolve();
    };
    assert.equal((await store.refresh('dev', controller.signal)).kind, 'cancelled');
    assert.deepEqual(shown(store, 'dev'), ['ami-1']);
    assert.deepEqual(store.get('dev')?.status, { kind: 'read', at: 1000 });
  });

  it('takes over from a reading that is under way', async () => {
    const reader = new ScriptedReader();
    reader.regions['us-east-1'] = { pages: [[image('ami-old')]] };
    const store = storeOf(reader, environment('dev'));
    const first = store.ensureRead('dev');
    reader.regions['us-east-1'] = { pages: [[image('ami-new')]] };
    const second = store.refresh('dev', running);
    assert.equal((await first).kind, 'cancelled');
    assert.equal((await second).kind, 'done');
    assert.deepEqual(shown(store, 'dev'), ['ami-new']);
  });

  it('mends an environment that could not be read', async () => {
    const reader = new ScriptedReader();
    reader.regions['us-east-1'] = { pages: [], error: refused };
    const store = storeOf(reader, environment('dev'));
    await store.ensureRead('dev');
    reader.regions['us-east-1'] = { pages: [[image('ami-1')]] };
    await store.refresh('dev', running);
    assert.deepEqual(store.get('dev')?.status, { kind: 'read', at: 1000 });
    assert.deepEqual(shown(store, 'dev'), ['ami-1']);
  });
});

describe('Stopping a first reading', () => {
  it('keeps the pages that came and says that there may be more', async () => {
    const reader = new ScriptedReader();
    reader.regions['us-east-1'] = { pages: [[image('ami-1')], [image('ami-2')]] };
    const store = storeOf(reader, environment('dev'));
    reader.beforeAnswer = (question) => {
      if (question === 'us-east-1 page 2') store.stop('dev');
      return Promise.resolve();
    };
    assert.equal((await store.ensureRead('dev')).kind, 'cancelled');
    assert.deepEqual(shown(store, 'dev'), ['ami-1']);
    assert.deepEqual(store.get('dev')?.status, { kind: 'stopped' });
  });
});

describe('When the environments change', () => {
  it('those that are defined as before keep their images', async () => {
    const reader = new ScriptedReader();
    reader.regions['us-east-1'] = { pages: [[image('ami-1')]] };
    const store = storeOf(reader, environment('dev'));
    await store.ensureRead('dev');
    store.setEnvironments([environment('prod'), environment('dev')]);
    assert.deepEqual(shown(store, 'dev'), ['ami-1']);
    assert.deepEqual(
      store.all.map((each) => each.environment.name),
      ['prod', 'dev'],
    );
  });

  it('those that are defined otherwise are unread, so that no image shows under the wrong account', async () => {
    const reader = new ScriptedReader();
    reader.regions['us-east-1'] = { pages: [[image('ami-1')]] };
    const store = storeOf(reader, environment('dev'));
    await store.ensureRead('dev');
    store.setEnvironments([{ ...environment('dev'), profile: 'another' }]);
    assert.deepEqual(shown(store, 'dev'), []);
    assert.deepEqual(store.get('dev')?.status, { kind: 'unread' });
  });

  it('the reading of one that is gone stops', async () => {
    const reader = new ScriptedReader();
    reader.regions['us-east-1'] = { pages: [[image('ami-1')], [image('ami-2')]] };
    const store = storeOf(reader, environment('dev'));
    const reading = store.ensureRead('dev');
    store.setEnvironments([]);
    assert.equal((await reading).kind, 'cancelled');
    assert.deepEqual(store.all, []);
  });
});

describe('What is shown', () => {
  it('counts every image once, by service, those without a service last', async () => {
    const reader = new ScriptedReader();
    reader.regions['us-east-1'] = {
      pages: [
        [
          image('ami-1', { tags: { Service: 'web' } }),
          image('ami-2'),
          image('ami-3', { tags: { Service: ' ' } }),
        ],
        [image('ami-4', { tags: { Service: 'api' } }), image('ami-5', { tags: { Service: 'web' } })],
      ],
    };
    const store = storeOf(reader, environment('dev'));
    await store.ensureRead('dev');
    const images = store.get('dev');
    assert.ok(images);
    assert.equal(countOf(images), 5);
    assert.deepEqual(
      groupsOf(images).map(({ key, count }) => ({ ...key, count })),
      [
        { kind: 'service', service: 'api', count: 1 },
        { kind: 'service', service: 'web', count: 2 },
        { kind: 'service', service: undefined, count: 2 },
      ],
    );
  });
});

describe('Reading images again that were changed', () => {
  const tagged = (id: string, owner: string): Image => image(id, { tags: { Owner: owner } });
  const ownersIn = (store: ImageStore): (string | undefined)[] =>
    (store.get('dev')?.regions ?? []).flatMap((region) =>
      [...region.images].map(({ tags }) => tags.get('Owner')),
    );

  it('asks for those only, shows them as they are now, and leaves the others', async () => {
    const reader = new ScriptedReader();
    reader.regions['us-east-1'] = {
      pages: [[tagged('ami-1', 'a'), tagged('ami-2', 'a'), tagged('ami-3', 'a')]],
    };
    const store = storeOf(reader, environment('dev'));
    await store.ensureRead('dev');
    reader.regions['us-east-1'] = { pages: [[tagged('ami-1', 'b'), tagged('ami-2', 'b')]] };
    let changes = 0;
    store.onDidChange(() => (changes += 1));
    const outcome = await store.refreshImages('dev', ['ami-2', 'ami-3', 'ami-9'], running);
    assert.equal(outcome.kind, 'done');
    assert.deepEqual(reader.asked, ['us-east-1 page 1', 'us-east-1 ami-2 ami-3']);
    assert.deepEqual(ownersIn(store), ['a', 'b']);
    assert.equal(changes, 1);
  });

  it('starts over with a reading that is under way, which may have seen them before', async () => {
    const reader = new ScriptedReader();
    reader.regions['us-east-1'] = { pages: [[tagged('ami-1', 'a')], [tagged('ami-2', 'a')]] };
    const store = storeOf(reader, environment('dev'));
    let again: Promise<unknown> | undefined;
    reader.beforeAnswer = (question) => {
      if (question === 'us-east-1 page 2' && again === undefined) {
        reader.regions['us-east-1'] = { pages: [[tagged('ami-1', 'b')], [tagged('ami-2', 'a')]] };
        again = store.refreshImages('dev', ['ami-1'], running);
      }
      return Promise.resolve();
    };
    await store.ensureRead('dev');
    await again;
    assert.deepEqual(ownersIn(store), ['b', 'a']);
  });

  it('reads the pending ones of a region, and leaves the other regions alone', async () => {
    const reader = new ScriptedReader();
    const regions = ['us-east-1', 'eu-west-1'];
    for (const region of regions) {
      reader.regions[region] = { pages: [[image('ami-1', { region, state: 'pending' })]] };
    }
    const store = storeOf(reader, { ...environment('dev'), regions });
    await store.ensureRead('dev');
    for (const region of regions) reader.regions[region] = { pages: [[image('ami-1', { region })]] };
    assert.equal((await store.refreshPending('dev', 'eu-west-1', running)).kind, 'done');
    assert.deepEqual(
      store.get('dev')?.regions.map(({ pendingIds }) => pendingIds),
      [['ami-1'], []],
    );
  });
});
