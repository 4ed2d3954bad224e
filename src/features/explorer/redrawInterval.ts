/**
 * Rows are redrawn at most this often, in milliseconds. VS Code asks for no rows until nothing has changed for 200 ms, but
 * for the first change (1.139, extHostTreeViews.ts): changes that follow each other faster would show nothing at all.
 */
const shortest = 300;

/** Redrawing may take one part in so many of the time that reading takes. */
const share = 50;

/**
 * How long to wait until rows are redrawn again while images are being read, in milliseconds: the more images there are,
 * the longer it takes to put them into groups, and the less often it is done.
 * @param cost - how long that took the last time, in milliseconds
 */
export function redrawInterval(cost: number): number {
  return Math.max(shortest, cost * share);
}
