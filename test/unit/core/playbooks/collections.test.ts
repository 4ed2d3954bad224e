import assert from 'node:assert/strict';
import { allTasks, complaints, discover, outline, playsOf, tree } from './playbookFolder.ts';

describe('What is in a playbook of collections', () => {
  it('looks for collections beside the playbook that is run, not beside those that it imports', async () => {
    const collection = 'collections/ansible_collections/acme/tools';
    const files = {
      'site.yml': '- import_playbook: sub/inner.yml\n- import_playbook: acme.tools.chain\n',
      'sub/inner.yml': '- hosts: all\n  roles: [acme.tools.agent, acme.other.far]\n',
      'sub/collections/ansible_collections/acme/other/roles/far/tasks/main.yml': '- debug:\n',
      [`${collection}/playbooks/chain.yml`]: '- import_playbook: acme.tools.nested.setup\n',
      [`${collection}/playbooks/nested/setup.yml`]: '- hosts: web\n  roles: [acme.tools.agent]\n',
      [`${collection}/roles/agent/tasks/main.yml`]: '- name: Install\n  apt:\n  tags: packages\n',
    };
    const playbook = await discover(files);
    assert.deepEqual(complaints(playbook, files), ['sub/inner.yml:2 There is no role acme.other.far.']);
    assert.deepEqual(
      playsOf(playbook).map(({ hosts, parts }) => [hosts, ...tree(parts)]),
      [
        [
          'all',
          'roles acme.tools.agent',
          '  acme.tools.agent : Install [packages]',
          '? role acme.other.far: missing',
        ],
        ['web', 'roles acme.tools.agent', '  acme.tools.agent : Install [packages]'],
      ],
    );
  });

  it('finds playbooks in folders of a collection, and from there on its roles by their short names', async () => {
    const collection = 'collections/ansible_collections/acme/tools';
    const files = {
      'site.yml': '- import_playbook: acme.tools.day.first.yml\n- hosts: web\n  roles: [web]\n',
      [`${collection}/playbooks/day/first.yml`]: '- hosts: all\n  roles: [agent]\n',
      [`${collection}/roles/agent/tasks/main.yml`]: '- name: Install\n  apt:\n',
      'roles/web/tasks/main.yml': '- import_role: { name: agent }\n',
    };
    const playbook = await discover(files);
    assert.deepEqual(complaints(playbook, files), []);
    assert.deepEqual(outline(allTasks(playbook)), [
      'acme.tools.agent : Install []',
      'acme.tools.agent : Install []',
    ]);
  });
});
