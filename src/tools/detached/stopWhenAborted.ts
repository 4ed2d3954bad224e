/**
 * Ends something as soon as a signal is aborted, and lets its end be waited for.
 * @param end - ends it; called at most once
 * @param signal - when
 */
export function stopWhenAborted(
  end: () => Promise<unknown>,
  signal: AbortSignal,
): { readonly settled: () => Promise<unknown> } {
  let stopping: Promise<unknown> = Promise.resolve();
  const stop = (): void => {
    stopping = end();
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return {
    settled: () => {
      signal.removeEventListener('abort', stop);
      return stopping;
    },
  };
}
