import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wildcardMatcher } from '../../../src/localcloud/ec2/wildcards.ts';

/** The plain way, whose time does not matter for short texts: one regular expression for the whole value. */
function expected(value: string): RegExp {
  const source = value.replace(
    /\\([*?\\])|[*?]|[\\^$.|+()[\]{}/]/gu,
    (match, escaped: string | undefined) => {
      if (escaped !== undefined) return `\\${escaped}`;
      if (match === '*') return '[^]*';
      return match === '?' ? '[^]' : `\\${match}`;
    },
  );
  return new RegExp(`^${source}$`, 'u');
}

describe('A filter value', () => {
  const letters = ['a', 'b', '.', '-', '[', '\n', '🍞', '\\'];
  const texts = fc.string({ unit: fc.constantFrom(...letters, '*', '?'), maxLength: 8 });
  const values = fc.string({ unit: fc.constantFrom(...letters, '*', '?', '*', '\\*', '\\?'), maxLength: 6 });

  it('matches by * and ? that have no backslash, and by nothing else', () => {
    fc.assert(
      fc.property(values, texts, (value, text) => {
        assert.equal(wildcardMatcher(value)(text), expected(value).test(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes what has a backslash as an ordinary character', () => {
    const cases: readonly [string, string, boolean][] = [
      [String.raw`a\*b`, 'a*b', true],
      [String.raw`a\*b`, 'axb', false],
      [String.raw`a\?b`, 'a?b', true],
      [String.raw`a\?b`, 'axb', false],
      [String.raw`a\\*`, String.raw`a\b`, true],
      [String.raw`a\b`, String.raw`a\b`, true],
      ['\\', '\\', true],
    ];
    for (const [value, text, isMatch] of cases) assert.equal(wildcardMatcher(value)(text), isMatch, value);
  });

  it('is compared at once, however many wildcards it has', function () {
    this.timeout(2000);
    const text = 'a'.repeat(255);
    for (const value of [
      '************Z',
      `${'*'.repeat(5000)}Z`,
      `${'?*'.repeat(60)}Z`,
      `${'*a'.repeat(200)}*Z`,
    ])
      assert.equal(wildcardMatcher(value)(text), false);
  });
});
