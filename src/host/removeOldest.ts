import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isNotThere } from './readIfThere.ts';
import { hour } from '../core/time/durations.ts';

/** Older than this, what a window was about to write is of one that did not live to finish it, in milliseconds. */
const longestWriting = hour;

interface FoundFile {
  readonly path: string;
  /** When it was last written, in milliseconds since 1970. */
  readonly time: number;
}

/**
 * Leaves the `.json` files of a folder that were written last, and removes the others. Other windows may write there and
 * remove files at the same time: what they have not finished (`writeWhole`) neither counts nor is touched.
 * @param folder - path of a folder that is there
 * @param most - how many may stay
 * @throws what Node says when the folder cannot be read, or a file in it cannot be removed
 */
export async function removeOldest(folder: string, most: number): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= most) return;
  const isFinished = (name: string): boolean => name.endsWith('.json');
  const [finished, unfinished] = await Promise.all([
    filesOf(folder, names.filter(isFinished)),
    filesOf(
      folder,
      names.filter((name) => !isFinished(name)),
    ),
  ]);
  const oldest = finished.sort((a, b) => b.time - a.time).slice(most);
  const abandoned = unfinished.filter(({ time }) => Date.now() - time > longestWriting);
  await Promise.all([...oldest, ...abandoned].map(({ path }) => rm(path, { force: true })));
}

async function filesOf(folder: string, names: readonly string[]): Promise<FoundFile[]> {
  const found = names.map(async (name): Promise<FoundFile[]> => {
    const path = join(folder, name);
    try {
      return [{ path, time: (await stat(path)).mtimeMs }];
    } catch (thrown) {
      if (isNotThere(thrown)) return [];
      throw thrown;
    }
  });
  return (await Promise.all(found)).flat();
}
