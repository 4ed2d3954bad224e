import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  isSelected,
  type Selection,
  selectTasks,
  type TagSelection,
} from '../../../../src/core/playbooks/selectTasks.ts';
import { discover, playsOf } from './playbookFolder.ts';

async function select(
  texts: Readonly<Record<string, string>> | string,
  tags: readonly string[],
  skipTags: readonly string[] = [],
): Promise<Selection> {
  return selectTasks((await discover(texts)).plays, { tags, skipTags });
}

/** The labels of the selected tasks, those that are included behind a plus. */
function labels({ plays }: Selection): string[] {
  return plays.flatMap(({ tasks, includedTasks }) => [
    ...tasks.map(({ label }) => label),
    ...includedTasks.map(({ label }) => `+${label}`),
  ]);
}

/** Warnings as `kind subject`. */
function warnings(selection: Selection): string[] {
  return selection.warnings.map((warning) => {
    switch (warning.kind) {
      case 'nothingSelected':
        return `${warning.kind} ${warning.alwaysTasks.length}`;
      case 'neverInherited':
        return `${warning.kind} ${warning.task.label} by ${warning.tags.join(' ')}`;
      case 'factsNotGathered':
        return `${warning.kind} ${warning.play.name}`;
      case 'includeNotSelected':
        return `${warning.kind} ${warning.include.label}: ${warning.tasks.map(({ label }) => label).join(' ')}`;
      case 'includedNotSelected':
        return `${warning.kind} ${warning.include.label}`;
      case 'includedUnknown':
        return `${warning.kind} ${warning.include.label}: ${warning.parts.map(({ name }) => name).join(' ')}`;
    }
  });
}

const words = fc.constantFrom('a', 'b', 'c', 'all', 'tagged', 'untagged', 'always', 'never');
const wordLists = fc.uniqueArray(words, { maxLength: 4 });

describe('Which tasks tags select', () => {
  const playbook = `
- name: Web
  hosts: all
  tasks:
    - { name: plain, debug: }
    - { name: a, debug: , tags: a }
    - { name: ab, debug: , tags: [a, b] }
    - { name: always, debug: , tags: [always, b] }
    - { name: never, debug: , tags: [never, c] }
`;

  for (const [tags, skipTags, selected] of [
    [[], [], 'plain a ab always'],
    [['all'], [], 'plain a ab always'],
    [['all', 'never'], [], 'plain a ab always never'],
    [['a'], [], 'a ab always'],
    [['c'], [], 'always never'],
    [['never'], [], 'always never'],
    [['tagged'], [], 'a ab always'],
    [['untagged'], [], 'plain always'],
    [['nosuch'], [], 'always'],
    [[], ['a'], 'plain always'],
    [['a'], ['b'], 'a'],
    [['a'], ['always'], 'a ab'],
    [[], ['all'], 'always'],
    [[], ['all', 'always'], ''],
    [[], ['tagged'], 'plain'],
    [[], ['untagged'], 'a ab always'],
  ] as const) {
    it(`are ${selected || 'none'} for --tags ${tags.join() || '-'} --skip-tags ${skipTags.join() || '-'}`, async () => {
      assert.equal(labels(await select(playbook, tags, skipTags)).join(' '), selected);
    });
  }

  it('are never those that have a tag to skip', () => {
    fc.assert(
      fc.property(wordLists, wordLists, wordLists, (tags, only, skipTags) => {
        fc.pre(!skipTags.includes('all'));
        if (tags.some((tag) => skipTags.includes(tag)))
          assert.ok(!isSelected(tags, { tags: only, skipTags }));
      }),
    );
  });

  it('are never those with never, unless one of their tags is named or they always run', () => {
    fc.assert(
      fc.property(wordLists, wordLists, (others, only) => {
        const tags: string[] = [...others, 'never'];
        const named: readonly string[] = only.length > 0 ? only : ['all'];
        if (tags.includes('always') || tags.some((tag) => named.includes(tag))) return;
        assert.ok(!isSelected(tags, { tags: only, skipTags: [] }));
      }),
    );
  });

  it('grow with each tag that is named, and shrink with each that is skipped', () => {
    fc.assert(
      fc.property(wordLists, wordLists, wordLists, words, (tags, only, skipTags, word) => {
        const is = (selection: TagSelection): boolean => isSelected(tags, selection);
        if (only.length > 0 && is({ tags: only, skipTags }))
          assert.ok(is({ tags: [...only, word], skipTags }));
        if (word !== 'all' && !is({ tags: only, skipTags })) {
          assert.ok(!is({ tags: only, skipTags: [...skipTags, word] }));
        }
      }),
    );
  });

  it('are not handlers', async () => {
    const text = '- hosts: all\n  tasks: [{ ping: , tags: a }]\n  handlers: [{ name: h, ping: , tags: a }]\n';
    assert.deepEqual(labels(await select(text, ['a'])), ['ping']);
  });
});

