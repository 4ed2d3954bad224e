import { chown, readFile, stat, writeFile } from 'node:fs/promises';
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
 * Puts these keys of ours into an `authorized_keys` file and takes all others of ours out. The file is written in its
 * place, since sshd refuses one of another owner (sshd(8), `StrictModes`).
 * @param path - of the file; made when it is not there
 * @param keys - that shall be in it
 * @throws Error naming the file when it cannot be read or written
 */
export async function keepOurKeys(path: string, keys: readonly WantedKey[]): Promise<void> {
  try {
    const before = await textOf(path);
    const after = withOurKeys(before ?? '', keys);
    if (after === (before ?? '')) return;
    await writeFile(path, after, { mode: 0o600 });
    if (before === undefined) await giveToOwnerOfFolder(path);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Error(`Keys cannot be kept in ${path}: ${reason}`, { cause: thrown });
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
}

async function giveToOwnerOfFolder(path: string): Promise<void> {
  const { gid, uid } = await stat(dirname(path));
  await chown(path, uid, gid);
}
