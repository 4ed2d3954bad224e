/** What a check gives once it holds. */
type Found<T> = Exclude<T, false | undefined>;

/**
 * Waits until something holds, looking again every 50 ms.
 * @param what - what is waited for, for the error
 * @param check - gives something true when it holds
 * @throws Error when it does not hold within 15 seconds
 */
export async function eventually<T>(what: string, check: () => T | Promise<T>): Promise<Found<T>> {
  const end = Date.now() + 15_000;
  for (;;) {
    const found = await check();
    if (found !== false && found !== undefined) return found as Found<T>;
    if (Date.now() > end) throw new Error(`${what} did not come.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
