import assert from 'node:assert/strict';
import { hostGroupFor } from '../../../../src/core/playbooks/hostGroup.ts';
import { discover } from './playbookFolder.ts';

/** The group of a machine for a playbook with a play for each pattern. */
const groupFor = async (patterns: readonly string[], host: string): Promise<string | undefined> => {
  const plays = patterns.map((hosts) => ({ hosts, tasks: [] }));
  return hostGroupFor(await discover({ 'site.yml': JSON.stringify(plays) }), host);
};

describe('The group that a machine is in for a playbook', () => {
  it('is the one that all plays are for', async () => {
    assert.equal(await groupFor(['webservers'], 'i-0123456789abcdef0'), 'webservers');
    assert.equal(await groupFor(['web', 'web'], 'default'), 'web');
  });

  it('is none where the machine is meant already, or everything is', async () => {
    assert.equal(await groupFor(['web'], 'web'), undefined);
    for (const pattern of ['all', 'localhost', 'ungrouped'])
      assert.equal(await groupFor([pattern], 'web'), undefined);
  });

  it('is none where nobody can say which is meant', async () => {
    assert.equal(await groupFor([], 'web'), undefined);
    assert.equal(await groupFor(['web', 'db'], 'default'), undefined);
    for (const pattern of [
      'web,db',
      'web:!db',
      '*.example.org',
      '{{ target }}',
      'web[0]',
      '~w.*',
      '10.0.0.1',
    ])
      assert.equal(await groupFor([pattern], 'default'), undefined, pattern);
  });

  it('is none of a machine whose name would say more in an inventory', async () => {
    for (const host of ['a ansible_connection=local', '[x]', 'a\nb', '#', ''])
      assert.equal(await groupFor(['web'], host), undefined, host);
  });
});
