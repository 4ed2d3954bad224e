import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keepConditions } from '../../../../src/core/cleanup/keepConditions.ts';
import { root } from '../../../harness/paths.ts';

describe('The rule in docs/lifecycle.md', () => {
  it('has every condition in its table, in their order, and no other', async () => {
    const text = await readFile(join(root, 'docs', 'lifecycle.md'), 'utf8');
    const [, table = ''] = /^\| condition [^\n]*\n([\s\S]*?)\n\n/mu.exec(text) ?? [];
    const names = [...table.matchAll(/^\| (?:\*\*)?`([\w-]+)`/gmu)].map(([, name]) => name);
    assert.deepEqual(
      names,
      keepConditions.map(({ name }) => name),
    );
  });
});
