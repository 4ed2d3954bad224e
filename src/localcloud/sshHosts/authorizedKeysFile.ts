import { randomUUID } from 'node:crypto';
import { chmod, chown, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A key that shall be in the file. */
export interface WantedKey {
  readonly instanceId: string;
  /** In the form of OpenSSH; its comment is replaced. */
  readonly publicKey: string;
}

/** How the lines end that this program writes, whichever local cloud it was: one that was killed leaves them behind. */
const ourLine = / localcloud:i-[0-9a-f]+\s*$/u;

/**
 * The text of an `authorized_keys` file with these keys of ours and no others. Lines of other people stay as they are.
 * @param text - of the file as it is
 * @param keys - that shall be in it
 */
export function withOurKeys(text: string, keys: readonly WantedKey[]): string {
  const others = text.split(/(?<=\n)/u).filter((line) => !ourLine.test(line));
  const kept = others.join('');
  const missingEnd = keys.length > 0 && kept !== '' && !kept.endsWith('\n') ? '\n' : '';
  const ours = keys.map(({ instanceId, publicKey }) => {
    const [type = '', encoded = ''] = publicKey.trim().split(/\s+/u);
    return `${type} ${encoded} localcloud:${instanceId}\n`;
  });
  return kept + missingEnd + [...new Set(ours)].join('');
}

/**
 * Puts these keys of ours into an `authorized_keys` file and takes all others of ours out. A reader sees the file as it
 * was or as it is to be, never a part of it: somebody who signs in at that moment is not refused.
 * @param path - of the file; made when it is not there
 * @param keys - that shall be in it
 * @throws Error naming the file when it cannot be read or written
 */
export async function keepOurKeys(path: string, keys: readonly WantedKey[]): Promise<void> {
  try {
    const before = await fileAt(path);
    const after = withOurKeys(before?.text ?? '', keys);
    if (after === (before?.text ?? '')) return;
    await replace(before ?? (await newFile(path)), after);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Error(`Keys cannot be kept in ${path}: ${reason}`, { cause: thrown });
  }
}

/** Where a file is, and what a file in its place must be like: sshd refuses one of another owner (sshd(8), `StrictModes`). */
interface Place {
  /** With no symbolic link in it. */
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

async function fileAt(path: string): Promise<(Place & { readonly text: string }) | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    const { mode, uid, gid } = await stat(path);
    return { path: await realpath(path), text, mode: mode & 0o777, uid, gid };
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
}

async function newFile(path: string): Promise<Place> {
  const { uid, gid } = await stat(dirname(path));
  return { path, mode: 0o600, uid, gid };
}

async function replace({ path, mode, uid, gid }: Place, text: string): Promise<void> {
  const unfinished = `${path}.${randomUUID()}`;
  try {
    await writeFile(unfinished, text, { mode: 0o600 });
    await chown(unfinished, uid, gid);
    await chmod(unfinished, mode);
    await rename(unfinished, path);
  } catch (thrown) {
    await rm(unfinished, { force: true });
    throw thrown;
  }
}
