import assert from 'node:assert/strict';
import { runScript } from '../../../scripts/runScript.ts';
import { MissingToolError } from '../../harness/toolchain.ts';

describe('A script that fails', () => {
  const { error } = console;
  afterEach(() => {
    console.error = error;
    process.exitCode = 0;
  });

  /** What it prints. */
  const wordsOf = async (thrown: Error): Promise<unknown[]> => {
    const words: unknown[] = [];
    console.error = (...told: unknown[]): void => void words.push(...told);
    await runScript(() => Promise.reject(thrown));
    assert.equal(process.exitCode, 1);
    return words;
  };

  it('says in one line what is missing on this machine, or what a person did wrong', async () => {
    assert.deepEqual(await wordsOf(new MissingToolError('Install it.', { cause: new Error('ENOENT') })), [
      'Install it.',
    ]);
    assert.deepEqual(await wordsOf(new Error('Such an option there is not.')), [
      'Such an option there is not.',
    ]);
  });

  it('shows where a defect is', async () => {
    const defect = new TypeError('undefined is not a function');
    assert.deepEqual(await wordsOf(defect), [defect]);
  });
});
