import assert from 'node:assert/strict';
import { defaultTagNames } from '../../../../src/core/environments/environment.ts';
import { imageStates } from '../../../../src/core/images/image.ts';
import { ageWords, fullTitleOf, shownStateOf, stateWord } from '../../../../src/core/images/imageWords.ts';
import { image } from './builders.ts';

const now = Date.UTC(2026, 10, 24);

describe('An image among those of many services', () => {
  it('is called by its service and version, where tags say both', () => {
    const titles = [
      image('ami-1', { name: 'web-1', tags: { Service: 'web', Version: '1.4.2' } }),
      image('ami-1', { name: 'web-1', tags: { Service: 'web' } }),
      image('ami-1', { name: 'web-1', tags: { Version: '1.4.2' } }),
      image('ami-1', { tags: { Service: 'web', Version: ' ' } }),
    ].map((each) => fullTitleOf(each, defaultTagNames));
    assert.deepEqual(titles, ['web 1.4.2', 'web-1', '1.4.2', 'ami-1']);
  });
});

describe('The state of an image', () => {
  it('has a word, whichever of EC2 it is', () => {
    const words = [...imageStates, 'unknown' as const, 'deprecated' as const].map(stateWord);
    assert.deepEqual(words, [
      'pending',
      'available',
      'failed',
      'deregistered',
      'pending',
      'failed',
      'failed',
      'disabled',
      'state unknown',
      'deprecated',
    ]);
  });

  it('is deprecated from its deprecation time on, while it is available', () => {
    const deprecated = { deprecatedAt: now };
    assert.equal(shownStateOf(image('ami-1', deprecated), now), 'deprecated');
    assert.equal(shownStateOf(image('ami-1', deprecated), now - 1), 'available');
    assert.equal(shownStateOf(image('ami-1', { ...deprecated, state: 'disabled' }), now), 'disabled');
  });
});

describe('The age of an image', () => {
  it('is said in words, also when it is not known', () => {
    assert.equal(ageWords(image('ami-1', { createdAt: now - 3_600_000 }), now, 'en'), '1 hour ago');
    assert.equal(ageWords(image('ami-1'), now, 'en'), 'age unknown');
  });
});
