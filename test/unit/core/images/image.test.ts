import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultTagNames } from '../../../../src/core/environments/environment.ts';
import { byNewestFirst, isDeprecated, titleOf } from '../../../../src/core/images/image.ts';
import { image } from './builders.ts';

describe('An image', () => {
  it('is called by its version, else its name, else its id', () => {
    const versioned = image('ami-1', { name: 'web-1', tags: { Version: '1.4.2' } });
    assert.equal(titleOf(versioned, defaultTagNames), '1.4.2');
    assert.equal(
      titleOf(image('ami-1', { name: 'web-1', tags: { Version: ' ' } }), defaultTagNames),
      'web-1',
    );
    assert.equal(titleOf(image('ami-1'), defaultTagNames), 'ami-1');
    assert.equal(
      titleOf(image('ami-1', { tags: { rev: '7' } }), { ...defaultTagNames, version: 'rev' }),
      '7',
    );
  });

  it('is deprecated from its deprecation time on', () => {
    const now = 1_000_000;
    assert.equal(isDeprecated(image('ami-1', { deprecatedAt: now }), now), true);
    assert.equal(isDeprecated(image('ami-1', { deprecatedAt: now + 1 }), now), false);
    assert.equal(isDeprecated(image('ami-1'), now), false);
  });
});

describe('A list of images', () => {
  it('has the newest first and those of unknown age last, in the same order at every reading', () => {
    const images = fc.uniqueArray(
      fc.record({
        id: fc.stringMatching(/^ami-[0-9a-f]{8}$/u),
        createdAt: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
      }),
      { selector: ({ id }) => id },
    );
    fc.assert(
      fc.property(images, (facts) => {
        const all = facts.map(({ id, createdAt }) => image(id, { createdAt }));
        const sorted = [...all].sort(byNewestFirst);
        assert.deepEqual([...all].reverse().sort(byNewestFirst), sorted);
        const ages = sorted.map(({ createdAt }) => createdAt ?? -1);
        assert.deepEqual(
          ages,
          [...ages].sort((a, b) => b - a),
        );
      }),
    );
  });
});
