import assert from 'node:assert/strict';
import { parseSnapshots } from '../../../../src/tools/vagrant/lxc.ts';
import { machineIndexFile, parseMachineIndex } from '../../../../src/tools/vagrant/machineIndex.ts';
import {
  actionCommand,
  snapshotCommand,
  sshConfigCommand,
} from '../../../../src/tools/vagrant/vagrantCommand.ts';

describe('Commands of Vagrant', () => {
  it('bring a machine up as its box is, with the provider that it was made with', () => {
    assert.deepEqual(actionCommand('vagrant', 'up', 'web', 'lxc').arguments, [
      'up',
      '--no-provision',
      '--provider=lxc',
      '--machine-readable',
      '--',
      'web',
    ]);
  });

  it('ask nobody whether to destroy: that was asked before', () => {
    assert.deepEqual(actionCommand('vagrant', 'destroy', 'web').arguments, [
      'destroy',
      '--force',
      '--machine-readable',
      '--',
      'web',
    ]);
  });

  it('take a name that begins with a dash for a name', () => {
    for (const command of [
      actionCommand('vagrant', 'halt', '--force'),
      snapshotCommand('vagrant', 'save', '--force', '-x'),
      sshConfigCommand('vagrant', '--force'),
    ]) {
      assert.ok(command.arguments.indexOf('--') < command.arguments.indexOf('--force'));
    }
  });
});

describe('The notes of Vagrant', () => {
  it('say where a machine is, how it is and what it was made from', () => {
    const text = JSON.stringify({
      version: 1,
      machines: {
        f0c2: {
          local_data_path: '/project/.vagrant',
          name: 'web',
          provider: 'lxc',
          state: 'running',
          vagrantfile_name: null,
          vagrantfile_path: '/project',
          extra_data: { box: { name: 'debian-12', provider: 'lxc', version: '0' } },
        },
      },
    });
    assert.deepEqual(parseMachineIndex(text), [
      {
        name: 'web',
        provider: 'lxc',
        state: 'running',
        folder: '/project',
        dataFolder: '/project/.vagrant',
        box: 'debian-12',
      },
    ]);
    assert.equal(parseMachineIndex('{'), undefined);
  });

  it('are where the person keeps them', () => {
    assert.equal(machineIndexFile({ VAGRANT_HOME: '/elsewhere' }), '/elsewhere/data/machine-index/index');
  });
});

describe('The snapshots of a container', () => {
  it('are read from what lxc prints, and nothing else', () => {
    const output = [
      'snap0 (/var/lib/lxc/vagrant_web_1_2/snaps) 2026:11:26 06:27:55',
      'snap1 (/var/lib/lxc/a (b)/snaps) 2026:11:26 07:00:00',
    ].join('\n');
    assert.deepEqual(parseSnapshots(output), [
      { name: 'snap0', madeAt: '2026:11:26 06:27:55' },
      { name: 'snap1', madeAt: '2026:11:26 07:00:00' },
    ]);
    assert.deepEqual(parseSnapshots('No snapshots\n'), []);
  });
});
