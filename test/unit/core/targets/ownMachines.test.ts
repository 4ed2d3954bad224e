import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isWithin, type MachineReference, ownMachines } from '../../../../src/core/targets/ownMachines.ts';

const web = (folder: string): MachineReference => ({ folder, name: 'web' });

describe('The machines of a playbook', () => {
  it('have its name, wherever their only Vagrantfile is', () => {
    const machines = [web('/w/vagrant'), { folder: '/w/vagrant', name: 'backup' }];
    assert.deepEqual(ownMachines(machines, web('/w/ansible')), [web('/w/vagrant')]);
    assert.deepEqual(ownMachines(machines, { folder: '/w/ansible', name: 'other' }), []);
  });

  it('are those of the nearest Vagrantfile above it', () => {
    const machines = [web('/w'), web('/w/a'), web('/w/b'), web('/w/b/deep')];
    assert.deepEqual(ownMachines(machines, web('/w/a/plays')), [web('/w/a')]);
    assert.deepEqual(ownMachines(machines, web('/w/b')), [web('/w/b')]);
    assert.deepEqual(ownMachines(machines, web('/w/ab')), [web('/w')]);
  });

  it('may be several where none is above it, so that a person must be asked', () => {
    const machines = [web('/w/a'), web('/w/b')];
    assert.deepEqual(ownMachines(machines, web('/w/ansible')), machines);
  });

  it('are never those of another Vagrantfile where the nearest one has a machine of that name', () => {
    const path = fc
      .array(fc.constantFrom('a', 'b', 'ab'), { maxLength: 4 })
      .map((names) => `/w${names.map((name) => `/${name}`).join('')}`);
    const machine = fc.record({ folder: path, name: fc.constantFrom('web', 'db') });
    fc.assert(
      fc.property(fc.array(machine), machine, (machines, playbook) => {
        const own = ownMachines(machines, playbook);
        const above = machines.filter(
          ({ folder, name }) => name === playbook.name && isWithin(folder, playbook.folder),
        );
        assert.ok(own.every(({ name }) => name === playbook.name));
        for (const { folder } of above) assert.ok(own.every((each) => isWithin(folder, each.folder)));
      }),
    );
  });
});
