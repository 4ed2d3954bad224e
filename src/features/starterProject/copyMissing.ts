import { constants } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What became of one file. */
export interface CopiedFile {
  /** Its path below both folders. */
  readonly path: string;
  /** False when there was something of that name already, which is as it was. */
  readonly isNew: boolean;
}

/**
 * Copies the files of a folder that another one lacks, in the order of their paths. Nothing that is there is changed,
 * also when it appears meanwhile: the system itself refuses to write over it (`COPYFILE_EXCL`).
 * @param source - folder to copy from; it may hold files and folders only
 * @param target - folder to copy to; made where it is not there
 * @yields each file as soon as it has been dealt with
 * @throws NodeJS.ErrnoException in the words of the system, with the path that it was about
 */
export async function* copyMissing(
  source: string,
  target: string,
): AsyncGenerator<CopiedFile, void, undefined> {
  for (const path of await filesBelow(source)) {
    const file = join(target, path);
    await mkdir(dirname(file), { recursive: true });
    yield { path, isNew: await copyIfMissing(join(source, path), file) };
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

async function copyIfMissing(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false;
    throw thrown;
  }
}
