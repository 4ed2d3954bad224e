import assert from 'node:assert/strict';
import fc from 'fast-check';
import { discoverPlaybook } from '../../../../src/core/playbooks/discoverPlaybook.ts';
import { isConcerned } from '../../../../src/core/playbooks/isConcerned.ts';
import { PlaybookSources } from '../../../../src/core/playbooks/playbookSources.ts';
import { PlaybookFolder } from './playbookFolder.ts';

/** Files of a project by path, and what is read from them. */
class Project {
  readonly texts: Map<string, string>;

  constructor(texts: ReadonlyMap<string, string>) {
    this.texts = new Map(texts);
  }

  async discover(): ReturnType<typeof discoverPlaybook> {
    const files = new PlaybookFolder(Object.fromEntries(this.texts));
    return discoverPlaybook('site/web.yml', new PlaybookSources(files));
  }
}

const start = new Map([
  ['site/web.yml', '- hosts: all\n  roles: [known, missing]\n  tasks:\n    - import_tasks: more.yml\n'],
  ['site/roles/known/tasks/main.yml', '- debug:\n'],
  ['site/other.yml', '- hosts: all\n'],
]);

describe('A playbook', () => {
  it('is concerned by all that it is made of, also by what was not there and by whole folders', async () => {
    const playbook = await new Project(start).discover();
    for (const path of [
      'site/web.yml',
      'site/more.yml',
      'site/roles/known/tasks/main.yml',
      'site/roles/known/meta/main.yml',
      'site/roles/missing/tasks/main.yml',
      'site/roles/missing',
      'site/roles',
      'site',
      'site/ansible.cfg',
      'ansible.cfg',
    ]) {
      assert.equal(isConcerned(playbook, [path]), true, path);
    }
  });

  it('is not concerned by anything else', async () => {
    const playbook = await new Project(start).discover();
    const others = [
      'site/other.yml',
      'site/web.yml.bak',
      'sit',
      'elsewhere/ansible.cfg',
      'group_vars/all.yml',
    ];
    assert.equal(isConcerned(playbook, others), false);
    assert.equal(isConcerned(playbook, []), false);
  });

  it('is as it was wherever it is not concerned, whatever changes', async () => {
    const path = fc.constantFrom(
      ...start.keys(),
      'site/more.yml',
      'site/roles/missing/tasks/main.yml',
      'site/roles/missing/tasks/main.yaml',
      'site/roles/known/meta/main.yml',
      'site/roles/known/meta/argument_specs.yml',
      'roles/missing/tasks/main.yml',
      'site/group_vars/all.yml',
    );
    const text = fc.constantFrom(
      undefined,
      '- debug:\n',
      '- hosts: web\n  roles: [known]\n',
      'dependencies: [missing]\n',
      '- import_tasks: again.yml\n',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(path, text), { minLength: 1, maxLength: 4 }), async (changes) => {
        const project = new Project(start);
        const before = await project.discover();
        for (const [changed, content] of changes) {
          if (content === undefined) project.texts.delete(changed);
          else project.texts.set(changed, content);
        }
        const after = await project.discover();
        if (!isConcerned(before, new Set(changes.map(([changed]) => changed)))) {
          assert.deepEqual(after, before);
        }
      }),
    );
  });
});
