import type { Failure } from './failure.ts';

/** The work ran to its end. */
export interface Done<T> {
  readonly kind: 'done';
  readonly value: T;
}

/** The person, or the closing window, stopped the work. Never shown as an error. */
export interface Cancelled {
  readonly kind: 'cancelled';
}

/** The work could not be finished. */
export interface Failed {
  readonly kind: 'failed';
  readonly failure: Failure;
}

/** How any long piece of work ends. Every feature reports with these three words and no others. */
export type Outcome<T> = Done<T> | Cancelled | Failed;

/** What an outcome of {@link Work} may report on its way. */
export interface ProgressUpdate {
  /** The step that is running, translated: "Reading us-east-1". */
  readonly message?: string;
  /** How far the whole work is, 0 to 1; left out when nobody can know. */
  readonly fraction?: number;
}

/** What a piece of work is given to say how far it is and to hear that it should stop. */
export interface WorkContext {
  readonly signal: AbortSignal;
  readonly report: (update: ProgressUpdate) => void;
}

/**
 * A long piece of work. It never rejects: what it could not do is its outcome.
 * Use {@link attempt} to turn code that throws into one.
 */
export type Work<T> = (context: WorkContext) => Promise<Outcome<T>>;

/** The outcome of work that cancelled; there is only one kind of it. */
export const cancelled: Cancelled = { kind: 'cancelled' };

/**
 * The outcome of work that ended well.
 * @param value - what it produced
 */
export function done<T>(value: T): Done<T> {
  return { kind: 'done', value };
}

/**
 * The outcome of work that failed.
 * @param failure - why, and what to do about it
 */
export function failed(failure: Failure): Failed {
  return { kind: 'failed', failure };
}

/** Thrown where a person would not go on, at a question for instance. The {@link attempt} is cancelled by it. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

/**
 * Whether a person would not go on. Judged by its shape: src/aws is a bundle of its own.
 * @param thrown - anything that was thrown
 */
export function isCancellation(thrown: unknown): thrown is CancelledError {
  return thrown instanceof Error && thrown.name === 'CancelledError';
}

/**
 * How several pieces of work ended as one: as the first that failed, else cancelled if one was, else done.
 * @param outcomes - of all of them
 */
export function together(outcomes: readonly Outcome<void>[]): Outcome<void> {
  const isOf = (kind: Outcome<void>['kind']): Outcome<void> | undefined =>
    outcomes.find((outcome) => outcome.kind === kind);
  return isOf('failed') ?? isOf('cancelled') ?? done(undefined);
}

/**
 * Runs code that throws and says how it ended in the shared words.
 * A {@link CancelledError}, and whatever is thrown after the signal was aborted, counts as cancelled. So does an abort
 * that the code does not hear: it is waited for no longer, and what it does then is nobody's business any more. It must
 * look at the signal before it changes anything that others see; code that has to clean up first is not for this.
 * @param signal - the signal that the code listens to
 * @param run - the code
 * @param explain - turns what was thrown into a failure a person can act on
 */
export async function attempt<T>(
  signal: AbortSignal,
  run: () => Promise<T>,
  explain: (thrown: unknown) => Failure | Promise<Failure>,
): Promise<Outcome<T>> {
  try {
    signal.throwIfAborted();
    const value = await untilAborted(signal, run());
    signal.throwIfAborted();
    return done(value);
  } catch (thrown) {
    return signal.aborted || isCancellation(thrown) ? cancelled : failed(await explain(thrown));
  }
}

/** What a promise gives, unless the signal is aborted before. */
function untilAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return Promise.race([promise, abortOf(signal)]);
}

/** For each signal the promise that rejects when it is aborted: hundreds of attempts may share a signal. */
const aborts = new WeakMap<AbortSignal, Promise<never>>();

function abortOf(signal: AbortSignal): Promise<never> {
  const known = aborts.get(signal);
  if (known !== undefined) return known;
  const abort = new Promise<never>((_, reject) => {
    const onAbort = (): void => {
      reject(new CancelledError('Stopped.'));
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  // Who waits hears of it; that nobody waits is no error.
  abort.catch(() => undefined);
  aborts.set(signal, abort);
  return abort;
}
