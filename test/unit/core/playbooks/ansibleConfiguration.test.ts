import assert from 'node:assert/strict';
import { findConfiguration } from '../../../../src/core/playbooks/ansibleConfiguration.ts';
import type { PlaybookFiles } from '../../../../src/core/playbooks/playbookSources.ts';

const filesOf = (texts: Readonly<Record<string, string>>): PlaybookFiles => ({
  read: (path) => Promise.resolve(texts[path]),
  isFolder: () => Promise.resolve(false),
});

describe('The configuration of a playbook', () => {
  it('is that of the nearest ansible.cfg, whose folders are relative to it', async () => {
    const text =
      '# roles_path = no\n[defaults]\nroles_path = roles:../shared/roles : /opt/roles:~/mine ; why\n';
    assert.deepEqual(
      await findConfiguration('ansible/boot/web.yml', filesOf({ 'ansible/ansible.cfg': text })),
      {
        folder: 'ansible',
        options: { rolesPath: ['ansible/roles', 'shared/roles', '/opt/roles'] },
      },
    );
  });

  it('says nothing of roles where it names none, or in another section', async () => {
    const text = '[ssh_connection]\nroles_path = roles\n[defaults]\ncollections_paths: collections\r\n';
    assert.deepEqual(await findConfiguration('web.yml', filesOf({ 'ansible.cfg': text })), {
      folder: '',
      options: { collectionsPath: ['collections'] },
    });
  });

  it('is none where there is no file: Ansible runs where the playbook is', async () => {
    assert.deepEqual(await findConfiguration('a/b/web.yml', filesOf({})), { folder: 'a/b', options: {} });
    assert.deepEqual(await findConfiguration('/a/web.yml', filesOf({})), { folder: '/a', options: {} });
  });
});
