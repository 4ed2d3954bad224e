import { readFile } from 'node:fs/promises';

/**
 * The text of a file of this machine, which may start with a byte order mark.
 * @param path - of the file
 * @returns undefined when there is no such file
 * @throws what Node says when the file cannot be read
 */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await readFile(path));
  } catch (thrown) {
    if (isNotThere(thrown)) return undefined;
    throw thrown;
  }
}

/**
 * Whether Node says that there is no such file or folder.
 * @param thrown - by something that reads
 */
export function isNotThere(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}
