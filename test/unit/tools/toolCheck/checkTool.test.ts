import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ToolId, ToolState } from '../../../../src/core/toolCheck/toolCheck.ts';
import { checkTool, type ToolQuestion } from '../../../../src/tools/toolCheck/checkTool.ts';
import { minimumVersion } from '../../../../src/tools/toolCheck/minimumVersion.ts';

describe('Asking a tool for its version', function () {
  this.timeout(20_000);
  const running = new AbortController().signal;
  let folder: string;
  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'ami-bakery-tool-')));
  });
  after(() => rm(folder, { recursive: true }));

  const program = async (name: string, ...lines: string[]): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, ['#!/bin/sh', ...lines, ''].join('\n'));
    await chmod(path, 0o755);
    return path;
  };
  const ask = (
    id: ToolId,
    path: string,
    options: Partial<ToolQuestion> = {},
    signal = running,
  ): Promise<ToolState | undefined> =>
    checkTool(
      { id, program: path, minimum: undefined, folder: undefined, timeLimit: 10_000, ...options },
      signal,
    );

  it('gives its path and version', async () => {
    const path = await program('vagrant', 'echo Vagrant 2.3.4');
    assert.deepEqual(await ask('vagrant', path), { kind: 'ok', path, version: '2.3.4' });
  });

  it('reads the version also from standard error, where early AWS CLIs put it', async () => {
    const path = await program('aws-1', 'echo aws-cli/1.16.0 Python/2.7.16 >&2');
    const state = await ask('awsCli', path, { minimum: minimumVersion('awsCli', false) });
    assert.deepEqual(state, { kind: 'too-old', path, version: '1.16.0', minimum: '2.0.0' });
  });

  it('wants an AWS CLI that knows `aws login` where a profile needs it', async () => {
    const path = await program('aws-2', 'echo aws-cli/2.9.19 Python/3.11.2');
    assert.equal((await ask('awsCli', path, { minimum: minimumVersion('awsCli', false) }))?.kind, 'ok');
    assert.equal((await ask('awsCli', path, { minimum: minimumVersion('awsCli', true) }))?.kind, 'too-old');
  });

  it('asks Packer without a question to the network, and in the folder that is worked in', async () => {
    const path = await program('packer', 'echo "Packer v1.6.6"; echo "$1 $CHECKPOINT_DISABLE $PWD" > asked');
    assert.equal((await ask('packer', path, { folder }))?.kind, 'ok');
    const asked = await program('packer-asked', 'cat asked');
    assert.deepEqual(await ask('packer', asked, { folder }), {
      kind: 'unreadable',
      path: asked,
      words: `version 1 ${folder}`,
    });
  });

  it('gives its own words where it fails', async () => {
    const path = await program(
      'ansible-playbook',
      'echo "ansible-playbook [core 2.14.18]"',
      'echo "ERROR: Ansible requires the locale encoding to be UTF-8; Detected None." >&2',
      'exit 1',
    );
    assert.deepEqual(await ask('ansiblePlaybook', path), {
      kind: 'unreadable',
      path,
      words:
        'ERROR: Ansible requires the locale encoding to be UTF-8; Detected None. / ansible-playbook [core 2.14.18]',
    });
  });

  it('does not run the packer of cracklib, which would leave files behind', async () => {
    const path = join(folder, 'sbin-packer');
    await symlink(await program('cracklib-packer', 'touch version.pwd; echo 0 0'), path);
    assert.deepEqual(await ask('packer', path, { folder }), {
      kind: 'other-program',
      path,
      package: 'cracklib',
    });
    assert.ok(!(await readdir(folder)).includes('version.pwd'));
  });

  it('says when it is missing, cannot be started, or does not answer', async () => {
    assert.deepEqual(await ask('packer', join(folder, 'missing')), { kind: 'not-found' });
    const broken = join(folder, 'broken');
    await writeFile(broken, '#!/nowhere/ruby\n');
    await chmod(broken, 0o755);
    const state = await ask('vagrant', broken);
    assert.ok(state?.kind === 'not-executable' && state.path === broken);
    assert.match(state.words, /ENOENT/u);
    const silent = await program('silent', 'sleep 30');
    assert.deepEqual(await ask('vagrant', silent, { timeLimit: 500 }), {
      kind: 'no-answer',
      path: silent,
      seconds: 0.5,
    });
  });

  it('stops when it is told to', async () => {
    const silent = await program('silent', 'sleep 30');
    assert.equal(await ask('vagrant', silent, {}, AbortSignal.timeout(300)), undefined);
  });
});
