import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type PlaybookTask, tasksOfPlays } from '../../../../src/core/playbooks/discoveredPlaybook.ts';
import { isSelected } from '../../../../src/core/playbooks/selectTasks.ts';
import { runsUnasked, tagsForTasks } from '../../../../src/core/playbooks/tagsForTasks.ts';
import { discover } from './playbookFolder.ts';

const tags = fc.uniqueArray(
  fc.constantFrom('a', 'b', 'c', 'all', 'tagged', 'untagged', 'always', 'never', '-x'),
  { maxLength: 3 },
);

describe('The tags that run some tasks', () => {
  const playbook = `
- name: Web
  hosts: all
  tasks:
    - { name: install, debug: , tags: [packages, base] }
    - { name: configure, debug: , tags: [config, base] }
    - { name: plain, debug: }
    - { name: wipe, debug: , tags: [never, wipe, base] }
    - { name: break, debug: , tags: never }
    - { name: prepare, debug: , tags: always }
`;
  const choose = async (...wanted: readonly string[]): Promise<[readonly string[], readonly string[]]> => {
    const { plays } = await discover(playbook);
    const tasks = tasksOfPlays(plays).filter(({ label }) => wanted.includes(label));
    const choice = tagsForTasks(plays, new Set(tasks));
    return [choice.tags, choice.others.map(({ label }) => label)];
  };

  it('are those that bring the fewest others', async () => {
    assert.deepEqual(await choose('install'), [['packages'], []]);
    assert.deepEqual(await choose('plain'), [['untagged'], []]);
    assert.deepEqual(await choose('plain', 'configure'), [['config', 'untagged'], []]);
    assert.deepEqual(await choose('install', 'configure', 'wipe'), [['base'], []]);
    assert.deepEqual(await choose('prepare'), [['always'], []]);
  });

  it('are none for all that runs unasked', async () => {
    assert.deepEqual(await choose('install', 'configure', 'plain', 'prepare'), [[], []]);
  });

  it('are never by itself only for what has no other', async () => {
    assert.deepEqual(await choose('wipe'), [['wipe'], []]);
    assert.deepEqual(await choose('break'), [['never'], ['wipe']]);
  });

  it('run all that is wanted, and nothing besides that is not told, least of all what is tagged never', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(tags, fc.boolean()), { minLength: 1, maxLength: 8 }),
        async (described) => {
          const lines = described.map(([own], index) =>
            JSON.stringify({ name: `task ${index}`, debug: null, tags: own }),
          );
          const { plays } = await discover(
            `- hosts: all\n  tasks:\n${lines.map((l) => `    - ${l}`).join('\n')}`,
          );
          const tasks = tasksOfPlays(plays);
          const wanted = new Set(tasks.filter((_, index) => described[index]?.[1]));
          fc.pre(wanted.size > 0);
          const choice = tagsForTasks(plays, wanted);
          const runs = (task: PlaybookTask): boolean =>
            isSelected(task.tags, { tags: choice.tags, skipTags: [] });
          for (const task of tasks) {
            if (wanted.has(task)) assert.ok(runs(task), task.label);
            else if (runs(task) && !task.tags.includes('always')) assert.ok(choice.others.includes(task));
          }
          if (choice.tags.includes('never')) {
            assert.ok([...wanted].some((task) => !runsUnasked(task)));
          }
        },
      ),
    );
  });
});
