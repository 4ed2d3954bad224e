import { type DetachedEnd, type DetachedRun, endOf, outputFile } from './detachedRun.ts';
import { followLines } from './followFile.ts';
import { stopWhenAborted } from './stopWhenAborted.ts';

/** What to do with a run that is followed. */
export interface RunListener {
  /** A line of its output, without its end. */
  readonly onOutput: (line: string) => void;
  /** Ends it, in the way that its program needs; called once, when the signal is aborted. */
  readonly stop: () => Promise<unknown>;
}

/**
 * Follows the output of a run from its beginning to its end, also of one that an earlier window has started.
 * @param run - to follow
 * @param listener - what to do with it
 * @param signal - ends the run; it is followed until it has ended
 */
export async function followRun(
  run: DetachedRun,
  { onOutput, stop }: RunListener,
  signal: AbortSignal,
): Promise<DetachedEnd> {
  const isWritten = async (): Promise<boolean> => (await endOf(run)) !== undefined;
  const stopping = stopWhenAborted(stop, signal);
  try {
    const options = { signal: new AbortController().signal };
    for await (const line of followLines(outputFile(run), isWritten, options)) onOutput(line);
  } finally {
    await stopping.settled();
  }
  return (await endOf(run)) ?? { kind: 'lost' };
}
