import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EnvironmentReadError } from '../../../../src/core/environments/readError.ts';
import type { ImageTarget } from '../../../../src/core/images/imageTarget.ts';
import { applyTagChanges, type TagReport } from '../../../../src/core/tags/applyTagChanges.ts';
import { readTagsNow } from '../../../../src/core/tags/readTagsNow.ts';
import { tagBatches } from '../../../../src/core/tags/tagBatches.ts';
import { type ImagePlace, inverseOf, type TagChange } from '../../../../src/core/tags/tagChange.ts';
import { planTagEdit, type TagEdit } from '../../../../src/core/tags/tagEdit.ts';
import { context, dev, FakeAccount, notFound, someAccount, someKey, someValue } from './builders.ts';

/** A plan for the targets of {@link FakeAccount.targets}, which have the tags of that moment. */
function plan(targets: readonly ImageTarget[], edit: TagEdit): readonly TagChange[] {
  const tagsNow = ({ region, imageId }: ImagePlace): ReadonlyMap<string, string> | undefined =>
    targets.find(({ image }) => image.region === region && image.id === imageId)?.image.tags;
  const planned = planTagEdit(targets, edit, tagsNow);
  assert.ok(planned.kind === 'planned');
  return planned.changes;
}

const set = (key: string, value: string): TagEdit => [{ kind: 'set', key, value }];
const remove = (key: string): TagEdit => [{ kind: 'remove', key }];
const allTargets = (account: FakeAccount): ImageTarget[] =>
  [...account.tags].flatMap(([region, images]) => account.targets(dev, region, ...images.keys()));
const idsOf = (changes: readonly TagChange[]): string[] => changes.map(({ imageId }) => imageId);
const reasonsOf = ({ notApplied }: TagReport): unknown[] =>
  notApplied.map(({ change, reason }) => [
    change.imageId,
    'thrown' in reason && reason.thrown instanceof Error
      ? [reason.kind, reason.thrown.message]
      : reason.kind === 'different'
        ? [reason.kind, reason.now]
        : [reason.kind],
  ]);

/** An account with this many images ami-0, ami-1, … in us-east-1, each with a tag Owner of the same value. */
function accountOf(count: number): FakeAccount {
  const ids = Array.from({ length: count }, (_, index) => `ami-${index}`);
  return new FakeAccount({ 'us-east-1': Object.fromEntries(ids.map((id) => [id, { Owner: 'web' }])) });
}

function planOwner(account: FakeAccount, value: string): readonly TagChange[] {
  return plan(allTargets(account), set('Owner', value));
}

const someEdit: fc.Arbitrary<TagEdit> = fc.uniqueArray(
  fc.oneof(
    fc.record({ kind: fc.constant('set' as const), key: someKey, value: someValue }),
    fc.record({ kind: fc.constant('remove' as const), key: someKey }),
  ),
  { selector: ({ key }) => key, minLength: 1, maxLength: 3 },
);

