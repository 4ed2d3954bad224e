import assert from 'node:assert/strict';
import { errorWords } from '../../../../src/core/playbookRuns/errorWords.ts';

describe('What Ansible says that is wrong before it comes to a task', () => {
  it('is found in the output of 2.14, with its place', () => {
    const output = [
      '$ ansible-playbook site.yml',
      '\u001B[0;31mERROR! We were unable to read either as JSON nor YAML\u001B[0m',
      '\u001B[0;31mSyntax Error while loading YAML.\u001B[0m',
      '',
      "The error appears to be in '/playbooks/site.yml': line 5, column 4, but may",
    ];
    const words = errorWords(output);
    assert.match(words?.text ?? '', /^We were unable to read either as JSON nor YAML\nSyntax Error/u);
    assert.deepEqual(words?.place, { file: '/playbooks/site.yml', line: 5 });
  });

  it('is found in the output of 2.19, with its place', () => {
    const output = [
      '[WARNING]: something',
      '[ERROR]: YAML parsing failed: x',
      'Origin: /playbooks/site.yml:5:4',
      '',
    ];
    assert.deepEqual(errorWords(output), {
      text: 'YAML parsing failed: x\nOrigin: /playbooks/site.yml:5:4',
      place: { file: '/playbooks/site.yml', line: 5 },
    });
  });

  it('is what the program says of its arguments', () => {
    const output = [
      'usage: ansible-playbook [-h]',
      'ansible-playbook: error: argument -t: expected one argument',
    ];
    assert.equal(errorWords(output)?.text, 'argument -t: expected one argument');
  });

  it('is nothing where no line says so', () => {
    assert.equal(errorWords(['PLAY [x] ***', 'ok: [web] => ERROR! is a word']), undefined);
  });
});
