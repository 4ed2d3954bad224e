import assert from 'node:assert/strict';
import type { EnvironmentImages, EnvironmentStatus } from '../../../../src/core/images/environmentImages.ts';
import { RegionImages } from '../../../../src/core/images/regionImages.ts';
import {
  type StatusContext,
  type StatusSummary,
  summarizeStatus,
} from '../../../../src/core/images/statusSummary.ts';
import { environment, image } from './builders.ts';

const now = Date.UTC(2026, 10, 23, 14, 5);
const minute = 60_000;

/** An environment with so many images, read five minutes ago. */
function known(
  name: string,
  status: EnvironmentStatus = { kind: 'read', at: now - 5 * minute },
  count = 150,
): EnvironmentImages {
  const region = new RegionImages('us-east-1');
  region.add({ images: Array.from({ length: count }, (_, index) => image(`ami-${index}`)), unreadable: [] });
  return {
    environment: environment(name),
    status,
    knownSince: status.kind === 'unread' ? undefined : now - 5 * minute,
    regions: [region],
    refreshing: [],
  };
}
function failedWith(title: string): EnvironmentStatus {
  const failure = { title, message: 'Request has expired.', cause: undefined, nextSteps: [] };
  return { kind: 'failed', at: 0, failures: [{ region: undefined, failure }] };
}
function summarize(all: readonly EnvironmentImages[], context: Partial<StatusContext> = {}): StatusSummary {
  return summarizeStatus(all, { hasProblems: false, now, locale: 'en', ...context });
}

describe('The status bar', () => {
  it('names the environments, up to three of them', () => {
    const { state, text, label } = summarize([known('dev'), known('staging'), known('prod')]);
    assert.deepEqual([state, text, label], ['idle', 'AMI Bakery: dev, staging, prod', text]);
    const names = ['dev', 'test', 'staging', 'prod'];
    assert.equal(summarize(names.map((name) => known(name))).text, 'AMI Bakery: 4 environments');
  });

  it('shortens a long name, between characters, and keeps it on its line', () => {
    const long = summarize([known('👩‍🍳'.repeat(30)), known('a\nb\u202Ec')]);
    assert.equal(long.text, `AMI Bakery: ${'👩‍🍳'.repeat(19)}…, a\uFFFDb\uFFFDc`);
    assert.equal(long.tooltip.split('\n').length, 2);
  });

  it('says in the label what the spinner shows', () => {
    const { state, text, label } = summarize([known('dev', { kind: 'reading' }), known('prod')]);
    assert.deepEqual(
      [state, text, label],
      ['reading', 'AMI Bakery: dev, prod', 'AMI Bakery: dev, prod, reading'],
    );
  });

  it('says in words what the warning shows', () => {
    const expired = failedWith('Expired: run aws sso login');
    const one = summarize([known('dev'), known('prod', expired)]);
    assert.deepEqual([one.state, one.text], ['trouble', 'AMI Bakery: prod could not be read']);
    const two = summarize([known('dev', expired), known('prod', expired)]);
    assert.equal(two.text, 'AMI Bakery: 2 environments could not be read');
    const errors = summarize([], { hasProblems: true });
    assert.deepEqual([errors.state, errors.text], ['trouble', 'AMI Bakery: ami-bakery.json has errors']);
  });

  it('keeps the words for trouble while another environment is read', () => {
    const { state, text } = summarize([
      known('dev', { kind: 'reading' }),
      known('prod', failedWith('Expired')),
    ]);
    assert.deepEqual([state, text], ['reading', 'AMI Bakery: prod could not be read']);
  });

  it('has a line for each environment: how many images, and how old the reading is', () => {
    const { tooltip } = summarize([
      known('dev'),
      known('test', { kind: 'unread' }, 0),
      known('staging', { kind: 'reading' }, 1),
      known('old', { kind: 'stopped' }, 1200),
      known('prod', failedWith('Expired: run aws sso login --profile prod')),
    ]);
    assert.deepEqual(tooltip.split('\n'), [
      'dev: 150 images, read 5 minutes ago',
      'test: not read yet',
      'staging: 1 image, read 5 minutes ago, reading…',
      'old: 1,200 images, read 5 minutes ago, not all',
      'prod: 150 images, read 5 minutes ago, Expired: run aws sso login --profile prod',
    ]);
  });
});
