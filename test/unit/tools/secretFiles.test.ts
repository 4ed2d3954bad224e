import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseYaml } from '../../../src/core/playbooks/parseYaml.ts';
import { playbookCommand } from '../../../src/tools/ansible/playbookCommand.ts';
import { variablesAsYaml, writeSecretFiles } from '../../../src/tools/ansible/secretFiles.ts';

describe('What a person says for a run', () => {
  it('is the same text when YAML reads it, whatever is in it', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 30 });
    fc.assert(
      fc.property(fc.array(fc.tuple(texts, texts, fc.boolean()), { maxLength: 5 }), (given) => {
        const variables = given.map(([name, value, isUnsafe]) => ({ name, value, isUnsafe }));
        const { root, problems } = parseYaml(variablesAsYaml(variables));
        assert.deepEqual(problems, []);
        const read = root?.kind === 'mapping' ? [...root.entries] : [];
        assert.deepEqual(
          new Map(read.map(([name, { value }]) => [name, value.kind === 'scalar' ? value.text : value])),
          new Map(given.map(([name, value]) => [name, value])),
        );
      }),
    );
  });

  it('is in files of its owner alone, and neither in arguments nor in variables of the run', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ami-bakery-secrets-'));
    try {
      const { extraVars, environment } = await writeSecretFiles(folder, {
        becomePassword: 'HUSH-1',
        vaultPassword: 'HUSH-2',
        variables: [{ name: 'word', value: 'HUSH-3', isUnsafe: true }],
      });
      assert.ok(extraVars !== undefined);
      const { arguments: words } = playbookCommand('ansible-playbook', {
        playbook: 'web.yml',
        inventory: { hosts: ['web'] },
        extraVars: ['shared.yml', extraVars],
      });
      assert.deepEqual(words.slice(2, 6), ['--extra-vars', '@shared.yml', '--extra-vars', `@${extraVars}`]);
      assert.doesNotMatch(JSON.stringify([words, environment]), /HUSH/u);
      const secrets = join(folder, 'secrets');
      const modes = [secrets, ...(await readdir(secrets)).map((name) => join(secrets, name))].map(
        async (path) => (await stat(path)).mode & 0o777,
      );
      assert.deepEqual(await Promise.all(modes), [0o700, 0o600, 0o600, 0o600]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is nothing where nothing was asked, and Ansible asks nobody then', async () => {
    const files = await writeSecretFiles('/nowhere', { variables: [] });
    assert.equal(files.extraVars, undefined);
    assert.deepEqual(Object.values(files.environment), ['False', 'False', 'False']);
  });
});
