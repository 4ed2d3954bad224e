import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../runProgram.ts';

/** A key pair that was made here. */
export interface MadeKeyPair {
  /** Path of the private key, which only its owner can read. */
  readonly path: string;
  /** In the form of OpenSSH. */
  readonly publicKey: string;
}

/** Name of the file of a private key. */
const keyName = 'key';

/** How long that may take, in milliseconds; some ten are usual. */
const timeLimit = 10_000;

/**
 * Makes a key pair for one use, without a passphrase. EC2 Instance Connect takes ed25519 (EC2 User Guide, "Connect using EC2
 * Instance Connect").
 * @param folder - an empty one, for its owner alone
 * @param signal - stops it
 * @throws Error in ssh-keygen's words
 */
export async function makeKeyPair(folder: string, signal: AbortSignal): Promise<MadeKeyPair> {
  const path = join(folder, keyName);
  const end = await runProgram(
    {
      program: 'ssh-keygen',
      arguments: ['-q', '-t', 'ed25519', '-N', '', '-C', 'ami-bakery', '-f', path],
      timeLimit,
    },
    signal,
  );
  if (end.kind !== 'exited' || end.code !== 0) {
    throw new Error(`ssh-keygen: ${'stderr' in end ? end.stderr.trim() : end.kind}`);
  }
  return { path, publicKey: await readPublicKey(folder) };
}

/**
 * The public key of a pair that was made in a folder.
 * @param folder - of {@link makeKeyPair}
 * @throws NodeJS.ErrnoException when none was made there
 */
export async function readPublicKey(folder: string): Promise<string> {
  return (await readFile(join(folder, `${keyName}.pub`), 'utf8')).trim();
}
