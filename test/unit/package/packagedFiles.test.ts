import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { listPackagedFiles } from '../../../scripts/package.ts';
import { buildExtension } from '../../../scripts/build.ts';

describe('The VSIX', () => {
  it('holds the files of test/unit/package/packagedFiles.txt and no others', async () => {
    await buildExtension(true);
    const expected = readFileSync(new URL('packagedFiles.txt', import.meta.url), 'utf8');
    assert.equal(`${(await listPackagedFiles()).join('\n')}\n`, expected);
  }).timeout(30_000);
});
