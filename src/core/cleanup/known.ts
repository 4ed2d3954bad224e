/**
 * What was asked of AWS, and what came of it. Whoever uses it must say what happens where nothing came: in a cleanup that is
 * always to keep.
 */
export type Known<T> =
  | { readonly kind: 'known'; readonly value: T }
  /** It was not read, not read to its end, or not understood. */
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Something that was read whole.
 * @param value - what was read
 */
export function known<T>(value: T): Known<T> {
  return { kind: 'known', value };
}

/**
 * What follows from something, where that is known.
 * @param reading - what was asked for
 * @param next - what follows from it
 */
export function whenKnown<T, U>(reading: Known<T>, next: (value: T) => Known<U>): Known<U> {
  return reading.kind === 'known' ? next(reading.value) : reading;
}

/**
 * Something that nobody knows.
 * @param reason - why, in words for a person
 */
export function unknown(reason: string): Known<never> {
  return { kind: 'unknown', reason };
}
