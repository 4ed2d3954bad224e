import assert from 'node:assert/strict';
import { EnvironmentReadError, type ReadErrorReason } from '../../../../src/core/environments/readError.ts';
import { hasPendingToFollow, isOlderThan } from '../../../../src/core/images/automaticReading.ts';
import type { EnvironmentImages, EnvironmentStatus } from '../../../../src/core/images/environmentImages.ts';
import { environment, image, imagesOfRegions } from './builders.ts';

const regions = ['us-east-1', 'eu-west-1'];

/** Two regions, each with a pending image. */
function known(status: EnvironmentStatus): EnvironmentImages {
  const images = Object.fromEntries(
    regions.map((region) => [region, [image('ami-1', { region, state: 'pending' })]]),
  );
  return imagesOfRegions({ ...environment('dev'), regions }, images, status);
}

function failed(reason: ReadErrorReason, ...of: readonly (string | undefined)[]): EnvironmentStatus {
  const failure = {
    title: '',
    message: reason,
    cause: new EnvironmentReadError(reason, reason),
    nextSteps: [],
  };
  return { kind: 'failed', at: 0, failures: of.map((region) => ({ region, failure })) };
}

describe('What is read by itself while the view is visible', () => {
  it('is the pending images of what was read, all of it or a part', () => {
    assert.ok(hasPendingToFollow(known({ kind: 'read', at: 0 })));
    assert.ok(hasPendingToFollow(known(failed('throttled', 'eu-west-1'))));
    assert.ok(hasPendingToFollow(known(failed('unreachable', ...regions))));
    const settled = imagesOfRegions(environment('dev'), { 'us-east-1': [image('ami-1')] });
    assert.ok(!hasPendingToFollow(settled));
  });

  it('is no pending image of another account, without credentials, or of what is read or was stopped', () => {
    assert.ok(!hasPendingToFollow(known(failed('wrong-account', undefined))));
    assert.ok(!hasPendingToFollow(known(failed('expired-credentials', ...regions))));
    for (const kind of ['unread', 'reading', 'stopped'] as const)
      assert.ok(!hasPendingToFollow(known({ kind })));
  });

  it('is everything whose last reading is too long ago, however it ended, but what a person has stopped', () => {
    const isOld = (status: EnvironmentStatus, now: number): boolean => isOlderThan(known(status), 1000, now);
    for (const status of [
      { kind: 'read', at: 0 } as const,
      failed('throttled', 'eu-west-1'),
      failed('wrong-account', undefined),
    ]) {
      assert.ok(!isOld(status, 1000));
      assert.ok(isOld(status, 1001));
    }
    for (const kind of ['unread', 'reading', 'stopped'] as const) assert.ok(!isOld({ kind }, 1e12));
  });
});
