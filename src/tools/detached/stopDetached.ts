import { setTimeout as wait } from 'node:timers/promises';
import { type DetachedRun, isAlive } from './detachedRun.ts';
import { childrenOf, isGroupAlive } from './processIdentity.ts';

/** One way to ask a run to end, and how long it may take. */
export interface StopStep {
  readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL';
  /** Milliseconds until the next step. */
  readonly patience: number;
}

/** How often it is looked whether a run has ended, in milliseconds. */
const interval = 50;

/**
 * Ends a run with everything that it has started and that stayed in its group, the gentlest way first. A run that has
 * ended is left alone: its number may belong to somebody else.
 * @param run - started by whichever window
 * @param steps - how to ask, in order
 * @returns whether nothing of it is left
 */
export async function stopDetached(run: DetachedRun, steps: readonly StopStep[]): Promise<boolean> {
  if (!(await isAlive(run))) return true;
  for (const { signal: kind, patience } of steps) {
    signalGroup(run.pid, kind);
    await waitUntil(async () => !(await isAlive(run)), patience);
    if (!(await isAlive(run))) break;
  }
  if (await isAlive(run)) return false;
  // What the program has left behind is the run's too. Its group had a member a moment ago, so it is still its number.
  signalGroup(run.pid, 'SIGKILL');
  const isGone = async (): Promise<boolean> => !(await isGroupAlive(run.pid));
  await waitUntil(isGone, 1000);
  return isGone();
}

/**
 * Asks the program of a run to end, and only the program, once: for one that ends what it has started by itself, and leaves
 * it behind when that gets the signal too, or when it is asked twice.
 * @param run - started by whichever window
 * @param patience - how long is waited for its end, in milliseconds
 * @returns whether it has ended; what it has left running on purpose goes on
 */
export async function interruptProgram(run: DetachedRun, patience: number): Promise<boolean> {
  if (!(await isAlive(run))) return true;
  for (const pid of await childrenOf(run.pid)) signal(pid, 'SIGINT');
  await waitUntil(async () => !(await isAlive(run)), patience);
  return !(await isAlive(run));
}

async function waitUntil(isSo: () => Promise<boolean>, patience: number): Promise<void> {
  const end = performance.now() + patience;
  while (!(await isSo()) && performance.now() < end) await wait(interval);
}

function signalGroup(group: number, kind: NodeJS.Signals): void {
  signal(-group, kind);
}

function signal(target: number, kind: NodeJS.Signals): void {
  try {
    process.kill(target, kind);
  } catch {
    // Nobody is left there.
  }
}
