import assert from 'node:assert/strict';
import { machineKindOf, snapshotWayOf } from '../../../../src/core/targets/machine.ts';

describe('The state of a machine', () => {
  it('means the same whatever the provider calls it', () => {
    assert.equal(machineKindOf('running'), 'running');
    for (const state of ['not_created', 'not created']) assert.equal(machineKindOf(state), 'absent');
    for (const state of ['poweroff', 'shutoff', 'stopped', 'saved', 'paused', 'suspended', 'aborted']) {
      assert.equal(machineKindOf(state), 'stopped');
    }
  });
});

describe('Snapshots', () => {
  it('are made by lxc itself, not at all with docker, and by Vagrant with all others', () => {
    assert.equal(snapshotWayOf('lxc'), 'lxc');
    assert.equal(snapshotWayOf('docker'), 'none');
    for (const provider of ['virtualbox', 'libvirt', 'vmware_desktop', 'parallels']) {
      assert.equal(snapshotWayOf(provider), 'vagrant');
    }
  });
});
