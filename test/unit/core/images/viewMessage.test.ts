import assert from 'node:assert/strict';
import {
  type EnvironmentChoice,
  noEnvironments,
} from '../../../../src/core/environments/environmentChoice.ts';
import { EnvironmentReadError, type ReadErrorReason } from '../../../../src/core/environments/readError.ts';
import type { EnvironmentImages, EnvironmentStatus } from '../../../../src/core/images/environmentImages.ts';
import { RegionImages } from '../../../../src/core/images/regionImages.ts';
import { viewMessage } from '../../../../src/core/images/viewMessage.ts';
import { environment, image } from './builders.ts';

const read: EnvironmentStatus = { kind: 'read', at: 0 };

function known(status: EnvironmentStatus, count = 0): EnvironmentImages {
  const region = new RegionImages('us-east-1');
  region.add({ images: Array.from({ length: count }, (_, index) => image(`ami-${index}`)), unreadable: [] });
  return {
    environment: environment('dev'),
    status,
    knownSince: undefined,
    regions: [region],
    refreshing: [],
  };
}
function failedFor(reason: ReadErrorReason): EnvironmentStatus {
  const cause = new EnvironmentReadError(reason, 'AWS says no.');
  const failure = { title: 'Failed', message: 'AWS says no.', cause, nextSteps: [] };
  return { kind: 'failed', at: 0, failures: [{ region: undefined, failure }] };
}
const messageFor = (
  all: readonly EnvironmentImages[],
  differences: Partial<EnvironmentChoice> = {},
  filter?: string,
): string | undefined => viewMessage(all, { ...noEnvironments, ...differences }, filter);

describe('The sentence above the tree', () => {
  it('explains what is true of every environment', () => {
    const expired = failedFor('expired-credentials');
    assert.match(
      messageFor([known(expired), known(expired)]) ?? '',
      /^No environment could be signed in to\./u,
    );
    const noRegion = failedFor('no-region');
    assert.match(messageFor([known(noRegion)]) ?? '', /^No AWS profile has a region\./u);
    assert.match(messageFor([known(read), known(read)]) ?? '', /^None of these accounts owns an image\./u);
  });

  it('is not there where it is true of some only, or not known yet', () => {
    assert.equal(messageFor([known(failedFor('expired-credentials')), known(read, 1)]), undefined);
    assert.equal(messageFor([known(failedFor('no-region')), known({ kind: 'reading' })]), undefined);
    assert.equal(messageFor([known(read), known({ kind: 'unread' })]), undefined);
    assert.equal(messageFor([known(failedFor('other'))]), undefined);
    assert.equal(messageFor([]), undefined);
  });

  it('says first that the file of the workspace is not used, and why', () => {
    const restricted = { isRestricted: true, ignoredUntrustedFile: true };
    assert.match(
      messageFor([known(read)], restricted) ?? '',
      /^Restricted Mode: .*ami-bakery\.json .*endpoint, role, profile or program/u,
    );
    const problem = { kind: 'rule' as const, message: 'wrong', range: { offset: 0, length: 0 } };
    assert.match(
      messageFor([known(read)], { problems: [{ file: 'ami-bakery.json', problem }] }) ?? '',
      /^An ami-bakery\.json has errors/u,
    );
  });

  it('always says that the workspace is restricted, also without a file, and beside what hides images', () => {
    const some = [known(read, 1)];
    assert.match(
      messageFor(some, { isRestricted: true }) ?? '',
      /^Restricted Mode: no endpoint, role, profile or program that the workspace names is used\./u,
    );
    const restricted = { isRestricted: true, ignoredUntrustedFile: true };
    assert.match(
      messageFor(some, restricted, 'web') ?? '',
      /^Restricted Mode: .* profiles\. Only images that pass: web$/u,
    );
  });

  it('says first of all what hides images, on one line', () => {
    assert.equal(messageFor([known(read, 1)], {}, 'web\n\u202E'), 'Only images that pass: web\uFFFD\uFFFD');
  });
});
