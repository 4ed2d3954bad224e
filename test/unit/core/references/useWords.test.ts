import assert from 'node:assert/strict';
import type { Referrer } from '../../../../src/core/references/reference.ts';
import type { ImageUse } from '../../../../src/core/references/referenceStore.ts';
import { useWords } from '../../../../src/core/references/useWords.ts';
import { environment } from '../images/builders.ts';

function useBy(referrers: readonly Referrer[], unknown: Partial<ImageUse> = {}): ImageUse {
  const found = referrers.map((referrer) => ({
    environment: environment('dev'),
    reference: { imageId: 'ami-1', region: 'us-east-1', referrer },
  }));
  const allKnown = { gaps: [], unresolved: [], unreadable: [], unknownElsewhere: [], isPublic: false };
  return { found, ...allKnown, ...unknown };
}

const instance: Referrer = { kind: 'instance', instanceId: 'i-1', name: undefined, state: 'running' };
const earlierValue: Referrer = {
  kind: 'parameter',
  name: '/web',
  version: 1,
  isCurrent: false,
  isInText: false,
  labels: [],
};
const unreadSource: Partial<ImageUse> = {
  gaps: [{ region: 'us-east-1', source: 'fleets', status: { kind: 'unread' } }],
};

describe('The use of an image', () => {
  it('is counted in what really uses it', () => {
    assert.equal(useWords(useBy([instance, instance, earlierValue])), 'in use by 2');
  });

  it('is nothing only where everything is known', () => {
    assert.equal(useWords(useBy([])), 'nothing uses it');
    assert.equal(useWords(useBy([earlierValue])), 'nothing uses it');
    assert.equal(useWords(useBy([], unreadSource)), 'not known');
    assert.equal(useWords(useBy([], { unknownElsewhere: ['prod'] })), 'not known');
    assert.equal(useWords(useBy([], { isPublic: true })), 'not known');
    assert.equal(useWords(useBy([], { unreadable: ['An instance without id'] })), 'not known');
  });

  it('may be more than is known', () => {
    assert.equal(useWords(useBy([instance], unreadSource)), 'in use by 1, maybe by more');
  });
});