describe('What one may not have meant with tags', () => {
  it('is that nothing runs, or only what always does', async () => {
    const text =
      '- hosts: all\n  gather_facts: no\n  tasks:\n    - { ping: , tags: [always, x] }\n    - ping:\n';
    assert.deepEqual(warnings(await select(text, ['nosuch'])), ['nothingSelected 1']);
    assert.deepEqual(warnings(await select(text, ['nosuch'], ['always'])), ['nothingSelected 0']);
    assert.deepEqual(warnings(await select(text, ['x'])), []);
    assert.deepEqual(warnings(await select(text, ['always'])), []);
    assert.deepEqual(warnings(await select(text, [])), []);
  });

  it('is that only tasks after a failure are selected', async () => {
    const text = '- hosts: all\n  tasks:\n    - block: [{ ping: }]\n      rescue: [{ ping: , tags: a }]\n';
    assert.ok(warnings(await select(text, ['a'])).includes('nothingSelected 0'));
  });

  it('is that a task with never runs by a tag of something around it', async () => {
    const files = {
      'site.yml': `
- hosts: all
  gather_facts: no
  roles: [{ role: web, tags: web }]
  tasks:
    - block:
        - { name: Meant, ping: }
      tags: [never, danger]
`,
      'roles/web/tasks/main.yml': '- { name: Wipe, ping: , tags: [never, wipe] }\n- { name: Ok, ping: }\n',
    };
    assert.deepEqual(warnings(await select(files, ['web'])), ['neverInherited web : Wipe by web']);
    assert.deepEqual(labels(await select(files, ['web'])), ['web : Wipe', 'web : Ok']);
    for (const tags of [['wipe'], ['danger'], ['web', 'wipe'], ['all', 'never']]) {
      assert.deepEqual(warnings(await select(files, tags)), [], tags.join());
    }
    assert.deepEqual(warnings(await select(files, ['web'], ['never'])), []);
  });

  const includes = {
    'site.yml': `
- hosts: all
  gather_facts: no
  tasks:
    - { name: Include, include_tasks: inner.yml, tags: outer }
    - { name: Unknown, include_tasks: "{{ item }}.yml", loop: [a], tags: unknown }
`,
    'inner.yml':
      '- { name: Inner, ping: , tags: inner }\n- { name: Deeper, include_tasks: deep.yml, tags: inner }\n',
    'deep.yml': '- { name: Deep, ping: , tags: deep }\n',
  };

  it('is that what is included is not selected, or that its include is not', async () => {
    assert.deepEqual(warnings(await select(includes, ['outer'])), ['includedNotSelected Include']);
    assert.deepEqual(labels(await select(includes, ['outer'])), ['Include']);
    assert.deepEqual(warnings(await select(includes, ['inner'])), [
      'nothingSelected 0',
      'includeNotSelected Include: Inner Deeper',
    ]);
    assert.deepEqual(labels(await select(includes, ['inner'])), []);
    assert.deepEqual(warnings(await select(includes, ['outer', 'inner'])), ['includedNotSelected Deeper']);
    assert.deepEqual(labels(await select(includes, ['outer', 'inner'])), ['Include', '+Inner', '+Deeper']);
    assert.deepEqual(warnings(await select(includes, ['outer', 'inner', 'deep'])), []);
    assert.deepEqual(warnings(await select(includes, [])), []);
  });

  it('is that nobody knows before what is included', async () => {
    assert.deepEqual(warnings(await select(includes, ['unknown'])), [
      'includedUnknown Unknown: {{ item }}.yml',
    ]);
  });

  it('is that the play gathers no facts, because it has tags and none of them is selected', async () => {
    const text = '- name: Web\n  hosts: all\n  tags: web\n  tasks:\n    - { ping: , tags: a }\n';
    assert.deepEqual(warnings(await select(text, ['a'])), ['factsNotGathered Web']);
    assert.deepEqual(warnings(await select(text, ['web'])), []);
    assert.deepEqual(warnings(await select(text.replace('  tags: web\n', ''), ['a'])), []);
    assert.deepEqual(warnings(await select(text.replace('  tags: web\n', ''), [], ['always'])), [
      'factsNotGathered Web',
    ]);
    assert.deepEqual(warnings(await select(text.replace('tags: web', 'gather_facts: false'), ['a'])), []);
    const [play] = (await select(text, ['a'])).plays;
    assert.equal(play?.gathersFacts, false);
  });

  it('is told of plays that were found, beside those that cannot be', async () => {
    const playbook = await discover('- import_playbook: gone.yml\n- hosts: all\n  tasks: [{ ping: }]\n');
    const { plays, unknown } = selectTasks(playbook.plays, { tags: [], skipTags: [] });
    assert.deepEqual(
      plays.map(({ play }) => play),
      playsOf(playbook),
    );
    assert.deepEqual(
      unknown.map(({ name }) => name),
      ['gone.yml'],
    );
  });

  it('is told of what cannot be followed and may be selected, in roles as well', async () => {
    const files = {
      'site.yml': '- hosts: all\n  roles: [web, gone]\n  tasks: [{ include_tasks: "{{ x }}.yml" }]\n',
      'roles/web/tasks/main.yml': '- import_tasks: missing.yml\n',
    };
    const { unknown } = selectTasks((await discover(files)).plays, { tags: ['a'], skipTags: [] });
    assert.deepEqual(
      unknown.map(({ name }) => name),
      ['missing.yml', 'gone'],
    );
  });
});
