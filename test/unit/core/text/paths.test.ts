import assert from 'node:assert/strict';
import { posix } from 'node:path';
import fc from 'fast-check';
import { folderOf, joinPath, staysInside } from '../../../../src/core/text/paths.ts';

describe('Paths in a workspace', () => {
  const paths = fc
    .array(fc.constantFrom('..', '.', 'a', 'b.yml', '', 'c d'), { maxLength: 6 })
    .map((parts) => parts.join('/'));

  it('are put together as POSIX does it', () => {
    fc.assert(
      fc.property(paths, paths, (folder, path) => {
        const joined = joinPath(folder, path);
        const expected = posix.normalize(path.startsWith('/') ? path : posix.join(folder, path));
        assert.equal(joined || '.', expected.replace(/(?<=.)\/$/u, ''));
        assert.equal(joinPath('', joined), joined);
      }),
    );
  });

  it('have folders', () => {
    for (const [path, folder] of [
      ['a/b.yml', 'a'],
      ['b.yml', ''],
      ['/b.yml', '/'],
      ['../b.yml', '..'],
    ] as const) {
      assert.equal(folderOf(path), folder);
    }
  });

  it('stay where they start or do not', () => {
    for (const path of ['a', 'a/../b', './a', '..a']) assert.equal(staysInside(path), true, path);
    for (const path of ['..', '../a', 'a/../../b', '/a']) assert.equal(staysInside(path), false, path);
  });
});
