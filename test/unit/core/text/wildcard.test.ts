import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wildcardMatcher } from '../../../../src/core/text/wildcard.ts';

/** The same by a regular expression, which takes forever where there are many stars. */
function byRegularExpression(pattern: string, text: string): boolean {
  const source = pattern.replace(/[\\^$.*+?()[\]{}|/]/gu, (character) =>
    character === '*' ? '[^]*' : `\\${character}`,
  );
  return new RegExp(`^${source}$`, 'u').test(text);
}

describe('A pattern with stars', () => {
  it('is like what a regular expression says of it', () => {
    const letters = fc.constantFrom('*', 'a', 'b', '.', '\n');
    const texts = fc.array(letters, { maxLength: 8 }).map((characters) => characters.join(''));
    fc.assert(
      fc.property(texts, texts, (pattern, text) => {
        assert.equal(wildcardMatcher(pattern.split('*'))(text), byRegularExpression(pattern, text));
      }),
      { numRuns: 2000 },
    );
  });

  it('is compared to its end, however many stars it has', () => {
    assert.equal(wildcardMatcher(`${'*a'.repeat(200)}*Z`.split('*'))('a'.repeat(100_000)), false);
  });
});
