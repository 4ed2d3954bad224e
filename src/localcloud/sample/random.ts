/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** From 0 up to but not including the limit. */
  readonly below: (limit: number) => number;
  /** Hexadecimal digits. */
  readonly hex: (length: number) => string;
  readonly pick: <T>(items: readonly [T, ...T[]]) => T;
}

/**
 * Makes a source of random numbers: Tommy Ettinger's mulberry32, in the public domain.
 * @param seed - any integer
 */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => next() % limit;
  return {
    below,
    hex: (length) => {
      let digits = '';
      while (digits.length < length) digits += next().toString(16).padStart(8, '0');
      return digits.slice(0, length);
    },
    pick: (items) => items[below(items.length)] ?? items[0],
  };
}
