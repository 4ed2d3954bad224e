import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultCleanupPolicy } from '../../../../src/core/cleanup/cleanupPolicy.ts';
import type { ImageEvidence } from '../../../../src/core/cleanup/imageEvidence.ts';
import { judgeImage } from '../../../../src/core/cleanup/judgeImage.ts';
import { keepConditions } from '../../../../src/core/cleanup/keepConditions.ts';
import { known, unknown } from '../../../../src/core/cleanup/known.ts';
import { ago, day, deletableTags, evidence, hour, minute, now } from './evidence.ts';
import { sharedWithNobody } from '../images/builders.ts';

const judge = (of: ImageEvidence): string[] => {
  const verdict = judgeImage(of, defaultCleanupPolicy, now);
  return verdict.kind === 'delete' ? [] : [...new Set(verdict.reasons.map(({ condition }) => condition))];
};
const withTags = (tags: Record<string, string>): ImageEvidence =>
  evidence({ image: { tags: { ...deletableTags, ...tags } } });
const withoutTag = (key: keyof typeof deletableTags): ImageEvidence => {
  const others = Object.entries(deletableTags).filter(([name]) => name !== key);
  return evidence({ image: { tags: Object.fromEntries(others) } });
};

describe('The rule of the article', () => {
  it('deletes an image with AutoCleanup true, LastUsed more than a week old and LastUsedRuntime within the last hour', () => {
    assert.deepEqual(
      judge(withTags({ LastUsed: ago(7 * day + minute), LastUsedRuntime: ago(59 * minute) })),
      [],
    );
  });

  it('keeps images that were not built by the normal process: they have no AutoCleanup', () => {
    assert.deepEqual(judge(withoutTag('AutoCleanup')), ['opt-in']);
    for (const value of ['false', 'True', 'TRUE', ' true', 'yes', '1', '']) {
      assert.deepEqual(judge(withTags({ AutoCleanup: value })), ['opt-in'], value);
    }
  });

  it('keeps an image that was used within the week', () => {
    assert.deepEqual(judge(withTags({ LastUsed: ago(7 * day - minute) })), ['last-used']);
  });

  it('keeps everything when the inventory has stopped running', () => {
    assert.deepEqual(judge(withTags({ LastUsedRuntime: ago(61 * minute) })), ['inventory-runtime']);
    assert.deepEqual(judge(withoutTag('LastUsedRuntime')), ['inventory-runtime']);
  });
});

