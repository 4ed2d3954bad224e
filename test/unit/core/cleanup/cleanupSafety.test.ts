import assert from 'node:assert/strict';
import { comesToTheSameEnd, neverDeletesWhatIsNeeded } from './safetyProperties.ts';

/** The bench has a hundred times as many. */
const worlds = 1500;

describe('Cleaning up, in random worlds where anything may go wrong at any call', () => {
  it('never deregisters an image with a use, for rollback, protected, held, shared, too young or unread, nor one of no plan', async () => {
    const deleted = await neverDeletesWhatIsNeeded(worlds);
    assert.ok(deleted > worlds / 20, `only ${deleted} images were deleted at all`);
  });

  it('comes to the same end however often it is disturbed', () => comesToTheSameEnd(worlds / 3));
});
