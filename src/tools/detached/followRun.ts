import { type DetachedEnd, type DetachedRun, endOf, outputFile } from './detachedRun.ts';
import { followLines } from './followFile.ts';
import { stopWhenAborted } from './stopWhenAborted.ts';

/** A file that a run writes to besides its output. */
export interface RunFile {
  /** One that is not there yet is waited for. */
  readonly path: string;
  /** A line of it, without its end. */
  readonly onLine: (line: string) => void;
}

/** What to do with a run that is followed. */
export interface RunListener {
  /** A line of its output, without its end. */
  readonly onOutput: (line: string) => void;
  readonly files?: readonly RunFile[];
  /** Ends it, in the way that its program needs; called once, when the signal is aborted. */
  readonly stop: () => Promise<unknown>;
}

/**
 * Follows what a run writes from its beginning to its end, also one that an earlier window has started.
 * @param run - to follow
 * @param listener - what to do with it
 * @param signal - ends the run; it is followed until it has ended
 * @returns how it ended, when nothing of it is left
 * @throws NodeJS.ErrnoException for a file that is there and cannot be read
 */
export async function followRun(
  run: DetachedRun,
  { onOutput, files = [], stop }: RunListener,
  signal: AbortSignal,
): Promise<DetachedEnd> {
  const isWritten = async (): Promise<boolean> => (await endOf(run)) !== undefined;
  const follow = async ({ path, onLine }: RunFile): Promise<void> => {
    const forever = new AbortController().signal;
    for await (const line of followLines(path, isWritten, { signal: forever })) onLine(line);
  };
  const stopping = stopWhenAborted(stop, signal);
  try {
    await Promise.all([{ path: outputFile(run), onLine: onOutput }, ...files].map(follow));
  } finally {
    await stopping.settled();
  }
  return (await endOf(run)) ?? { kind: 'lost' };
}
