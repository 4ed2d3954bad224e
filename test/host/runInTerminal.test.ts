import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInTerminal } from '../../src/features/environments/runInTerminal.ts';

describe('A program in the terminal', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ami-bakery-host-'));
  });
  after(() => rm(folder, { recursive: true }));

  const node = (script: string, ...parameters: readonly string[]): Parameters<typeof runInTerminal>[1] => ({
    program: process.execPath,
    arguments: ['-e', script, ...parameters],
  });

  it('is waited for until it has ended itself, not another one of the same title', async () => {
    const file = join(folder, 'end');
    const whenThere = "setInterval(() => require('fs').existsSync(process.argv[1]) && process.exit(3), 50)";
    const first = runInTerminal('Sign in to dev', node(whenThere, file));
    const second = await runInTerminal('Sign in to dev', node('process.exit(5)'));
    assert.deepEqual(second, { kind: 'exited', code: 5 });
    const firstEnded = await Promise.race([first, Promise.resolve('still running')]);
    assert.equal(firstEnded, 'still running');
    await writeFile(file, '');
    assert.deepEqual(await first, { kind: 'exited', code: 3 });
  });
});
