import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startInBackground } from '../../harness/processes.ts';
import { ensurePythonPackages } from '../../harness/toolchain.ts';

/** A moto that is running. */
export interface MotoServer {
  /** Address to give to AWS clients. */
  readonly endpoint: string;
  /** Ends it. */
  close(): Promise<void>;
}

/**
 * Starts moto on a free port of 127.0.0.1, without the images that it brings.
 * @param account - id of the account that every key belongs to
 * @throws Error with what moto said when it ended before it was ready
 */
export async function startMoto(account: string): Promise<MotoServer> {
  const python = await ensurePythonPackages();
  const { child, end } = startInBackground(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', '0'], {
    PATH: process.env['PATH'],
    MOTO_ACCOUNT_ID: account,
    MOTO_EC2_LOAD_DEFAULT_AMIS: 'false',
    MOTO_ENABLE_AMI_VALIDATION: 'true',
  });
  const said: string[] = [];
  if (child.stderr === null) throw new Error('moto has no standard error.');
  const lines = createInterface(child.stderr);
  const ready = new Promise<string>((resolve) => {
    // Read to the end, so that the log of its requests does not fill the pipe.
    lines.on('line', (line) => {
      said.push(line);
      const [, address] = /Running on (http:\/\/127\.0\.0\.1:\d+)/u.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
  const ended = once(child, 'exit').then(() => undefined);
  const endpoint = await Promise.race([ready, ended]);
  if (endpoint === undefined) throw new Error(`moto ended before it was ready:\n${said.join('\n')}`);
  return { endpoint, close: end };
}
