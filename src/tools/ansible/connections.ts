import { readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../runProgram.ts';

/** How long ssh may take to end a connection, in milliseconds. */
const timeLimit = 5000;

/**
 * The folder of the sockets by which the tasks of a run share a connection. Each run has one of its own: Ansible 2.14 and 2.19
 * name a socket by the name of the host alone (ssh.py, `_create_control_path`), and the machines of two projects may have one
 * name. Short, since the path of a socket has at most 104 characters on macOS.
 * @param runId - a UUID
 */
function socketFolder(runId: string): string {
  return join(homedir(), '.ansible', 'cp', runId.slice(0, 8));
}

/**
 * The variables by which a run has connections that no other uses.
 * @param runId - a UUID
 */
export function connectionVariables(runId: string): Readonly<Record<string, string>> {
  return { ANSIBLE_SSH_CONTROL_PATH: '', ANSIBLE_SSH_CONTROL_PATH_DIR: socketFolder(runId) };
}

/**
 * Ends the connections of a run, which else stay open for a minute.
 * @param runId - a UUID
 */
export async function endConnections(runId: string): Promise<void> {
  const folder = socketFolder(runId);
  const sockets = await readdir(folder).catch(() => []);
  await Promise.all(
    sockets.map((socket) =>
      runProgram(
        {
          program: 'ssh',
          arguments: ['-F', 'none', '-o', `ControlPath=${join(folder, socket)}`, '-O', 'exit', 'all'],
          timeLimit,
        },
        new AbortController().signal,
      ),
    ),
  );
  await rm(folder, { recursive: true, force: true });
}
