import { connect } from 'node:net';
import type { SshAddress } from './sshAddress.ts';

/**
 * Whether anybody answers where a machine is reached. What Vagrant has noted of a machine that somebody else has stopped is
 * not so any more (measured).
 * @param address - of the machine
 * @param timeLimit - in milliseconds
 */
export async function isReachable(
  { host, port }: Pick<SshAddress, 'host' | 'port'>,
  timeLimit: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.setTimeout(timeLimit, () => {
      end(false);
    });
    socket.once('connect', () => {
      end(true);
    });
    socket.once('error', () => {
      end(false);
    });
  });
}
