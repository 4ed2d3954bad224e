import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { CommandLine } from './commandLine.ts';
import { findProgram } from './findProgram.ts';

/** One run of a program that answers and ends. */
export interface ProgramCall extends CommandLine {
  /**
   * Variables on top of those of this process. Secrets go here or into files, never into the arguments, which every
   * other process can read.
   */
  readonly environment?: Readonly<Record<string, string>>;
  /** Folder it runs in; that of this process when left out. */
  readonly folder?: string;
  /** How long it may take, in milliseconds. */
  readonly timeLimit: number;
  /** How many characters of each of its two outputs are kept, from the beginning; the rest is read and dropped. */
  readonly outputLimit?: number;
}

/** What a program printed. */
export interface ProgramOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** True when it printed more than was kept. */
  readonly isCut: boolean;
}

/** How running a program ended. */
export type ProgramEnd =
  | ({ readonly kind: 'exited'; readonly code: number } & ProgramOutput)
  /** Ended by a signal that did not come from here. */
  | ({ readonly kind: 'killed'; readonly signal: string } & ProgramOutput)
  | ({ readonly kind: 'timed-out' } & ProgramOutput)
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'not-found' }
  /** It is there but could not be started; the cause is the system's own error, if there was one. */
  | { readonly kind: 'not-executable'; readonly path: string; readonly cause: unknown };

const defaultOutputLimit = 1_000_000;

/** How long a program that was told to end may take, in milliseconds, before it is ended by force. */
const graceTime = 2000;

/**
 * How long output is waited for after a program has ended, in milliseconds. What it left behind in the background,
 * such as the connection that ssh keeps for later, may hold its output open for hours.
 */
const pipeTime = 1000;

/**
 * Runs a program to its end, without a shell and without standard input, and captures what it prints. Where the system
 * has process groups it gets one of its own, so that what it started itself ends with it. For programs that may be
 * ended at any moment; a bake or a machine that starts needs a runner that knows how to interrupt it.
 * @param call - what to run; a name is searched for on PATH only (findProgram.ts)
 * @param signal - ends it
 * @returns how it ended, when nothing of it is left; never rejects for anything that the program or the system does
 */
export async function runProgram(call: ProgramCall, signal: AbortSignal): Promise<ProgramEnd> {
  const found = await findProgram(call.program);
  if (found.kind !== 'found') return signal.aborted ? { kind: 'cancelled' } : found;
  const { execa } = await import('./execa.ts');
  if (signal.aborted) return { kind: 'cancelled' };
  const subprocess = execa(found.path, call.arguments, {
    stdin: 'ignore',
    buffer: false,
    reject: false,
    detached: hasGroups,
    windowsHide: true,
    ...(call.environment === undefined ? {} : { env: call.environment }),
    ...(call.folder === undefined ? {} : { cwd: call.folder }),
  });
  const limit = call.outputLimit ?? defaultOutputLimit;
  const stdout = collect(subprocess.stdout, limit);
  const stderr = collect(subprocess.stderr, limit);
  const watch = watchOver(subprocess, call.timeLimit, signal);
  const { cause } = await subprocess;
  const { exit, stopped } = watch.end();
  const output = { stdout: stdout.text, stderr: stderr.text, isCut: stdout.isCut || stderr.isCut };
  if (exit === undefined) return { kind: 'not-executable', path: found.path, cause };
  if (stopped === 'cancelled') return { kind: 'cancelled' };
  if (stopped === 'timed-out') return { kind: 'timed-out', ...output };
  return exit.code === null
    ? { kind: 'killed', signal: exit.signal ?? '', ...output }
    : { kind: 'exited', code: exit.code, ...output };
}

const hasGroups = process.platform !== 'win32';

/** A program that was started, as far as it is watched over. */
type Started = Pick<ChildProcess, 'pid' | 'kill' | 'once'> & {
  readonly stdout: Readable;
  readonly stderr: Readable;
};

/** What became of a program that was started. */
interface Course {
  /** Undefined for one that the system did not start. */
  exit: { readonly code: number | null; readonly signal: NodeJS.Signals | null } | undefined;
  /** Why it was told to end; undefined when it was not. */
  stopped: 'timed-out' | 'cancelled' | undefined;
}

/** Ends a program when its time is over or nobody wants it any more, and lets go of output that stays open after it. */
function watchOver(program: Started, timeLimit: number, signal: AbortSignal): { end: () => Course } {
  const course: Course = { exit: undefined, stopped: undefined };
  const timers: NodeJS.Timeout[] = [];
  const after = (milliseconds: number, act: () => void): void => {
    timers.push(setTimeout(act, milliseconds));
  };
  const stop = (why: 'timed-out' | 'cancelled'): void => {
    // What has ended by itself needs no ending.
    if (course.stopped !== undefined || course.exit !== undefined) return;
    course.stopped = why;
    kill(program, 'SIGTERM');
    after(graceTime, () => {
      kill(program, 'SIGKILL');
    });
  };
  const cancel = (): void => {
    stop('cancelled');
  };
  signal.addEventListener('abort', cancel, { once: true });
  after(timeLimit, () => {
    stop('timed-out');
  });
  program.once('exit', (code, exitSignal) => {
    course.exit = { code, signal: exitSignal };
    // The program itself has ended; what it started may have ignored the first signal.
    if (course.stopped !== undefined) kill(program, 'SIGKILL');
    after(pipeTime, () => {
      program.stdout.destroy();
      program.stderr.destroy();
    });
  });
  return {
    end: () => {
      signal.removeEventListener('abort', cancel);
      timers.forEach(clearTimeout);
      return course;
    },
  };
}

/** Signals a program and, where there are groups, everything it started that stayed in its group. */
function kill(program: Started, signal: NodeJS.Signals): void {
  if (!hasGroups || program.pid === undefined) {
    program.kill(signal);
    return;
  }
  try {
    process.kill(-program.pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}

/** Reads all of a stream, so that its writer never waits, and keeps the beginning. */
function collect(stream: Readable, limit: number): { readonly text: string; readonly isCut: boolean } {
  const collected = { text: '', isCut: false };
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const room = limit - collected.text.length;
    collected.text += chunk.slice(0, room);
    if (chunk.length > room) collected.isCut = true;
  });
  return collected;
}
