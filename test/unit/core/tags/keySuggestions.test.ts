import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type KeySuggestion, keySuggestions } from '../../../../src/core/tags/keySuggestions.ts';

const counts = new Map([
  ['Owner', 2],
  ['aws:autoscaling:groupName', 1],
  ['Name', 1],
  ['Own', 1],
]);

function words(suggestion: KeySuggestion): string {
  switch (suggestion.kind) {
    case 'existing':
      return suggestion.key;
    case 'new':
      return ['+', ...suggestion.sameInOtherCase].join(' ');
    case 'impossible':
      return suggestion.problem;
  }
}

/** The rows, and after a bar the one that is meant. */
function listed(typed: string, mayBeNew = true, of: ReadonlyMap<string, number> = counts): string {
  const { rows, meant } = keySuggestions(of, typed, mayBeNew);
  return [rows.map(words).join(', '), ...(meant === undefined ? [] : [words(meant)])].join(' | ');
}

describe('The keys to choose from', () => {
  it('are those of the images by the alphabet, without those of AWS, and what is typed as a new key', () => {
    assert.equal(listed(''), 'Name, Own, Owner');
    assert.equal(listed('ow'), 'Name, Own, Owner, +');
    assert.equal(listed('Own'), 'Name, Own, Owner | Own');
  });

  it('say which others differ from what is typed in case only, and that the typed one is meant', () => {
    assert.equal(listed('owner'), 'Name, Own, Owner, + Owner | + Owner');
    const both = new Map([
      ['owner', 1],
      ['Owner', 1],
    ]);
    assert.equal(listed('Owner', true, both), 'owner, Owner | Owner');
    assert.equal(listed('owner', true, both), 'owner, Owner | owner');
    assert.equal(listed('OWNER', true, both), 'owner, Owner, + owner Owner | + owner Owner');
  });

  it('hold nothing new where only a key of the images will do, and say why what was typed is none', () => {
    assert.equal(listed('owner', false), 'Name, Own, Owner');
    assert.equal(listed('aws:x'), 'Name, Own, Owner, Keys that begin with aws: belong to AWS.');
  });

  // VS Code says by its place which row was chosen, maybe of the rows for what was typed a moment before.
  it('have every key of the images at the same place, whatever is typed', () => {
    const key = fc.constantFrom('a', 'A', 'ab', 'aB', 'AB', 'b', 'aws:x', 'LastUsed', 'LastUsedBy');
    fc.assert(
      fc.property(fc.array(key), key, key, fc.boolean(), (keys, typed, later, mayBeNew) => {
        const of = new Map(keys.map((each) => [each, 1]));
        const placed = (text: string): string[] =>
          keySuggestions(of, text, mayBeNew).rows.flatMap((row) =>
            row.kind === 'existing' ? [row.key] : [],
          );
        assert.deepEqual(placed(typed), placed(later));
        const places = keySuggestions(of, typed, mayBeNew).rows.map(({ kind }) => kind);
        assert.ok(places.slice(0, -1).every((kind) => kind === 'existing'));
      }),
    );
  });
});
