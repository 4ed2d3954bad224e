import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Environment } from '../../../../src/core/environments/environment.ts';
import { messageOf } from '../../../../src/core/outcome/failure.ts';
import {
  type ReferenceFacts,
  type ReferenceSource,
  referenceSources,
} from '../../../../src/core/references/facts.ts';
import type { FactPage, ReferenceReader } from '../../../../src/core/references/referenceReader.ts';
import { isUse, type Referrer } from '../../../../src/core/references/reference.ts';
import { isAllKnown, ReferenceStore, type Sharing } from '../../../../src/core/references/referenceStore.ts';
import { environment } from '../images/builders.ts';

/** What AWS would answer in each environment: facts by source, and errors in their place. */
class ScriptedReader implements ReferenceReader {
  readonly instances = new Map<string, readonly ReferenceFacts['instances'][]>();
  /** The launch templates of every environment. */
  templates: readonly ReferenceFacts['launchTemplates'][] = [];
  /** The Auto Scaling groups of every environment. */
  groups: readonly ReferenceFacts['autoScalingGroups'][] = [];
  /** By region, of every environment. */
  readonly parameters = new Map<string, readonly ReferenceFacts['parameters'][]>();
  readonly unreadable = new Map<ReferenceSource, readonly string[]>();
  readonly errors = new Map<ReferenceSource, Error>();
  /** Where errors come after what was read, and not in its place. */
  failsAtEnd = false;
  readonly asked: string[] = [];
  /** Called after the first page of each source. */
  afterPage: (source: ReferenceSource) => Promise<void> = () => Promise.resolve();
  /** Called before each answer. */
  beforeAnswer: () => Promise<void> = () => Promise.resolve();

  async *readFacts<Source extends ReferenceSource>(
    source: Source,
    { name }: Environment,
    region: string,
    signal: AbortSignal,
  ): AsyncGenerator<FactPage<Source>, void> {
    this.asked.push(`${name} ${region} ${source}`);
    await this.beforeAnswer();
    signal.throwIfAborted();
    const error = this.errors.get(source);
    if (error !== undefined && !this.failsAtEnd) throw error;
    yield { facts: this.#factsOf(source, name, region), unreadable: this.unreadable.get(source) ?? [] };
    await this.afterPage(source);
    if (error !== undefined) throw error;
  }

  #factsOf<Source extends ReferenceSource>(
    source: Source,
    name: string,
    region: string,
  ): readonly ReferenceFacts[Source][] {
    const all: { [Each in ReferenceSource]?: readonly ReferenceFacts[Each][] } = {
      instances: this.instances.get(name) ?? [],
      launchTemplates: this.templates,
      autoScalingGroups: this.groups,
      parameters: this.parameters.get(region) ?? [],
    };
    return all[source] ?? [];
  }
}

const instance = { instanceId: 'i-1', name: 'web', imageId: 'ami-1', state: 'running' };
const template = { templateId: 'lt-1', templateName: 'web', version: 1, isDefault: true, isLatest: true };
const running = new AbortController().signal;

function storeOf(reader: ReferenceReader, ...environments: Environment[]): ReferenceStore {
  const store = new ReferenceStore({
    reader,
    clock: () => 1000,
    explain: (thrown) => ({ title: 'Failed', message: messageOf(thrown), cause: thrown, nextSteps: [] }),
  });
  store.setEnvironments(environments);
  return store;
}

