import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TagChange } from '../../../../src/core/tags/tagChange.ts';
import { decodeUnfinishedEdit, encodeUnfinishedEdit } from '../../../../src/core/tags/unfinishedEdit.ts';
import { environment } from '../images/builders.ts';

const environments = [environment('dev'), environment('prod')];
const environmentOf = (id: string): (typeof environments)[number] | undefined =>
  environments.find((each) => each.id === id);

/** As the state of a workspace gives it back: as JSON. */
function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

const change = fc
  .record({
    environment: fc.constantFrom(...environments),
    region: fc.constantFrom('us-east-1', 'eu-west-1'),
    imageId: fc.constantFrom('ami-1', 'ami-2'),
    imageName: fc.option(fc.string(), { nil: undefined }),
    key: fc.string({ minLength: 1 }),
    values: fc.oneof(
      fc.record({ before: fc.constant(undefined), after: fc.string() }),
      fc.record({ before: fc.string(), after: fc.constant(undefined) }),
      fc.record({ before: fc.string(), after: fc.string() }),
    ),
  })
  .map(({ values, ...place }): TagChange => ({ ...place, ...values }));

describe('An unfinished edit of tags', () => {
  it('comes back as it was kept, every change with its values', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(change, { maxLength: 20 }), (title, changes) => {
        const kept = throughJson(encodeUnfinishedEdit({ title, changes }));
        assert.deepEqual(decodeUnfinishedEdit(kept, environmentOf), {
          title,
          changes,
          lost: 0,
          lacksEnvironment: false,
        });
      }),
    );
  });

  it('says how many changes are lost with an environment that is gone, and when there were too many', () => {
    const tag = { region: 'us-east-1', imageName: undefined, key: 'Owner', before: undefined, after: 'me' };
    const one = { ...tag, environment: environment('gone'), imageId: 'ami-1' };
    const other = { ...tag, environment: environment('dev'), imageId: 'ami-2' };
    const decoded = (changes: readonly TagChange[]): unknown =>
      decodeUnfinishedEdit(throughJson(encodeUnfinishedEdit({ title: 'a', changes })), environmentOf);
    assert.deepEqual(decoded([one, other]), {
      title: 'a',
      changes: [other],
      lost: 1,
      lacksEnvironment: true,
    });
    const many = Array.from({ length: 5001 }, (_, index) => ({ ...other, imageId: `ami-${index}` }));
    assert.deepEqual(decoded(many), { title: 'a', changes: [], lost: 5001, lacksEnvironment: false });
  });

  it('of another version, or damaged, is not understood', () => {
    for (const kept of [
      undefined,
      null,
      7,
      'text',
      {},
      { title: 'a' },
      { title: 'a', count: 1, changes: [{}] },
    ]) {
      assert.equal(decodeUnfinishedEdit(kept, environmentOf), undefined);
    }
  });
});