describe('Applying tag changes', () => {
  it('makes every tag what the plan says, and touches nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(someAccount, someEdit, fc.func(fc.boolean()), async (tags, edit, isChosen) => {
        const account = new FakeAccount(tags);
        const chosen = allTargets(account).filter(({ image }) => isChosen(image.id));
        const changes = plan(chosen, edit);
        const report = await applyTagChanges(changes, account.access, context());
        assert.deepEqual(new Set(report.applied), new Set(changes));
        assert.deepEqual(report.notApplied, []);
        const expected = new FakeAccount(tags);
        for (const { region, imageId, key, after } of changes) {
          const ofImage = expected.tags.get(region)?.get(imageId);
          if (after === undefined) ofImage?.delete(key);
          else ofImage?.set(key, after);
        }
        assert.deepEqual(account.now, expected.now);
      }),
    );
  });

  it('and then undoing them gives back exactly what was there', async () => {
    await fc.assert(
      fc.asyncProperty(someAccount, someEdit, async (tags, edit) => {
        const account = new FakeAccount(tags);
        const before = account.now;
        const { applied } = await applyTagChanges(plan(allTargets(account), edit), account.access, context());
        const undone = await applyTagChanges(inverseOf(applied), account.access, context());
        assert.deepEqual(undone.notApplied, []);
        assert.deepEqual(account.now, before);
      }),
    );
  });

  it('undoing leaves alone what somebody has changed since, and says to what', async () => {
    const account = accountOf(4);
    const { applied } = await applyTagChanges(planOwner(account, 'infra'), account.access, context());
    account.tags.get('us-east-1')?.get('ami-1')?.set('Owner', 'security');
    account.tags.get('us-east-1')?.get('ami-2')?.delete('Owner');
    account.tags.get('us-east-1')?.delete('ami-3');
    const report = await applyTagChanges(inverseOf(applied), account.access, context());
    assert.deepEqual(idsOf(report.applied), ['ami-0']);
    assert.deepEqual(reasonsOf(report), [
      ['ami-1', ['different', 'security']],
      ['ami-2', ['different', undefined]],
      ['ami-3', ['gone']],
    ]);
    assert.deepEqual(account.now, {
      'us-east-1': { 'ami-0': { Owner: 'web' }, 'ami-1': { Owner: 'security' }, 'ami-2': {} },
    });
  });

  it('never overwrites or removes a value that was not there when the change was planned', async () => {
    await fc.assert(
      fc.asyncProperty(someAccount, someEdit, someKey, someValue, async (tags, edit, key, value) => {
        const account = new FakeAccount(tags);
        const changes = plan(allTargets(account), edit);
        for (const images of account.tags.values()) {
          const [first] = images.values();
          first?.set(key, value);
        }
        const valueOf = ({ region, imageId, key: ofChange }: TagChange): string | undefined =>
          account.tags.get(region)?.get(imageId)?.get(ofChange);
        const meanwhile = changes.map(valueOf);
        const report = await applyTagChanges(changes, account.access, context());
        changes.forEach((change, index) => {
          const isAsPlanned = [change.before, change.after].includes(meanwhile[index]);
          assert.equal(valueOf(change), isAsPlanned ? change.after : meanwhile[index]);
          assert.equal(report.applied.includes(change), isAsPlanned);
        });
      }),
    );
  });

  it('says of every change exactly once whether it was made, and says the truth, whatever fails', async () => {
    const faults = fc.array(fc.constantFrom('none', 'refused', 'lost', 'vanished', 'stopped'), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(someAccount, someEdit, faults, async (tags, edit, scripted) => {
        const account = new FakeAccount(tags);
        const controller = new AbortController();
        const changes = plan(allTargets(account), edit);
        const pending = [...scripted];
        let isLost = false;
        account.before = ({ region, imageIds }) => {
          const fault = pending.shift();
          isLost = fault === 'lost';
          if (fault === 'refused') throw new EnvironmentReadError('access-denied', 'no');
          if (fault === 'vanished') account.tags.get(region)?.delete(imageIds[0] ?? '');
          if (fault === 'stopped') controller.abort();
        };
        account.after = () => {
          if (isLost) throw new EnvironmentReadError('unreachable', 'lost');
        };
        const report = await applyTagChanges(changes, account.access, context(controller.signal));
        const all = [...report.applied, ...report.notApplied.map(({ change }) => change)];
        assert.equal(all.length, changes.length);
        assert.deepEqual(new Set(all), new Set(changes));
        const nowOf = ({ region, imageId, key }: TagChange): string | undefined =>
          account.tags.get(region)?.get(imageId)?.get(key);
        const isThere = ({ region, imageId }: TagChange): boolean =>
          account.tags.get(region)?.has(imageId) === true;
        for (const change of report.applied.filter(isThere)) assert.equal(nowOf(change), change.after);
        for (const { change, reason } of report.notApplied) {
          if (reason.kind === 'unknown') continue;
          if (reason.kind === 'gone') assert.ok(!isThere(change));
          else if (isThere(change)) assert.notEqual(nowOf(change), change.after);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gives the others of a batch their change when one image has vanished since it was read', async () => {
    const account = accountOf(200);
    const changes = planOwner(account, 'infra');
    account.before = ({ call }) => {
      if (call === 'create') account.tags.get('us-east-1')?.delete('ami-77');
    };
    const report = await applyTagChanges(changes, account.access, context());
    assert.equal(report.applied.length, 199);
    assert.deepEqual(reasonsOf(report), [['ami-77', ['gone']]]);
    const writes = account.calls.filter(({ call }) => call === 'create').length;
    assert.ok(writes <= 17, `${writes} calls for one image of 200`);
  });

  it('says in the words of AWS why images do not have the change, and tries the other regions', async () => {
    const account = new FakeAccount({
      'us-east-1': { 'ami-1': {}, 'ami-2': {} },
      'eu-west-1': { 'ami-3': {} },
    });
    account.before = ({ call, region }) => {
      if (call === 'create' && region === 'us-east-1') {
        throw new EnvironmentReadError('access-denied', 'You are not authorized (UnauthorizedOperation)');
      }
    };
    const report = await applyTagChanges(
      plan(allTargets(account), set('Owner', 'x')),
      account.access,
      context(),
    );
    assert.deepEqual(idsOf(report.applied), ['ami-3']);
    const words = ['failed', 'You are not authorized (UnauthorizedOperation)'];
    assert.deepEqual(reasonsOf(report), [
      ['ami-1', words],
      ['ami-2', words],
    ]);
  });

  it('does not ask AWS for the next batch of a region what it refused for the one before', async () => {
    const account = accountOf(450);
    account.before = ({ call }) => {
      if (call === 'create') throw new EnvironmentReadError('access-denied', 'no');
    };
    const report = await applyTagChanges(planOwner(account, 'infra'), account.access, context());
    assert.equal(report.notApplied.length, 450);
    assert.equal(account.calls.filter(({ call }) => call === 'create').length, 1);
  });

  it('finds out what an error that came after the effect has left behind', async () => {
    const account = accountOf(3);
    account.after = ({ call }) => {
      if (call === 'create') throw new EnvironmentReadError('unreachable', 'ECONNRESET');
    };
    const report = await applyTagChanges(planOwner(account, 'infra'), account.access, context());
    assert.equal(report.applied.length, 3);
  });

  it('says that it does not know when it cannot find out', async () => {
    const account = accountOf(1);
    let isDown = false;
    account.before = () => {
      if (isDown) throw new EnvironmentReadError('unreachable', 'down');
    };
    account.after = () => {
      isDown = true;
      throw new EnvironmentReadError('unreachable', 'ECONNRESET');
    };
    const report = await applyTagChanges(planOwner(account, 'infra'), account.access, context());
    assert.deepEqual(reasonsOf(report), [['ami-0', ['unknown', 'ECONNRESET']]]);
  });

  it('stops between two batches, and says which images have the change', async () => {
    const account = accountOf(450);
    const controller = new AbortController();
    account.after = () => {
      controller.abort();
    };
    const report = await applyTagChanges(
      planOwner(account, 'infra'),
      account.access,
      context(controller.signal),
    );
    assert.equal(report.applied.length, 200);
    assert.equal(report.notApplied.length, 250);
    assert.ok(report.notApplied.every(({ reason }) => reason.kind === 'stopped'));
  });

  it('can be tried again for the rest', async () => {
    const account = accountOf(450);
    let isThrottled = false;
    account.before = ({ call }) => {
      if (call === 'create' && isThrottled) throw new EnvironmentReadError('throttled', 'slow down');
    };
    account.after = () => {
      isThrottled = true;
    };
    const first = await applyTagChanges(planOwner(account, 'infra'), account.access, context());
    assert.equal(first.applied.length, 200);
    isThrottled = false;
    account.after = () => undefined;
    const rest = first.notApplied.map(({ change }) => change);
    const second = await applyTagChanges(rest, account.access, context());
    assert.equal(second.applied.length, 250);
    assert.ok(
      [...(account.tags.get('us-east-1')?.values() ?? [])].every((tags) => tags.get('Owner') === 'infra'),
    );
  });

  it('removes a tag before it gives another, so that a full image is never over the limit', async () => {
    const full = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key${index}`, 'x']));
    const account = new FakeAccount({ 'us-east-1': { 'ami-1': full } });
    const changes = plan(allTargets(account), [...set('one more', 'x'), ...remove('key7')]);
    assert.equal((await applyTagChanges(changes, account.access, context())).applied.length, 2);
    assert.equal((await applyTagChanges(inverseOf(changes), account.access, context())).applied.length, 2);
    assert.deepEqual(account.now['us-east-1']?.['ami-1'], full);
  });

  it('keeps to what one call may hold, and puts into it only what belongs together', () => {
    const environments = ['dev', 'prod'].map((id) => ({ ...dev, id }));
    const someChange = fc.record({
      environment: fc.constantFrom(...environments),
      region: fc.constantFrom('us-east-1', 'eu-west-1'),
      imageId: fc.integer({ min: 0, max: 5000 }).map((id) => `ami-${id}`),
      imageName: fc.constant(undefined),
      key: fc.constantFrom('Owner', 'Team'),
      before: fc.constant('old'),
      after: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
    });
    const someChanges = fc.uniqueArray(someChange, {
      maxLength: 1500,
      size: 'max',
      selector: ({ environment, region, imageId, key }) => `${environment.id} ${region} ${imageId} ${key}`,
    });
    fc.assert(
      fc.property(someChanges, (changes: TagChange[]) => {
        const batches = tagBatches(changes);
        assert.deepEqual(new Set(batches.flatMap((batch) => batch.changes)), new Set(changes));
        assert.equal(batches.flatMap((batch) => batch.changes).length, changes.length);
        for (const batch of batches) {
          assert.ok(batch.changes.length >= 1 && batch.changes.length <= 200);
          assert.equal(new Set(idsOf(batch.changes)).size, batch.changes.length);
          for (const { environment, region, key, before, after } of batch.changes) {
            assert.deepEqual(
              [
                environment,
                region,
                { key, value: after ?? before },
                after === undefined ? 'delete' : 'create',
              ],
              [batch.environment, batch.region, batch.tag, batch.call],
            );
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('Reading the tags of images anew', () => {
  it('asks for no more than one call may name, for each image once, and tells which are gone', async () => {
    const account = accountOf(450);
    const places = Array.from({ length: 451 }, (_, index) => ({
      environment: dev,
      region: 'us-east-1',
      imageId: `ami-${index}`,
    }));
    const tagsNow = await readTagsNow([...places, ...places], account, context());
    assert.deepEqual(
      account.calls.map(({ imageIds }) => imageIds.length),
      [200, 200, 51],
    );
    const [first, last] = [places[0], places.at(-1)];
    assert.ok(first !== undefined && last !== undefined);
    assert.deepEqual(tagsNow(first), new Map([['Owner', 'web']]));
    assert.equal(tagsNow(last), undefined);
    assert.equal(tagsNow({ ...first, region: 'eu-west-1' }), undefined);
  });

  it('passes on why AWS refuses', async () => {
    const account = accountOf(1);
    account.before = () => {
      throw notFound('ami-0');
    };
    const place = { environment: dev, region: 'us-east-1', imageId: 'ami-0' };
    await assert.rejects(readTagsNow([place], account, context()), /does not exist/u);
  });
});
