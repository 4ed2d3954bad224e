import assert from 'node:assert/strict';
import { selectTasks } from '../../../../src/core/playbooks/selectTasks.ts';
import { canStartAt } from '../../../../src/core/playbooks/startAtTask.ts';
import { discover } from './playbookFolder.ts';

const tasks = `
  tasks:
    - { name: Alpha, debug: , tags: a }
    - { name: Gamma, debug: , tags: c }
    - { name: Wipe, debug: , tags: [never, wipe] }
`;

const canStart = async (
  playbook: string,
  name: string,
  skipTags: readonly string[] = [],
): Promise<boolean> => {
  const { plays } = await discover(playbook);
  return canStartAt(selectTasks(plays, { tags: [], skipTags }), name);
};

describe('The task to start at', () => {
  const playbook = `- hosts: all${tasks}`;

  it('is found among those that the tags select', async () => {
    assert.equal(await canStart(playbook, 'Gamma'), true);
    assert.equal(await canStart(playbook, 'Gamma', ['c']), false);
    assert.equal(await canStart(playbook, 'Wipe'), false);
    assert.equal(await canStart(playbook, 'Other'), false);
  });

  it('may be there where a name is a pattern, or not everything is known', async () => {
    assert.equal(await canStart(playbook, 'G*'), true);
    assert.equal(await canStart(playbook, 'Install {{ package }}'), true);
    const unknown = `- hosts: all\n  roles: ["{{ role }}"]${tasks}`;
    assert.equal(await canStart(unknown, 'Other'), true);
  });
});
