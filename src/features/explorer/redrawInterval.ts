/** Pages arrive faster than anyone can read: rows are redrawn at most this often, in milliseconds. */
const shortest = 150;

/** Redrawing may take one part in so many of the time that reading takes. */
const share = 25;

/**
 * How long to wait until rows are redrawn again while images are being read, in milliseconds: the more images there are,
 * the longer it takes to put them into groups, and the less often it is done.
 * @param cost - how long that took the last time, in milliseconds
 */
export function redrawInterval(cost: number): number {
  return Math.max(shortest, cost * share);
}
