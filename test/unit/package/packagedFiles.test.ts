import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { withLock } from '../../../scripts/lock.mjs';
import { listPackagedFiles } from '../../../scripts/package.ts';
import { buildExtension } from '../../../scripts/build.ts';
import { builtFolder } from '../../harness/vsix.ts';

describe('The VSIX', () => {
  it('holds the files of test/unit/package/packagedFiles.txt and no others', async () => {
    const files = await withLock(builtFolder, async () => {
      await buildExtension(true);
      return listPackagedFiles();
    });
    const expected = readFileSync(new URL('packagedFiles.txt', import.meta.url), 'utf8');
    assert.equal(`${files.join('\n')}\n`, expected);
  }).timeout(60_000);
});
