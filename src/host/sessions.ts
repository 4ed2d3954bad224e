import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { startOf } from '../tools/detached/processIdentity.ts';
import { writeWhole } from '../tools/writeWhole.ts';

const sessionSchema = z.object({ pid: z.int(), start: z.string() });

/**
 * Notes that a window has launched something, so that others know whether it still is there.
 * @param folder - of all windows
 * @param id - of this one
 * @throws NodeJS.ErrnoException when it cannot be written
 */
export async function noteSession(folder: string, id: string): Promise<void> {
  const start = await startOf(process.pid);
  if (start === undefined) return;
  await mkdir(sessionsFolder(folder), { recursive: true });
  await writeWhole(join(sessionsFolder(folder), `${id}.json`), JSON.stringify({ pid: process.pid, start }));
}

/**
 * The windows that have launched something and still are there.
 * @param folder - of all windows
 */
export async function liveSessions(folder: string): Promise<ReadonlySet<string>> {
  const names = await readdir(sessionsFolder(folder)).catch(() => []);
  const live = await Promise.all(
    names.map(async (name) => {
      const isLive = await isThere(join(sessionsFolder(folder), name));
      return isLive ? [name.replace(/\.json$/u, '')] : [];
    }),
  );
  return new Set(live.flat());
}

function sessionsFolder(folder: string): string {
  return join(folder, 'sessions');
}

async function isThere(file: string): Promise<boolean> {
  try {
    const { pid, start } = sessionSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    return (await startOf(pid)) === start;
  } catch {
    return false;
  }
}
