// Runs a program in the process group that this process leads, and ends the whole group when standard input ends: the
// process that started us is gone then, even if it was killed and could not clean up.
import { spawn } from 'node:child_process';

/** How long the group gets to end by itself, in milliseconds. */
const grace = 5000;

const [program, ...parameters] = process.argv.slice(2);
if (program === undefined) throw new Error('Usage: node guard.mjs <program> [argument…]');
const child = spawn(program, parameters, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => {
  console.error(error.message);
  process.exit(127);
});
let isAbandoned = false;
child.on('exit', (code) => {
  if (isAbandoned) process.kill(-process.pid, 'SIGKILL');
  process.exit(code ?? 1);
});

// Signals reach the program as well, being sent to the group; we end when it has.
process.on('SIGTERM', () => undefined);
process.on('SIGINT', () => undefined);

process.stdin.on('end', () => {
  isAbandoned = true;
  process.kill(-process.pid, 'SIGTERM');
  setTimeout(() => process.kill(-process.pid, 'SIGKILL'), grace);
});
process.stdin.resume();
