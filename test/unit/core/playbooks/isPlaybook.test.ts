import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isPlaybook } from '../../../../src/core/playbooks/isPlaybook.ts';
import { parseYaml } from '../../../../src/core/playbooks/parseYaml.ts';
import { valueOf } from '../../../../src/core/playbooks/yamlNode.ts';

describe('Whether a YAML file is a playbook', () => {
  for (const [what, text] of Object.entries({
    'a list with hosts': '---\n- hosts: all\n  tasks: []\n',
    'hosts behind other keys': '- name: Web\n  # hosts\n  vars:\n    a: |\n      b\n  hosts: web\n',
    'an import': '# All\n\n- import_playbook: web.yml\n',
    'an import by its full name': '- name: x\n  ansible.builtin.import_playbook: web.yml\n',
    'a play behind something else': '- vars: {}\n- hosts: all\n',
    'an entry in braces': '- { name: x, hosts: all }\n',
    JSON: '[\n  {"hosts": "all"}]',
    'quoted keys': '- "hosts": all\n',
    'an indented list': '  -   name: x\n      hosts: all\n',
    'an entry below its dash': '-\n  name: x\n  hosts: all\n',
    'CRLF, a byte order mark and a directive': '\u{FEFF}%YAML 1.1\r\n---\r\n- hosts: all\r\n',
    'a play on the line of the mark': '--- # x\n- hosts:\n    - a\n',
    'an anchored play': '- &web\n  hosts: all\n- &db hosts: db\n',
    'one with a mistake further on': '- hosts: all\n  tasks: [\n',
  })) {
    it(`is so for ${what}`, () => {
      assert.equal(isPlaybook(text), true);
    });
  }

  for (const [what, text] of Object.entries({
    nothing: '',
    comments: '# - hosts: all\n',
    tasks: '- name: x\n  debug:\n    hosts: all\n- block: []\n',
    'tasks with hosts in their text': '- name: x\n  shell: |\n    hosts: all\n    - hosts: all\n',
    variables: 'hosts: all\nweb:\n- hosts: all\n',
    'an inventory': 'all:\n  hosts:\n    a:\n',
    'a compose file': 'services:\n  web:\n    image: x\n',
    'a text': 'just a text about\nhosts: all\n',
    'a broken file': '- name: {{ x\n hosts: all\n',
    'a list of texts': '- hosts\n- hosts:x\n',
    'an encrypted file': '$ANSIBLE_VAULT;1.1;AES256\n3366\n',
    'a key that only begins so': '- hosts_file: x\n',
  })) {
    it(`is not so for ${what}`, () => {
      assert.equal(isPlaybook(text), false);
    });
  }

  it('is what reading the whole file says', () => {
    const key = fc.constantFrom('hosts', 'name', 'import_playbook', 'tasks', 'debug', 'block');
    const value = fc.constantFrom('all', '|\n    hosts: x', '{hosts: x}', '[a]', '"a: b"', '\n    hosts: x');
    const entry = fc
      .uniqueArray(fc.tuple(key, value), { minLength: 1, selector: ([name]) => name })
      .map((pairs) => `- ${pairs.map((pair) => pair.join(': ')).join('\n  ')}\n`);
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const text = entries.join('');
        const { root, problems } = parseYaml(text);
        assert.deepEqual(problems, []);
        const isOne =
          root?.kind === 'sequence' &&
          root.items.some((item) => valueOf(item, 'hosts') ?? valueOf(item, 'import_playbook'));
        assert.equal(isPlaybook(text), isOne);
      }),
    );
  });
});
