import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTemplateMistakes } from '../../harness/packer.ts';
import { root } from '../../harness/paths.ts';

describe('The templates that a user starts from', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-templates-'));
    for (const part of ['ansible', 'packer'])
      await cp(join(root, part), join(folder, part), { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const change = async (file: string, from: string, to: string): Promise<void> => {
    const path = join(folder, file);
    const text = await readFile(path, 'utf8');
    assert.ok(text.includes(from));
    await writeFile(path, text.replace(from, to));
  };

  it('are what the oldest Packer takes, and are formatted as it does it', async () => {
    assert.equal(await findTemplateMistakes(folder), '');
  });

  it('are found to be wrong where Packer refuses them', async () => {
    await change('packer/web/image.pkr.hcl', 'shutdown_behavior', 'shutdown_behaviour');
    await change('packer/legacy/web.json', '"shutdown_behavior"', '"shutdown_behaviour"');
    await change('packer/backup/image.pkr.hcl', '  default     = "t3.small"', '  default = "t3.small"');
    const mistakes = await findTemplateMistakes(folder);
    assert.match(mistakes, /validate [^\n]*packer\/web:\n[^]*shutdown_behaviour/u);
    assert.match(mistakes, /validate [^\n]*packer\/legacy\/web\.json:\n[^]*shutdown_behaviour/u);
    assert.match(mistakes, /fmt -check -diff packer\/backup:/u);
  });

  it('let nobody in from everywhere', async () => {
    for (const file of [
      'packer/web/image.pkr.hcl',
      'packer/backup/image.pkr.hcl',
      'packer/legacy/web.json',
    ]) {
      const text = await readFile(join(folder, file), 'utf8');
      assert.match(text, /temporary_security_group_source_cidrs/u);
      assert.doesNotMatch(text, /0\.0\.0\.0\/0|::\/0/u);
      assert.match(text, /"?shutdown_behavior"?\s*[=:]\s*"terminate"/u);
    }
  });
});
