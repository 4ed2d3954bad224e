import assert from 'node:assert/strict';
import { join } from 'node:path';
import { npmCommand } from '../../../scripts/npm.mjs';

const node = join('/programs', 'nodejs', 'node.exe');
const beside = join('/programs', 'nodejs', 'node_modules', 'npm', 'bin', 'npm-cli.js');

describe('Starting npm without a shell', () => {
  it('uses the npm that runs us', () => {
    const npm = join('/elsewhere', 'npm-cli.js');
    assert.deepEqual(npmCommand({ npm, platform: 'win32', node }), { program: node, parameters: [npm] });
  });

  it('uses the one on PATH where none runs us', () => {
    assert.deepEqual(npmCommand({ platform: 'linux', node }), { program: 'npm', parameters: [] });
  });

  it('uses the one beside Node on Windows, where the npm on PATH needs a shell', () => {
    const exists = (path: string): boolean => path === beside;
    assert.deepEqual(npmCommand({ platform: 'win32', node, exists }), {
      program: node,
      parameters: [beside],
    });
  });

  it('says what to do where there is none', () => {
    assert.throws(() => npmCommand({ platform: 'win32', node, exists: () => false }), /Run this by npm/u);
  });
});
