/** What a check gives once it holds. */
type Found<T> = Exclude<T, false | undefined>;

/**
 * Waits until something holds, looking again every 50 ms.
 * @param what - what is waited for, for the error
 * @param check - gives something true when it holds
 * @param timeLimit - in milliseconds
 * @throws Error when it does not hold by then
 */
export async function eventually<T>(
  what: string,
  check: () => T | Promise<T>,
  timeLimit = 45_000,
): Promise<Found<T>> {
  const end = Date.now() + timeLimit;
  for (;;) {
    const found = await check();
    if (found !== false && found !== undefined) return found as Found<T>;
    if (Date.now() > end) throw new Error(`${what} did not come.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
