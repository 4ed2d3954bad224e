// A lock between processes that the system gives back when its holder ends, however it ends: a name that only one
// process can listen at. Plain JavaScript on Node's own modules, because the bootstrap uses it.
import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * @param {string} name
 * @returns {string | undefined} undefined on a system where such names are files, which outlive who made them
 */
function address(name) {
  const id = `ami-bakery-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;
  if (process.platform === 'linux') return `\0${id}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${id}` : undefined;
}

/**
 * @param {string} path
 * @returns {Promise<import('node:net').Server | undefined>} undefined when another process listens there
 */
function listen(path) {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if ('code' in error && error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(path, () => {
      resolve(server);
    });
  });
}

/**
 * Does work that no other process of this machine does at the same time; on macOS without that promise.
 * @template T
 * @param {string} name - what is worked on, a folder for instance
 * @param {() => Promise<T>} work
 * @returns {Promise<T>} what the work returns
 */
export async function withLock(name, work) {
  const path = address(name);
  if (path === undefined) return work();
  let server = await listen(path);
  if (server === undefined) console.error(`Waiting for another command that works on ${name}…`);
  while (server === undefined) {
    await wait(300);
    server = await listen(path);
  }
  try {
    return await work();
  } finally {
    server.close();
  }
}
