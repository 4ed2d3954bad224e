import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Asker, mayBeEnded, orphanReason } from '../../../../src/core/testInstances/ending.ts';
import { instanceStates } from '../../../../src/core/testInstances/testInstance.ts';
import {
  readTestInstanceTags,
  tagsOfTestInstance,
  type TestInstanceTags,
} from '../../../../src/core/testInstances/testInstanceTags.ts';
import { anyOwner, anyTime } from './builders.ts';

const now = Date.UTC(2026, 10, 26, 10);
const hour = 60 * 60 * 1000;
const alice: Asker = { owner: 'alice', machine: 'laptop', liveSessions: new Set(['window-1']) };

function tags(differences: Partial<TestInstanceTags> = {}): TestInstanceTags {
  return {
    owner: 'alice',
    expiresAt: now + hour,
    session: { machine: 'laptop', id: 'window-1' },
    ...differences,
  };
}

function mapOf(facts: TestInstanceTags): Map<string, string> {
  return new Map(tagsOfTestInstance(facts).map(({ key, value }) => [key, value]));
}

describe('The tags of a test instance', () => {
  it('say the same when they are read back', () => {
    fc.assert(
      fc.property(anyOwner, anyTime, (owner, time) => {
        const facts = tags({ owner, expiresAt: Math.floor(time / 1000) * 1000 });
        assert.deepEqual(readTestInstanceTags(mapOf(facts)), facts);
      }),
    );
  });

  it('are no longer ours when one is missing or was changed to something else', () => {
    for (const key of mapOf(tags()).keys()) {
      const without = mapOf(tags());
      without.delete(key);
      assert.equal(readTestInstanceTags(without), undefined, key);
    }
    for (const [key, value] of [
      ['ami-bakery:purpose', 'production'],
      ['ami-bakery:owner', ' '],
      ['ami-bakery:expires', 'never'],
      ['ami-bakery:expires', '2026-13-45T00:00:00Z'],
      ['ami-bakery:session', 'laptop'],
    ] as const) {
      assert.equal(readTestInstanceTags(new Map([...mapOf(tags()), [key, value]])), undefined, value);
    }
  });
});

describe('An instance', () => {
  it('without all of our tags may never be ended, whatever else it has', () => {
    const ours = [...mapOf(tags({ expiresAt: 0 }))];
    fc.assert(
      fc.property(
        fc.subarray(ours, { maxLength: ours.length - 1 }),
        fc.array(fc.tuple(fc.string(), fc.string())),
        anyOwner,
        anyTime,
        (some, others, owner, time) => {
          const all = new Map([...others.filter(([key]) => !key.startsWith('ami-bakery:')), ...some]);
          assert.deepEqual(mayBeEnded(all, owner, time), { refusal: 'not-ours' });
        },
      ),
    );
  });

  it('of somebody else may never be ended before it has expired', () => {
    fc.assert(
      fc.property(anyOwner, anyOwner, anyTime, fc.nat(), (owner, other, time, more) => {
        fc.pre(owner !== other);
        const expiresAt = (Math.floor(time / 1000) + 1 + more) * 1000;
        assert.deepEqual(mayBeEnded(mapOf(tags({ owner, expiresAt })), other, time), {
          refusal: 'of-another-owner',
        });
      }),
    );
  });

  it('may be ended by its owner at any time, and by anybody once it has expired', () => {
    assert.deepEqual(mayBeEnded(mapOf(tags()), 'alice', now), { tags: tags() });
    const expired = tags({ expiresAt: now });
    assert.deepEqual(mayBeEnded(mapOf(expired), 'bob', now), { tags: expired });
  });
});

describe('A test instance', () => {
  const reasonFor = (differences: Partial<TestInstanceTags>, asker = alice): string | undefined =>
    orphanReason({ state: 'running', tags: tags(differences) }, asker, now);

  it('is an orphan past its expiry, whoever launched it', () => {
    assert.equal(reasonFor({ expiresAt: now, owner: 'bob' }), 'expired');
    assert.equal(reasonFor({ expiresAt: now + 1000, owner: 'bob' }), undefined);
  });

  it('is an orphan when its session is over, if it was the asker’s own session on this machine', () => {
    const over = { machine: 'laptop', id: 'window-0' };
    assert.equal(reasonFor({ session: over }), 'session-gone');
    assert.equal(reasonFor({}), undefined);
    assert.equal(reasonFor({ session: { ...over, machine: 'desktop' } }), undefined);
    assert.equal(reasonFor({ session: over, owner: 'bob' }), undefined);
  });

  it('is none when it is ending, and no orphan is anything that its asker may not end', () => {
    for (const state of ['shutting-down', 'terminated'] as const) {
      assert.equal(orphanReason({ state, tags: tags({ expiresAt: 0 }) }, alice, now), undefined);
    }
    fc.assert(
      fc.property(
        fc.constantFrom(...instanceStates),
        fc.constantFrom('alice', 'bob'),
        fc.constantFrom('laptop', 'desktop'),
        fc.constantFrom('window-0', 'window-1'),
        fc.integer({ min: -5, max: 5 }),
        (state, owner, machine, id, seconds) => {
          const facts = tags({ owner, session: { machine, id }, expiresAt: now + seconds * 1000 });
          if (orphanReason({ state, tags: facts }, alice, now) === undefined) return;
          assert.ok('tags' in mayBeEnded(mapOf(facts), alice.owner, now));
        },
      ),
    );
  });
});
