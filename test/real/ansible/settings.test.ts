import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  AnsibleSettingsReader,
  type SettingsReading,
} from '../../../src/tools/ansible/readAnsibleSettings.ts';
import { findProgram } from '../../../src/tools/findProgram.ts';
import { ensureDebianPackages } from '../../harness/toolchain.ts';

describe('The settings of Ansible', () => {
  let folder: string;
  let program: string;
  before(async () => {
    await ensureDebianPackages(['ansible-core']);
    const found = await findProgram('ansible-playbook');
    assert.equal(found.kind, 'found');
    ({ path: program } = found);
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-settings-'));
  });
  after(() => rm(folder, { recursive: true }));

  const enabled = async (reader: AnsibleSettingsReader): Promise<readonly string[]> => {
    const reading = await reader.read(program, folder, new AbortController().signal);
    assert.equal(reading.kind, 'read');
    return reading.settings.callbacks.enabled;
  };
  const configure = (callback: string): Promise<void> =>
    writeFile(join(folder, 'ansible.cfg'), `[defaults]\ncallbacks_enabled = ${callback}\n`);

  it('are those of the folder, also right after its ansible.cfg has changed', async () => {
    const reader = new AnsibleSettingsReader();
    assert.deepEqual(await enabled(reader), []);
    await configure('timer');
    assert.deepEqual(await enabled(reader), ['timer']);
    await configure('profile_tasks');
    assert.deepEqual(await enabled(reader), ['profile_tasks']);
  });

  it('are not asked for again while no file has changed', async () => {
    const reader = new AnsibleSettingsReader();
    const tools = await mkdtemp(join(tmpdir(), 'ami-bakery-tools-'));
    for (const name of ['ansible-playbook', 'ansible-config']) {
      await symlink(join(dirname(program), name), join(tools, name));
    }
    const read = (): Promise<SettingsReading> =>
      reader.read(join(tools, 'ansible-playbook'), folder, new AbortController().signal);
    const first = await read();
    assert.equal(first.kind, 'read');
    // Whoever asks now gets no answer.
    await rm(join(tools, 'ansible-config'));
    assert.deepEqual(await read(), first);
    await configure('profile_roles');
    assert.equal((await read()).kind, 'unread');
    await rm(tools, { recursive: true });
  });
});
