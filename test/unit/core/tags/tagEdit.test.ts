import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  imageCount,
  type ImagePlace,
  placeKey,
  type TagChange,
} from '../../../../src/core/tags/tagChange.ts';
import { type PlannedTagEdit, planTagEdit, type TagEdit } from '../../../../src/core/tags/tagEdit.ts';
import type { ImageTarget } from '../../../../src/core/images/imageTarget.ts';
import { problemOfKey, problemOfValue } from '../../../../src/core/tags/tagRules.ts';
import { environment, image } from '../images/builders.ts';
import { dev, someAccount, someKey, someValue } from './builders.ts';

/** A plan for images that have the tags that were last read. */
function plan(targets: readonly ImageTarget[], edit: TagEdit): PlannedTagEdit {
  const tags = new Map(
    targets.map(({ environment, image: { id, region, tags: ofImage } }) => [
      placeKey({ environment, region, imageId: id }),
      ofImage,
    ]),
  );
  return planTagEdit(targets, edit, (place) => tags.get(placeKey(place)));
}

function changesOf(planned: PlannedTagEdit): readonly TagChange[] {
  assert.ok(planned.kind === 'planned');
  return planned.changes;
}

function problemsOf(planned: PlannedTagEdit): readonly string[] {
  assert.ok(planned.kind === 'refused');
  return planned.problems;
}

const target = (id: string, tags: Record<string, string> = {}) => ({
  environment: dev,
  image: image(id, { name: `name of ${id}`, tags }),
});
const set = (key: string, value: string): TagEdit => [{ kind: 'set', key, value }];
const remove = (key: string): TagEdit => [{ kind: 'remove', key }];
const said = (changes: readonly TagChange[]): unknown[] =>
  changes.map(({ imageId, key, before, after }) => [imageId, key, before, after]);

describe('A tag edit', () => {
  it('says for each image which key goes from what to what, and leaves out what would change nothing', () => {
    const targets = [target('ami-1'), target('ami-2', { Owner: 'web' }), target('ami-3', { Owner: 'infra' })];
    assert.deepEqual(said(changesOf(plan(targets, set('Owner', 'infra')))), [
      ['ami-1', 'Owner', undefined, 'infra'],
      ['ami-2', 'Owner', 'web', 'infra'],
    ]);
    assert.deepEqual(said(changesOf(plan(targets, remove('Owner')))), [
      ['ami-2', 'Owner', 'web', undefined],
      ['ami-3', 'Owner', 'infra', undefined],
    ]);
  });

  it('tells an empty value from no tag, and upper from lower case', () => {
    const targets = [target('ami-1', { Owner: '' }), target('ami-2', { owner: 'x' })];
    assert.deepEqual(said(changesOf(plan(targets, set('Owner', '')))), [['ami-2', 'Owner', undefined, '']]);
    assert.deepEqual(said(changesOf(plan(targets, remove('Owner')))), [['ami-1', 'Owner', '', undefined]]);
  });

  it('rests on the tags that the images have now, and leaves alone those that are not there any more', () => {
    const targets = [target('ami-1', { Owner: 'web' }), target('ami-2'), target('ami-3', { Owner: 'infra' })];
    const tagsNow = ({ imageId }: ImagePlace): ReadonlyMap<string, string> | undefined =>
      imageId === 'ami-1' ? new Map([['Owner', 'security']]) : undefined;
    const planned = planTagEdit(targets, set('Owner', 'infra'), tagsNow);
    assert.deepEqual(said(changesOf(planned)), [['ami-1', 'Owner', 'security', 'infra']]);
    assert.ok(planned.kind === 'planned');
    assert.deepEqual(
      planned.leftAlone.map(({ change, reason }) => [change.imageId, reason.kind]),
      [['ami-2', 'gone']],
    );
  });

  it('counts an image that is named twice once, but not the same id in another region or environment', () => {
    const here = target('ami-1');
    const elsewhere = { environment: dev, image: image('ami-1', { region: 'eu-west-1' }) };
    const other = { ...here, environment: environment('prod') };
    const changes = changesOf(plan([here, elsewhere, here, other], set('Owner', 'x')));
    assert.equal(changes.length, 3);
    assert.equal(imageCount(changes), 3);
    const ofTwoKeys = changesOf(plan([here, other], [...set('Owner', 'x'), ...set('Team', 'x')]));
    assert.deepEqual([ofTwoKeys.length, imageCount(ofTwoKeys)], [4, 2]);
  });

  it('is refused where EC2 would refuse it, before anything is sent', () => {
    const one = [target('ami-1')];
    assert.deepEqual(problemsOf(plan(one, set('', 'x'))), ['A tag needs a key.']);
    for (const key of ['aws:x', 'AWS:x', 'aWs:x']) {
      const problem = ['Keys that begin with aws: belong to AWS.'];
      assert.deepEqual(problemsOf(plan(one, set(key, 'x'))), problem);
      assert.deepEqual(problemsOf(plan([target('ami-1', { [key]: 'x' })], remove(key))), problem);
    }
    assert.deepEqual(problemsOf(plan(one, set('x'.repeat(129), 'x'))), [
      'A key has at most 128 characters; this one has 129.',
    ]);
    assert.deepEqual(problemsOf(plan(one, set('x', 'x'.repeat(257)))), [
      'A value has at most 256 characters; this one has 257.',
    ]);
    assert.deepEqual(problemsOf(plan(one, [...set('x', '1'), ...remove('x')])), [
      'The key x is named twice.',
    ]);
  });

  it('counts the characters of keys and values as EC2 does, an emoji as one', () => {
    assert.equal(problemOfKey('🍞'.repeat(128)), undefined);
    assert.notEqual(problemOfKey('🍞'.repeat(129)), undefined);
    assert.equal(problemOfValue('🍞'.repeat(256)), undefined);
    assert.notEqual(problemOfValue('🍞'.repeat(257)), undefined);
  });

  it('is refused as a whole when one image would have more tags than EC2 allows, without those of AWS', () => {
    const full = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key${index}`, 'x']));
    const targets = [target('ami-1'), target('ami-2', { ...full, 'aws:cloudformation:stack-id': 'x' })];
    assert.deepEqual(problemsOf(plan(targets, set('one more', 'x'))), [
      'ami-2 would have 51 tags; EC2 allows 50.',
    ]);
    assert.equal(changesOf(plan(targets, set('key7', 'y'))).length, 2);
    assert.equal(changesOf(plan(targets, [...set('one more', 'x'), ...remove('key7')])).length, 3);
    assert.equal(changesOf(plan(targets, remove('key7'))).length, 1);
  });

  it('changes no key but its own, and no image but its own', () => {
    fc.assert(
      fc.property(someAccount, someKey, someValue, fc.boolean(), (account, key, value, isRemoval) => {
        const targets = Object.entries(account['us-east-1'] ?? {}).map(([id, tags]) => target(id, tags));
        const changes = changesOf(plan(targets, isRemoval ? remove(key) : set(key, value)));
        const ids = new Set(targets.map(({ image: { id } }) => id));
        assert.ok(changes.every((change) => change.key === key && ids.has(change.imageId)));
        assert.ok(changes.every((change) => change.before !== change.after));
        assert.equal(new Set(changes.map(placeKey)).size, changes.length);
      }),
    );
  });
});
