import { rename, rm, writeFile } from 'node:fs/promises';

/**
 * Writes a file of this machine that only its owner may read, so that who reads it meanwhile sees what was there before
 * or all of it. Nothing half-written stays.
 * @param path - of the file, in a folder that is there
 * @param text - what it shall hold
 * @throws what Node says when it cannot be written
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  try {
    await writeFile(unfinished, text, { mode: 0o600 });
    await rename(unfinished, path);
  } catch (thrown) {
    await rm(unfinished, { force: true });
    throw thrown;
  }
}
