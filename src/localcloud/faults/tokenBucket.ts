/** How a bucket is made. */
export interface BucketSize {
  /** The most tokens it holds; it starts full. */
  readonly capacity: number;
  /** How many come back in a second. */
  readonly refillPerSecond: number;
}

/** A token bucket: each call takes one token, and is refused when there is none. */
export class TokenBucket {
  readonly #size: BucketSize;
  #tokens: number;
  #filledAt: number | undefined;

  /**
   * Makes a full bucket.
   * @param size - its capacity and how fast it fills
   */
  constructor(size: BucketSize) {
    this.#size = size;
    this.#tokens = size.capacity;
  }

  /**
   * Takes a token.
   * @param now - milliseconds since 1970; a clock that was set back refills nothing
   * @returns whether there was one
   */
  take(now: number): boolean {
    const elapsed = Math.max(0, now - (this.#filledAt ?? now));
    this.#filledAt = now;
    const { capacity, refillPerSecond } = this.#size;
    this.#tokens = Math.min(capacity, this.#tokens + (elapsed / 1000) * refillPerSecond);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