describe('What keeps an image besides', () => {
  const cases: readonly [string, string, ImageEvidence][] = [
    ['belongs to another account', 'owner', evidence({ isOwn: false })],
    ['is held', 'hold', withTags({ Hold: 'audit until June' })],
    ['is held without a word', 'hold', withTags({ Hold: '' })],
    [
      'is protected',
      'deregistration-protection',
      evidence({ image: { deregistrationProtection: 'enabled-with-cooldown' } }),
    ],
    [
      'was protected a day ago',
      'deregistration-protection',
      evidence({ image: { deregistrationProtection: 'disabled after 2026-11-28T00:00:00Z' } }),
    ],
    [
      'may be protected',
      'deregistration-protection',
      evidence({ image: { deregistrationProtection: undefined } }),
    ],
    ['is pending', 'state', evidence({ image: { state: 'pending' } })],
    ['was disabled by somebody', 'state', evidence({ image: { state: 'disabled' } })],
    ['is of AWS Backup by its name', 'aws-backup', evidence({ image: { name: 'AwsBackup_i-0a' } })],
    ['is of AWS Backup by its tag', 'aws-backup', withTags({ 'aws:backup:source-resource': 'x' })],
    ['is younger than two weeks', 'minimum-age', evidence({ image: { createdAt: now - 13 * day } })],
    ['is of no known age', 'minimum-age', evidence({ image: { createdAt: undefined } })],
    ['has no time in LastUsed', 'last-used', withTags({ LastUsed: '1970' })],
    ['was used in the future', 'last-used', withTags({ LastUsed: ago(-hour) })],
    ['was promoted within the week', 'last-used', withTags({ PromotedAt: ago(day) })],
    ['has no time in LastUsedRuntime', 'inventory-runtime', withTags({ LastUsedRuntime: 'now' })],
    [
      'was launched within the week and a day',
      'last-launched',
      evidence({ image: { lastLaunchedAt: now - 8 * day } }),
    ],
    ['is stamped by nobody knows what', 'inventory-history', evidence({ inventory: unknown('No record.') })],
    [
      'is stamped, but the last whole run is too old',
      'inventory-history',
      evidence({
        inventory: known({
          runId: 'r',
          finishedAt: now - 2 * hour,
          wholeSince: now - 60 * day,
          coversAll: true,
        }),
      }),
    ],
    [
      'is stamped, but not all through the week',
      'inventory-history',
      evidence({
        inventory: known({ runId: 'r', finishedAt: now, wholeSince: now - 6 * day, coversAll: true }),
      }),
    ],
    [
      'is stamped by an inventory of fewer regions',
      'inventory-history',
      evidence({
        inventory: known({ runId: 'r', finishedAt: now, wholeSince: now - 60 * day, coversAll: false }),
      }),
    ],
    [
      'is used',
      'references',
      evidence({ references: known([{ source: 'instance', what: 'i-1, stopped' }]) }),
    ],
    ['may be used', 'references', evidence({ references: unknown('Fleets could not be read.') })],
    ['is public', 'launch-permissions', evidence({ image: { isPublic: true } })],
    [
      'is shared with an account of an environment',
      'launch-permissions',
      evidence({ image: { isShared: true } }),
    ],
    ['may be shared', 'launch-permissions', evidence({ launchPermissions: unknown('denied') })],
    [
      'is shared with an account that no environment names',
      'launch-permissions',
      evidence({ launchPermissions: known({ ...sharedWithNobody, accounts: ['222222222222'] }) }),
    ],
    [
      'is shared with somebody whom nobody understands',
      'launch-permissions',
      evidence({
        launchPermissions: known({ ...sharedWithNobody, unreadable: ['A permission of a new kind.'] }),
      }),
    ],
    [
      'is shared with an organizational unit',
      'launch-permissions',
      evidence({ launchPermissions: known({ ...sharedWithNobody, organizationalUnits: ['arn:ou'] }) }),
    ],
    [
      'is shared with an organization',
      'launch-permissions',
      evidence({
        launchPermissions: known({
          isPublic: false,
          accounts: [],
          organizations: ['arn:o'],
          organizationalUnits: [],
          unreadable: [],
        }),
      }),
    ],
    [
      'is one to roll back to',
      'rollback-set',
      evidence({ standing: known({ isInRollbackSet: true, isNewestOfFamily: false, children: [] }) }),
    ],
    [
      'may be one to roll back to',
      'rollback-set',
      evidence({ standing: unknown('History could not be read.') }),
    ],
    [
      'is the newest of its family',
      'newest-of-family',
      evidence({ standing: known({ isInRollbackSet: false, isNewestOfFamily: true, children: [] }) }),
    ],
    [
      'has children',
      'children',
      evidence({ standing: known({ isInRollbackSet: false, isNewestOfFamily: false, children: ['ami-2'] }) }),
    ],
    ['would not be kept by the recycle bin', 'recycle-bin', evidence({ binRetention: known(day) })],
    ['may not be kept by the recycle bin', 'recycle-bin', evidence({ binRetention: unknown('denied') })],
  ];
  for (const [what, condition, of] of cases) {
    it(`is that it ${what}`, () => {
      assert.deepEqual(judge(of), [condition]);
    });
  }

  it('is each of the conditions for one reason of its own at least', () => {
    const tried = new Set([...cases.map(([, condition]) => condition), 'opt-in']);
    assert.deepEqual(
      keepConditions.filter(({ name }) => !tried.has(name)),
      [],
    );
  });

  it('is told whole: one reason hides no other', () => {
    const verdict = judgeImage(
      evidence({ isOwn: false, references: unknown('denied'), image: { state: 'failed', tags: {} } }),
      defaultCleanupPolicy,
      now,
    );
    assert.ok(verdict.kind === 'keep');
    assert.deepEqual(
      verdict.reasons.map(({ condition }) => condition),
      ['owner', 'opt-in', 'state', 'inventory-runtime', 'references'],
    );
  });

  it('does not count what is disabled by ourselves, nor a bin that an operator does without', () => {
    assert.deepEqual(judge(evidence({ isDisabledByUs: true, image: { state: 'disabled' } })), []);
    const verdict = judgeImage(
      evidence({ binRetention: known(0) }),
      { ...defaultCleanupPolicy, recycleBin: 0 },
      now,
    );
    assert.equal(verdict.kind, 'delete');
  });
});

describe('The numbers of a policy', () => {
  it('only ever keep more when they grow', () => {
    const number = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(
        number,
        number,
        number,
        number,
        number,
        number,
        (created, used, runtime, week, more, age) => {
          const of = evidence({
            image: {
              createdAt: now - created * day,
              tags: {
                AutoCleanup: 'true',
                LastUsed: ago(used * day),
                LastUsedRuntime: ago(runtime * minute),
              },
            },
          });
          const small = { ...defaultCleanupPolicy, retention: week * day, minimumAge: age * day };
          const large = { ...small, retention: (week + more) * day, minimumAge: (age + more) * day };
          const isDeleted = (policy: typeof small): boolean => judgeImage(of, policy, now).kind === 'delete';
          assert.ok(!isDeleted(large) || isDeleted(small));
        },
      ),
    );
  });
});
