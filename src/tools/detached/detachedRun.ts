import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { CommandLine } from '../commandLine.ts';
import { findProgram } from '../findProgram.ts';
import { writeWhole } from '../writeWhole.ts';
import { startOf } from './processIdentity.ts';

/** A program that runs on when the window that started it is closed or reloaded. */
export interface DetachedCommand extends CommandLine {
  /** Variables on top of those of this process. Secrets go here or into files, never into the arguments. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder it runs in. */
  readonly folder: string;
}

/** A run that was started by this window or by one before it. */
export interface DetachedRun {
  /** The folder that everything of the run is in; only its owner can look into it. */
  readonly folder: string;
  /** Number of the process that begins the run's group, which all that it starts belongs to. */
  readonly pid: number;
  /** What {@link startOf} said of that process; undefined when it had ended already. */
  readonly start: string | undefined;
}

/** What became of starting a run. */
export type DetachedStart =
  | { readonly kind: 'started'; readonly run: DetachedRun }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'not-executable'; readonly path: string; readonly cause: unknown };

/** How a run ended. */
export type DetachedEnd =
  | { readonly kind: 'exited'; readonly code: number }
  /** Nothing of it is left and nobody has noted how it ended: it was killed, or the machine was. */
  | { readonly kind: 'lost' };

const runSchema = z.object({ pid: z.int(), start: z.optional(z.string()) });

/**
 * Runs a program and notes how it ended; the program's own arguments follow. It begins when it reads a line: a window that dies
 * before it has noted the run has started nothing. It outlives the signals that tell the program to end, so that also that is
 * noted; the program itself gets them as it would without it (POSIX: what a shell catches its children do not inherit).
 */
const script =
  'exit=$1; secrets=$2; shift 2; trap \'rm -rf -- "$secrets"; exit\' INT TERM HUP; ' +
  'read -r begin || { rm -rf -- "$secrets"; exit; }; trap : INT TERM HUP; "$@" </dev/null; code=$?; rm -rf -- "$secrets"; ' +
  'echo $code >"$exit.unfinished"; mv "$exit.unfinished" "$exit"';

const names = { output: 'output', exit: 'exit', run: 'run.json', secrets: 'secrets' } as const;

/**
 * Where a run writes both of its outputs, as one.
 * @param run - or its folder alone
 */
export function outputFile({ folder }: Pick<DetachedRun, 'folder'>): string {
  return join(folder, names.output);
}

/**
 * A folder for files that nobody may find when the run has ended. It is removed then, also where no window is there any
 * more; whoever follows the run removes it earlier, when the files have been read.
 * @param run - or its folder alone
 */
export function secretFolder({ folder }: Pick<DetachedRun, 'folder'>): string {
  return join(folder, names.secrets);
}

/**
 * Removes what {@link secretFolder} holds, before the run does.
 * @param run - that has read it
 */
export function forgetSecrets(run: DetachedRun): Promise<void> {
  return rm(secretFolder(run), { recursive: true, force: true });
}

/**
 * Starts a program that survives this process. Its output goes to a file through a descriptor of its own: a pipe would
 * end it, and what it has begun, when its reader is gone (measured). POSIX systems only.
 * @param command - what to run; a name is searched for on PATH only
 * @param folder - of the run; made, for its owner alone
 * @throws NodeJS.ErrnoException when the folder cannot be written to
 */
export async function startDetached(command: DetachedCommand, folder: string): Promise<DetachedStart> {
  const found = await findProgram(command.program);
  if (found.kind !== 'found') return found;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const output = await open(outputFile({ folder }), 'a', 0o600);
  try {
    const shell = spawn(
      '/bin/sh',
      [
        '-c',
        script,
        'sh',
        join(folder, names.exit),
        secretFolder({ folder }),
        found.path,
        ...command.arguments,
      ],
      {
        cwd: command.folder,
        env: { ...process.env, ...command.environment },
        detached: true,
        stdio: ['pipe', output.fd, output.fd],
      },
    );
    const cause = await Promise.race([once(shell, 'spawn').then(() => undefined), once(shell, 'error')]);
    const { pid, stdin } = shell;
    if (pid === undefined || stdin === null)
      return { kind: 'not-executable', path: found.path, cause: cause?.[0] };
    shell.unref();
    // It is told to stop, and ends, before it has read anything.
    stdin.on('error', () => undefined);
    try {
      const run = { folder, pid, start: await startOf(pid) };
      await writeWhole(join(folder, names.run), JSON.stringify({ pid, start: run.start }));
      stdin.write('begin\n');
      return { kind: 'started', run };
    } finally {
      stdin.end();
    }
  } finally {
    await output.close();
  }
}

/**
 * The run of a folder, started by whichever window.
 * @param folder - that a run was started in
 * @returns undefined when none was; one of which nothing is known any more, as after a machine has stopped while it was noted,
 * counts as one that has ended
 */
export async function findDetached(folder: string): Promise<DetachedRun | undefined> {
  const path = join(folder, names.run);
  try {
    const { pid, start } = runSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    return { folder, pid, start };
  } catch {
    return existsSync(path) ? { folder, pid: 0, start: undefined } : undefined;
  }
}

/**
 * How a run ended.
 * @param run - started by whichever window
 * @returns undefined while it runs
 */
export async function endOf(run: DetachedRun): Promise<DetachedEnd | undefined> {
  const isRunning = await isAlive(run);
  // Asked for after that: a run notes how it ended before it is gone.
  const code = await exitCodeOf(run);
  if (code !== undefined) return { kind: 'exited', code };
  return isRunning ? undefined : { kind: 'lost' };
}

/**
 * Whether the process that a run began with is there.
 * @param run - started by whichever window
 */
export async function isAlive({ pid, start }: DetachedRun): Promise<boolean> {
  return start !== undefined && (await startOf(pid)) === start;
}

async function exitCodeOf({ folder }: DetachedRun): Promise<number | undefined> {
  const text = await readFile(join(folder, names.exit), 'utf8').catch(() => '');
  return /^\d+\n$/u.test(text) ? Number(text) : undefined;
}
