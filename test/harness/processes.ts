import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** How long a process gets to end by itself, in milliseconds. */
const grace = 5000;

/** What must be ended before this process ends, the latest first. */
const running: (() => Promise<void>)[] = [];
let isEnding = false;

/**
 * Sees to it that something is ended, also when this process is ended by a signal.
 * @param end - ends it; called once
 * @returns ends it now
 */
export function endWithUs(end: () => Promise<void>): () => Promise<void> {
  let ended: Promise<void> | undefined;
  const endOnce = (): Promise<void> => {
    ended ??= end().finally(() => running.splice(running.indexOf(endOnce), 1));
    return ended;
  };
  running.push(endOnce);
  return endOnce;
}

/** Ends everything that was started, the latest first. */
export async function endEverything(): Promise<void> {
  for (const end of [...running].reverse()) await end().catch(() => undefined);
}

/** Ends everything and then this process. */
function exitWith(code: number): void {
  if (isEnding) return;
  isEnding = true;
  endEverything().then(
    () => process.exit(code),
    () => process.exit(code),
  );
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.on(signal, () => {
    exitWith(code);
  });
}

// The shell that npm runs a script in passes no signal on: when it is gone, nobody else would end us.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) exitWith(143);
}, 500).unref();

/** A program that runs in the background with everything it starts. */
export interface BackgroundProcess {
  readonly child: ChildProcess;
  /** Ends it and all it started. */
  readonly end: () => Promise<void>;
}

const guard = fileURLToPath(new URL('guard.mjs', import.meta.url));

/**
 * Starts a program in a process group of its own, so that ending it ends what it started as well. The group ends with
 * this process, even when this process is killed.
 * @param program - path
 * @param parameters - its arguments
 * @param environment - its environment variables, all of them
 */
export function startInBackground(
  program: string,
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv,
): BackgroundProcess {
  const child = spawn(process.execPath, [guard, program, ...parameters], {
    detached: true,
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return { child, end: endWithUs(() => endGroup(child)) };
}

async function endGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  const exited =
    child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve();
  signalGroup(pid, 'SIGTERM');
  await Promise.race([exited, wait(grace, undefined, { ref: false })]);
  signalGroup(pid, 'SIGKILL');
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (thrown) {
    // ESRCH: nothing of the group is left.
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH')) throw thrown;
  }
}
