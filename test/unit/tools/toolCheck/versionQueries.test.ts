import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toolIds, type ToolId } from '../../../../src/core/toolCheck/toolCheck.ts';
import { versionQueries } from '../../../../src/tools/toolCheck/versionQueries.ts';

/** What the tools print, as found on machines and in bug reports. */
const samples: readonly (readonly [tool: ToolId, output: string, version: string])[] = [
  ['awsCli', 'aws-cli/2.9.19 Python/3.11.2 Linux/6.18.44 source/x86_64.debian.12 prompt/off\n', '2.9.19'],
  ['awsCli', 'aws-cli/1.45.11 Python/3.11.7 Linux/6.18.44 botocore/1.43.11\n', '1.45.11'],
  ['awsCli', 'aws-cli/2.33.12 Python/3.13.11 Windows/11 exe/AMD64\r\n', '2.33.12'],
  ['packer', 'Packer v1.6.6\n', '1.6.6'],
  [
    'packer',
    'Packer v1.10.0\n\nYour version of Packer is out of date! The latest version\nis 1.10.3. You can update by downloading from www.packer.io/downloads\n',
    '1.10.0',
  ],
  ['packer', 'Packer v1.12.0-dev (1a2b3c4)\n', '1.12.0-dev'],
  [
    'ansiblePlaybook',
    'ansible-playbook [core 2.19.14]\n  config file = None\n  python version = 3.11.7 (main)\n  jinja version = 3.1.6\n',
    '2.19.14',
  ],
  [
    'ansiblePlaybook',
    'ansible-playbook [core 2.14.18]\n  config file = /etc/ansible/ansible.cfg\n',
    '2.14.18',
  ],
  ['ansiblePlaybook', 'ansible-playbook 2.9.27\n  config file = None\n', '2.9.27'],
  ['ansiblePlaybook', '[WARNING]: something\nansible-playbook [core 2.20.0rc1]\n', '2.20.0rc1'],
  ['vagrant', 'Vagrant 2.3.4\n', '2.3.4'],
];

describe('The version of a tool', () => {
  for (const [tool, output, version] of samples) {
    it(`${tool} ${version} is read from its own words`, () => {
      assert.equal(versionQueries[tool].parse(output)?.text, version);
    });
  }

  it('is not read from what is something else', () => {
    const others = [
      '',
      '0 0\n',
      'ERROR: Ansible requires the locale encoding to be UTF-8; Detected None.\n',
      'Traceback (most recent call last):\n  File "/usr/bin/aws", line 5\n',
      'Packer v1\n',
      'Python 3.11.2\n',
      'git version 2.39.5\n',
    ];
    for (const tool of toolIds) {
      for (const output of others) assert.equal(versionQueries[tool].parse(output), undefined, output);
    }
  });

  it('is never made up: what is read stands right after the name of the tool', () => {
    const beginnings = [
      '',
      'aws-cli/',
      'Packer v',
      'ansible-playbook [core ',
      'ansible-playbook ',
      'Vagrant ',
    ];
    const outputs = fc.tuple(fc.constantFrom(...beginnings), fc.string()).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.constantFrom(...toolIds), outputs, (tool, output) => {
        const text = versionQueries[tool].parse(output)?.text;
        const isSaid = beginnings.slice(1).some((beginning) => output.includes(`${beginning}${text ?? ''}`));
        assert.ok(text === undefined || isSaid);
      }),
    );
  });
});
