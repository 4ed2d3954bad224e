import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { startOf } from './processIdentity.ts';

const claimSchema = z.object({ pid: z.int(), start: z.string() });

/** A process that says that a folder is its own. */
export type Claimant = z.infer<typeof claimSchema>;

/** Undefined where the system does not say when a process was started. */
async function thisProcess(): Promise<Claimant | undefined> {
  const start = await startOf(process.pid);
  return start === undefined ? undefined : { pid: process.pid, start };
}

/**
 * Claims a folder that several windows know, so that one of them works on it. What a process that is gone has claimed is
 * taken over: each claim is a file of its own whose number is one higher, which only one process can make, and the highest
 * one counts.
 * @param folder - path of one that is there
 * @param claimant - who claims it; this process when left out
 * @returns whether it is the claimant's now; false too when the folder is gone
 * @throws NodeJS.ErrnoException when the folder cannot be written to
 */
export async function claimFolder(folder: string, claimant?: Claimant): Promise<boolean> {
  const own = claimant ?? (await thisProcess());
  if (own === undefined) return false;
  for (let number = 1; ;) {
    const path = join(folder, `claim-${number}`);
    const holder = await claimantOf(path);
    if (holder === undefined) {
      const made = await makeClaim(path, own);
      if (made !== 'taken') return made === 'made';
      continue;
    }
    if (holder.pid === own.pid && holder.start === own.start) return true;
    if ((await startOf(holder.pid)) === holder.start) return false;
    number += 1;
  }
}

/**
 * Whether whoever claimed a folder is gone.
 * @param folder - path of one that is there
 * @returns false where nobody has claimed it
 */
export async function isAbandoned(folder: string): Promise<boolean> {
  let holder: Claimant | undefined;
  for (let number = 1; ; number += 1) {
    const next = await claimantOf(join(folder, `claim-${number}`));
    if (next === undefined) break;
    holder = next;
  }
  return holder !== undefined && (await startOf(holder.pid)) !== holder.start;
}

/**
 * Lets others claim a folder that is this process's. The folder is gone after it, as a whole: who is about to claim it finds
 * the old claim or none.
 * @param folder - path of one that {@link claimFolder} has given to this process
 */
export async function releaseFolder(folder: string): Promise<void> {
  const gone = `${folder}.${randomUUID()}`;
  await rename(folder, gone);
  await rm(gone, { recursive: true, force: true });
}

/** A claim is there whole or not at all: a link to a file that is written already. */
async function makeClaim(path: string, claimant: Claimant): Promise<'made' | 'taken' | 'no folder'> {
  const unfinished = `${path}.${randomUUID()}`;
  try {
    await writeFile(unfinished, JSON.stringify(claimant), { mode: 0o600 });
    await link(unfinished, path);
    return 'made';
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'EEXIST') return 'taken';
    if (code === 'ENOENT') return 'no folder';
    throw thrown;
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function claimantOf(path: string): Promise<Claimant | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return claimSchema.parse(JSON.parse(text));
  } catch {
    // Nobody whose process could be there has written this.
    return { pid: 0, start: '' };
  }
}