function openPromise(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe('What is known of the use of images', () => {
  it('is nothing at first, which is said once', () => {
    const store = storeOf(new ScriptedReader(), environment('dev'));
    assert.equal(store.isInUse('dev', 'us-east-1', 'ami-1'), undefined);
    const { found, gaps } = store.useOf('dev', 'us-east-1', 'ami-1');
    assert.deepEqual(found, []);
    assert.deepEqual(gaps, [{ region: 'us-east-1', source: undefined, status: { kind: 'unread' } }]);
  });

  it('says once why nothing is known, and of each source where the reasons differ', async () => {
    const reader = new ScriptedReader();
    for (const source of referenceSources) reader.errors.set(source, new Error('The network is down'));
    const store = storeOf(reader, environment('dev'));
    await store.ensureRead('dev');
    const gaps = (): (string | undefined)[] =>
      store.useOf('dev', 'us-east-1', 'ami-1').gaps.map(({ source }) => source);
    assert.deepEqual(gaps(), [undefined]);
    reader.errors.set('fleets', new Error('You are not authorized'));
    await store.refresh('dev', running);
    assert.deepEqual(gaps(), referenceSources);
  });

  it('is read once, every source of every region', async () => {
    const reader = new ScriptedReader();
    const store = storeOf(reader, { ...environment('dev'), regions: ['us-east-1', 'eu-west-1'] });
    await Promise.all([store.ensureRead('dev'), store.ensureRead('dev')]);
    await store.ensureRead('dev');
    assert.equal(reader.asked.length, 2 * referenceSources.length);
    assert.equal(new Set(reader.asked).size, reader.asked.length);
  });

  it('tells used from unused once everything was read', async () => {
    const reader = new ScriptedReader();
    reader.instances.set('dev', [instance]);
    const store = storeOf(reader, environment('dev'));
    assert.equal((await store.ensureRead('dev')).kind, 'done');
    assert.equal(store.isInUse('dev', 'us-east-1', 'ami-1'), true);
    assert.equal(store.isInUse('dev', 'us-east-1', 'ami-2'), false);
    assert.deepEqual(store.useOf('dev', 'us-east-1', 'ami-1').gaps, []);
  });

  it('never takes an image as unused while one source could not be read, and says which and why', async () => {
    for (const source of referenceSources) {
      const reader = new ScriptedReader();
      reader.instances.set('dev', [instance]);
      reader.errors.set(source, new Error('You are not authorized'));
      const store = storeOf(reader, environment('dev'));
      assert.equal((await store.ensureRead('dev')).kind, 'failed');
      assert.equal(store.isInUse('dev', 'us-east-1', 'ami-2'), undefined, source);
      const [gap, ...others] = store.useOf('dev', 'us-east-1', 'ami-2').gaps;
      assert.deepEqual(others, []);
      assert.equal(gap?.source, source);
      assert.equal(gap.status.kind === 'failed' && gap.status.failure.message, 'You are not authorized');
    }
  });

  it('keeps what it knew of a source that fails later, and says that it is not known any more', async () => {
    const reader = new ScriptedReader();
    reader.instances.set('dev', [instance]);
    const store = storeOf(reader, environment('dev'));
    await store.ensureRead('dev');
    reader.errors.set('instances', new Error('Request limit exceeded'));
    await store.refresh('dev', running);
    assert.equal(store.isInUse('dev', 'us-east-1', 'ami-1'), true);
    assert.equal(store.isInUse('dev', 'us-east-1', 'ami-2'), undefined);
  });

  describe('after a reading that fails half-way', () => {
    const other = { ...instance, instanceId: 'i-2', imageId: 'ami-2' };
    const halfRead = async (
      before: readonly ReferenceFacts['instances'][],
      now: readonly ReferenceFacts['instances'][],
    ): Promise<ReferenceStore> => {
      const reader = new ScriptedReader();
      const store = storeOf(reader, environment('dev'));
      if (before.length > 0) {
        reader.instances.set('dev', before);
        await store.ensureRead('dev');
      }
      reader.instances.set('dev', now);
      reader.failsAtEnd = true;
      reader.errors.set('instances', new Error('Request limit exceeded'));
      assert.equal((await store.refresh('dev', running)).kind, 'failed');
      return store;
    };
    const usesOf = (store: ReferenceStore, imageId: string): Referrer[] =>
      store.useOf('dev', 'us-east-1', imageId).found.map(({ reference: { referrer } }) => referrer);

    it('is what was read, and of everything else that it is not known, and why', async () => {
      const store = await halfRead([], [instance]);
      assert.equal(store.isInUse('dev', 'us-east-1', 'ami-1'), true);
      assert.equal(store.isInUse('dev', 'us-east-1', 'ami-2'), undefined);
      const [gap, ...others] = store.useOf('dev', 'us-east-1', 'ami-1').gaps;
      assert.deepEqual(others, []);
      assert.equal(gap?.source, 'instances');
      assert.equal(gap.status.kind === 'failed' && gap.status.failure.message, 'Request limit exceeded');
    });

    it('is still what an earlier reading found and this one did not come to', async () => {
      const store = await halfRead([instance, other], [{ ...other, instanceId: 'i-3' }]);
      assert.equal(usesOf(store, 'ami-1').length, 1);
      assert.equal(usesOf(store, 'ami-2').length, 2);
      assert.equal(store.isInUse('dev', 'us-east-1', 'ami-3'), undefined);
    });

    it('is what was read now of a thing that was known otherwise, said once', async () => {
      const stopped = { ...instance, state: 'stopped' };
      const store = await halfRead([instance, other], [stopped, { ...other, imageId: 'ami-3' }]);
      assert.deepEqual(usesOf(store, 'ami-1'), [
        { kind: 'instance', instanceId: 'i-1', name: 'web', state: 'stopped' },
      ]);
      assert.equal(store.isInUse('dev', 'us-east-1', 'ami-3'), true);
      assert.equal(
        store.isInUse('dev', 'us-east-1', 'ami-2'),
        undefined,
        'used by nothing known, but not unused',
      );
    });

    it('follows a template to the version that is the default one now', async () => {
      const reader = new ScriptedReader();
      const store = storeOf(reader, environment('dev'));
      reader.groups = [
        {
          name: 'web',
          desired: 1,
          sources: [
            {
              part: 'launch',
              source: { kind: 'template', templateId: 'lt-1', templateName: 'web', version: '$Default' },
            },
          ],
        },
      ];
      reader.templates = [{ ...template, imageId: 'ami-1' }];
      await store.ensureRead('dev');
      reader.templates = [{ ...template, version: 2, imageId: 'ami-2' }];
      reader.failsAtEnd = true;
      reader.errors.set('launchTemplates', new Error('Request limit exceeded'));
      await store.refresh('dev', running);
      const kinds = usesOf(store, 'ami-2').map(({ kind }) => kind);
      assert.deepEqual(kinds, ['launchTemplate', 'autoScalingGroup']);
    });

    it('keeps what could not be understood, until a whole reading understands all', async () => {
      const reader = new ScriptedReader();
      reader.failsAtEnd = true;
      reader.unreadable.set('fleets', ['A fleet without id']);
      reader.errors.set('fleets', new Error('Request limit exceeded'));
      const store = storeOf(reader, environment('dev'));
      await store.ensureRead('dev');
      await store.refresh('dev', running);
      assert.deepEqual(store.useOf('dev', 'us-east-1', 'ami-1').unreadable, ['A fleet without id']);
      reader.errors.clear();
      reader.unreadable.clear();
      await store.refresh('dev', running);
      assert.ok(isAllKnown(store.useOf('dev', 'us-east-1', 'ami-1')));
    });

    it('is what was read too where a person stopped it', async () => {
      const reader = new ScriptedReader();
      const { promise: isAtEnd, resolve: reachEnd } = openPromise();
      reader.instances.set('dev', [instance]);
      reader.afterPage = (source) => {
        if (source === 'instances') reachEnd();
        return new Promise(() => undefined);
      };
      const store = storeOf(reader, environment('dev'));
      const reading = store.ensureRead('dev');
      await isAtEnd;
      store.stop('dev');
      assert.equal((await reading).kind, 'cancelled');
      assert.equal(store.isInUse('dev', 'us-east-1', 'ami-1'), true);
      assert.equal(store.isInUse('dev', 'us-east-1', 'ami-2'), undefined);
    });

    it('is what it was where a person stopped it and all was known: nothing counts as unused by a part', async () => {
      const reader = new ScriptedReader();
      reader.instances.set('dev', [instance]);
      const store = storeOf(reader, environment('dev'));
      await store.ensureRead('dev');
      const { promise: isAtEnd, resolve: reachEnd } = openPromise();
      reader.instances.set('dev', [{ ...instance, imageId: 'ami-2' }]);
      reader.afterPage = (source) => {
        if (source === 'instances') reachEnd();
        return new Promise(() => undefined);
      };
      const reading = store.refresh('dev', running);
      await isAtEnd;
      store.stop('dev');
      assert.equal((await reading).kind, 'cancelled');
      assert.equal(store.isInUse('dev', 'us-east-1', 'ami-1'), true);
    });

    it('never loses a use that a whole reading found, nor denies one, wherever readings end', async () => {
      const ids = fc.uniqueArray(fc.integer({ min: 0, max: 8 }), { maxLength: 8 });
      const asFacts = (numbers: readonly number[]): ReferenceFacts['instances'][] =>
        numbers.map((n) => ({ ...instance, instanceId: `i-${n}`, imageId: `ami-${n}` }));
      await fc.assert(
        fc.asyncProperty(ids, ids, async (before, now) => {
          const store = await halfRead(asFacts(before), asFacts(now));
          for (let n = 0; n <= 8; n += 1) {
            const isKnown = before.includes(n) || now.includes(n);
            assert.equal(store.isInUse('dev', 'us-east-1', `ami-${n}`), isKnown ? true : undefined);
          }
        }),
        { numRuns: 100 },
      );
    });
  });

  it('is found in other environments too, because an image can be shared', async () => {
    const reader = new ScriptedReader();
    reader.instances.set('prod', [instance]);
    const store = storeOf(reader, environment('dev'), environment('prod'));
    await store.ensureRead('dev');
    await store.ensureRead('prod');
    const { found } = store.useOf('dev', 'us-east-1', 'ami-1');
    assert.deepEqual(
      found.map(({ environment: { name } }) => name),
      ['prod'],
    );
    assert.equal(store.isInUse('dev', 'us-east-1', 'ami-1'), true);
  });

  it('changes in every environment when the reading of one ends, and before that in its own only', async () => {
    const reader = new ScriptedReader();
    const store = storeOf(reader, environment('dev'), environment('staging'), environment('prod'));
    const told: string[] = [];
    store.onDidChange((changed) => {
      told.push(
        store
          .affectedBy(changed?.id ?? '')
          .map(({ id }) => id)
          .join(' '),
      );
    });
    await store.ensureRead('staging');
    assert.deepEqual(new Set(told.slice(0, -1)), new Set(['staging']));
    assert.equal(told.at(-1), 'staging dev prod');
  });

  it('of a shared image is not denied before every other account was looked into, of a public one never', async () => {
    const reader = new ScriptedReader();
    const also = { ...environment('also'), accountId: '111111111111' };
    const dev = { ...environment('dev'), accountId: '111111111111' };
    const prod = { ...environment('prod'), accountId: '222222222222' };
    const store = storeOf(reader, dev, also, prod);
    await store.ensureRead('dev');
    const shared = { isShared: true, isPublic: false };
    const isUsed = (sharing?: Sharing): boolean | undefined =>
      store.isInUse('dev', 'us-east-1', 'ami-1', sharing);
    const elsewhere = (): readonly string[] =>
      store.useOf('dev', 'us-east-1', 'ami-1', shared).unknownElsewhere;
    assert.equal(isUsed(), false);
    assert.equal(isUsed(shared), undefined);
    assert.deepEqual(elsewhere(), ['prod']);
    await store.ensureRead('prod');
    assert.equal(isUsed(shared), false);
    assert.deepEqual(elsewhere(), []);
    assert.ok(isAllKnown(store.useOf('dev', 'us-east-1', 'ami-1', shared)));
    const open = { isShared: false, isPublic: true };
    assert.equal(isUsed(open), undefined);
    assert.ok(!isAllKnown(store.useOf('dev', 'us-east-1', 'ami-1', open)));
  });

  it('of a shared image is not denied while another account was not understood or followed whole', async () => {
    const dev = { ...environment('dev'), accountId: '111111111111' };
    const prod = { ...environment('prod'), accountId: '222222222222' };
    const shared = { isShared: true, isPublic: false };
    for (const spoil of [
      (reader: ScriptedReader): void => {
        reader.templates = [
          { ...template, imageId: `resolve:ssm:arn:aws:ssm:us-east-1:111111111111:parameter/web` },
        ];
      },
      (reader: ScriptedReader): void => {
        reader.unreadable.set('fleets', ['A fleet without id']);
      },
    ]) {
      const reader = new ScriptedReader();
      const store = storeOf(reader, dev, prod);
      await store.ensureRead('dev');
      spoil(reader);
      await store.ensureRead('prod');
      assert.equal(store.isInUse('dev', 'us-east-1', 'ami-1'), false);
      assert.equal(store.isInUse('dev', 'us-east-1', 'ami-1', shared), undefined);
      assert.deepEqual(store.useOf('dev', 'us-east-1', 'ami-1', shared).unknownElsewhere, ['prod']);
    }
  });

  describe('in another region', () => {
    const dev = { ...environment('dev'), regions: ['us-east-1', 'eu-west-1'] };
    const map = {
      ...{ name: '/golden/map', arn: undefined, version: 1, isCurrent: true, labels: [] },
      ...{ imageId: 'ami-1', isInText: true },
    };

    it('is a parameter there that names it, and nothing else: all others launch images of their own region', async () => {
      const reader = new ScriptedReader();
      reader.parameters.set('eu-west-1', [
        map,
        { ...map, name: '/golden/web', imageId: 'ami-2', isInText: false },
      ]);
      const store = storeOf(reader, dev);
      await store.ensureRead('dev');
      const { found } = store.useOf('dev', 'us-east-1', 'ami-1');
      assert.deepEqual(
        found.map(({ reference: { region, referrer } }) => [region, referrer.kind]),
        [['eu-west-1', 'parameter']],
      );
      assert.equal(store.isInUse('dev', 'us-east-1', 'ami-1'), true);
      assert.equal(store.isCurrent('dev', 'us-east-1', 'ami-1'), false);
      assert.equal(store.isCurrent('dev', 'us-east-1', 'ami-2'), true);
    });

    it('is not denied while the parameters there could not be read or understood', async () => {
      const reader = new ScriptedReader();
      const store = storeOf(reader, dev);
      reader.beforeAnswer = () =>
        reader.asked.at(-1) === 'dev eu-west-1 parameters'
          ? Promise.reject(new Error('You are not authorized'))
          : Promise.resolve();
      await store.ensureRead('dev');
      assert.equal(store.isInUse('dev', 'us-east-1', 'ami-1'), undefined);
      const { gaps } = store.useOf('dev', 'us-east-1', 'ami-1');
      assert.deepEqual(
        gaps.map(({ region, source }) => [region, source]),
        [['eu-west-1', 'parameters']],
      );
      reader.beforeAnswer = () => Promise.resolve();
      reader.unreadable.set('parameters', ['A parameter without name']);
      await store.refresh('dev', running);
      assert.equal(store.isInUse('dev', 'us-east-1', 'ami-1'), undefined);
      assert.ok(!isAllKnown(store.useOf('dev', 'us-east-1', 'ami-1')));
    });
  });

  it('is denied only where everything was read, understood and followed, as the words for it say', async () => {
    const source = fc.constantFrom(...referenceSources);
    const world = fc.record({
      isUsed: fc.boolean(),
      unresolved: fc.boolean(),
      unreadable: fc.option(source, { nil: undefined }),
      refused: fc.option(source, { nil: undefined }),
      isShared: fc.boolean(),
      isPublic: fc.boolean(),
      isOtherRead: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(world, async ({ isShared, isPublic, ...given }) => {
        const reader = new ScriptedReader();
        if (given.isUsed) reader.instances.set('dev', [instance]);
        if (given.unresolved)
          reader.templates = [{ ...template, imageId: 'resolve:ssm:/of/another/account' }];
        const store = storeOf(reader, environment('dev'), environment('prod'));
        if (given.isOtherRead) await store.ensureRead('prod');
        if (given.unreadable !== undefined) reader.unreadable.set(given.unreadable, ['An item without id']);
        if (given.refused !== undefined) reader.errors.set(given.refused, new Error('Not authorized'));
        await store.ensureRead('dev');
        const sharing = { isShared, isPublic };
        const use = store.useOf('dev', 'us-east-1', 'ami-1', sharing);
        const isFound = use.found.some(({ reference }) => isUse(reference));
        assert.equal(
          store.isInUse('dev', 'us-east-1', 'ami-1', sharing),
          isFound ? true : isAllKnown(use) ? false : undefined,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('is said once where two environments are the same account', async () => {
    const reader = new ScriptedReader();
    reader.instances.set('dev', [instance]).set('also', [instance]);
    const accountId = '111111111111';
    const store = storeOf(
      reader,
      { ...environment('dev'), accountId },
      { ...environment('also'), accountId },
    );
    await store.ensureRead('dev');
    await store.ensureRead('also');
    assert.equal(store.useOf('dev', 'us-east-1', 'ami-1').found.length, 1);
  });

  it('can be stopped: what was not read is a gap, and not an error', async () => {
    const reader = new ScriptedReader();
    const { promise, resolve } = openPromise();
    reader.beforeAnswer = () => promise;
    const store = storeOf(reader, environment('dev'));
    const reading = store.ensureRead('dev');
    store.stop('dev');
    resolve();
    assert.equal((await reading).kind, 'cancelled');
    const { gaps } = store.useOf('dev', 'us-east-1', 'ami-1');
    assert.deepEqual(gaps, [{ region: 'us-east-1', source: undefined, status: { kind: 'stopped' } }]);
  });
});
