import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  parseMachineReadable,
  vagrantErrorOf,
  wordsOf,
} from '../../../../src/tools/vagrant/machineReadable.ts';
import { parseStatus } from '../../../../src/tools/vagrant/machineStatus.ts';
import { parseSnapshotList } from '../../../../src/tools/vagrant/vagrantCommand.ts';

/** As Vagrant 2.3.4 writes a value (ui.rb). */
const written = (value: string): string =>
  value
    .replaceAll(',', '%!(VAGRANT_COMMA)')
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\r', String.raw`\r`);

describe('What Vagrant says for machines', () => {
  it('is read value by value, whatever is in them', () => {
    const value = fc.string().filter((text) => !/\\[nr]|%!\(VAGRANT_COMMA\)/u.test(text));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const line = ['1795674225', 'web', 'ui', ...values.map(written)].join(',');
        assert.deepEqual(parseMachineReadable(line), { machine: 'web', type: 'ui', values });
      }),
    );
  });

  it('is not taken for anything where it is something else', () => {
    for (const line of [
      '',
      'Vagrantfile:3: syntax error, unexpected end-of-input',
      'now,web,state,running',
    ]) {
      assert.equal(parseMachineReadable(line), undefined);
      assert.equal(wordsOf(line), line);
    }
  });

  it('has words for people in it, facts, and why it ended', () => {
    assert.equal(wordsOf('1,web,ui,info,==> web: Starting container...'), '==> web: Starting container...');
    assert.equal(wordsOf('1,web,action,up,start'), undefined);
    const line = String.raw`1,,error-exit,Vagrant::Errors::SSHNotReady,It is not\nyet ready%!(VAGRANT_COMMA) sorry`;
    assert.deepEqual(vagrantErrorOf(line), {
      name: 'SSHNotReady',
      message: 'It is not\nyet ready, sorry',
    });
    assert.equal(vagrantErrorOf('1,web,state,running'), undefined);
  });

  it('tells of each machine, and which lines nobody understands', () => {
    const output = [
      '1,web,metadata,provider,lxc',
      'warning: a plugin has something to say',
      '1,web,provider-name,lxc',
      '1,web,state,running',
      '1,web,state-human-short,running',
      '1,backup,provider-name,virtualbox',
      '1,backup,state,not_created',
      '1,backup,state-human-short,not created',
      '1,half,provider-name,lxc',
      '1,,ui,info,Current machine states:',
      '',
    ].join('\n');
    assert.deepEqual(parseStatus(output), {
      machines: [
        { name: 'web', provider: 'lxc', state: 'running' },
        { name: 'backup', provider: 'virtualbox', state: 'not_created' },
      ],
      unknownLines: ['warning: a plugin has something to say'],
    });
  });

  it('lists snapshots, and none where there are none', () => {
    const lines = ['1,web,ui,output,==> web: ', '1,web,ui,detail,first', '1,web,ui,detail,second'];
    assert.deepEqual(parseSnapshotList(lines.join('\n')), ['first', 'second']);
    const none = [
      '1,web,ui,output,==> web: No snapshots have been taken yet!',
      '1,web,ui,detail,    web: You can',
    ];
    assert.deepEqual(parseSnapshotList(none.join('\n')), []);
  });
});
