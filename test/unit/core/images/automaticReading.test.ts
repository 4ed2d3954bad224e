import assert from 'node:assert/strict';
import { EnvironmentReadError, type ReadErrorReason } from '../../../../src/core/environments/readError.ts';
import {
  hasPendingToFollow,
  isOlderThan,
  PendingImages,
} from '../../../../src/core/images/automaticReading.ts';
import { done, type Outcome } from '../../../../src/core/outcome/outcome.ts';
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

describe('Pending images', () => {
  const running = new AbortController().signal;
  let now = 0;
  let asked: string[] = [];
  /** Regions that refuse to be read. */
  let refusing: string[] = [];
  const refusal: Outcome<void> = {
    kind: 'failed',
    failure: { title: '', message: 'refused', cause: undefined, nextSteps: [] },
  };
  const pendingIn = (all: readonly EnvironmentImages[]): PendingImages =>
    new PendingImages(
      {
        all: [...all],
        refreshPending: (id, region) => {
          asked.push(`${id} ${region}`);
          return Promise.resolve(refusing.includes(region) ? refusal : done(undefined));
        },
      },
      () => now,
    );
  const always = (): boolean => true;
  beforeEach(() => {
    now = 0;
    asked = [];
    refusing = [];
  });

  it('are read in every region that has some, of every environment', async () => {
    const settled = imagesOfRegions(environment('settled'), { 'us-east-1': [image('ami-1')] });
    const half = imagesOfRegions(environment('half'), {
      'us-east-1': [image('ami-1')],
      'eu-west-1': [image('ami-2', { region: 'eu-west-1', state: 'transient' })],
    });
    await pendingIn([known({ kind: 'read', at: 0 }), settled, half]).follow(running, always);
    assert.deepEqual(asked, ['dev us-east-1', 'dev eu-west-1', 'half eu-west-1']);
  });

  it('of a region that refuses are left alone for a minute, those of the others are not', async () => {
    const pending = pendingIn([known({ kind: 'read', at: 0 })]);
    refusing = ['us-east-1'];
    for (now = 0; now < 60_000; now += 10_000) await pending.follow(running, always);
    assert.equal(asked.filter((each) => each === 'dev us-east-1').length, 1);
    assert.equal(asked.filter((each) => each === 'dev eu-west-1').length, 6);
    refusing = [];
    asked = [];
    for (now = 60_000; now < 90_000; now += 10_000) await pending.follow(running, always);
    assert.equal(asked.filter((each) => each === 'dev us-east-1').length, 3);
  });

  it('are not asked for once that is of no use, or stopped', async () => {
    const pending = pendingIn([known({ kind: 'read', at: 0 })]);
    await pending.follow(running, () => asked.length === 0);
    assert.deepEqual(asked, ['dev us-east-1']);
    await pending.follow(AbortSignal.abort(), always);
    assert.equal(asked.length, 1);
  });
});
