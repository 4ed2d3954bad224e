import assert from 'node:assert/strict';
import type { EnvironmentStatus, ReadFailure } from '../../../../src/core/images/environmentImages.ts';
import { readGapsOf } from '../../../../src/core/images/readGaps.ts';
import { environment, image, imagesOfRegions } from './builders.ts';

const failure = (region: string | undefined, title: string, message: string): ReadFailure => ({
  region,
  failure: { title, message, cause: undefined, nextSteps: [] },
});

function gapsOf(status: EnvironmentStatus, count = 0): string[] {
  const images = Array.from({ length: count }, (_, at) => image(`ami-${at}`));
  const gaps = readGapsOf([imagesOfRegions(environment('dev'), { 'us-east-1': images }, status)]);
  return gaps.map(({ title, reason }) => `${title} | ${reason}`);
}

describe('A search over all environments', () => {
  it('leaves nothing out that was read, is being read or will be', () => {
    assert.deepEqual(gapsOf({ kind: 'unread' }), []);
    assert.deepEqual(gapsOf({ kind: 'reading' }), []);
    assert.deepEqual(gapsOf({ kind: 'read', at: 0 }), []);
  });

  it('says what could not be read and why, in the words of AWS', () => {
    const refused = failure(undefined, 'Expired: run aws login', 'Request has expired.');
    assert.deepEqual(gapsOf({ kind: 'failed', at: 0, failures: [refused] }), [
      'dev could not be searched | Expired: run aws login: Request has expired.',
    ]);
  });

  it('names the regions of each reason, and says the same reason once', () => {
    const failures = [
      failure('us-east-1', 'Not allowed', 'No.'),
      failure('eu-west-1', 'Slow down', 'Later.'),
      failure('us-west-2', 'Not allowed', 'No.'),
    ];
    assert.deepEqual(gapsOf({ kind: 'failed', at: 0, failures }, 3), [
      'dev could not be searched completely | us-east-1, us-west-2: Not allowed: No. · eu-west-1: Slow down: Later.',
    ]);
  });

  it('says where the reading was stopped', () => {
    assert.deepEqual(gapsOf({ kind: 'stopped' }, 1), [
      'dev could not be searched completely | Reading was stopped: there may be more images',
    ]);
  });
});
