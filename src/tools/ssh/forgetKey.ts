import { runProgram } from '../runProgram.ts';
import { type SshAddress, sshCommand } from './sshAddress.ts';

/** How long it may take, in milliseconds: a connection and two small files. */
const timeLimit = 30_000;

/**
 * Takes a key out of the files by which a machine lets in its user and root, as Packer does with its own before it makes an
 * image (step_cleanup_temp_keys.go, 1.6.6). Lines are known by the key itself, whatever stands around it.
 * @param address - how the machine is reached: with this key, for instance
 * @param publicKey - in the form of OpenSSH: `ssh-ed25519 AAAA…`
 * @param signal - stops it
 * @throws Error in ssh's words
 * @throws RangeError for what is no public key
 */
export async function forgetKeyOn(
  address: SshAddress,
  publicKey: string,
  signal: AbortSignal,
): Promise<void> {
  const [, body = ''] = publicKey.split(' ');
  // Nothing else gets into a command that a shell of the machine reads.
  if (!/^[A-Za-z0-9+/=]{32,}$/u.test(body)) throw new RangeError('This is no public key.');
  // Root's first: who cannot change that must be able to come back.
  const file = '/root/.ssh/authorized_keys';
  const remove = `sed -i '\\|${body}|d'`;
  const script = [
    'sudo -n true',
    `{ ! sudo -n test -f ${file} || sudo -n ${remove} ${file}; }`,
    `${remove} ~/.ssh/authorized_keys`,
  ].join(' && ');
  const { program, arguments: words } = sshCommand(address);
  const end = await runProgram(
    { program, arguments: ['-o', 'BatchMode=yes', ...words, script], timeLimit },
    signal,
  );
  if (end.kind === 'exited' && end.code === 0) return;
  throw new Error(`ssh: ${'stderr' in end && end.stderr.trim() !== '' ? end.stderr.trim() : end.kind}`);
}
