import { minute } from './durations.ts';

/**
 * A time as it stands in a tag: UTC with seconds and `Z`, `2026-11-23T14:05:00Z`, which sorts as text and has the shape that
 * EC2 uses itself.
 */
export type TagTime =
  | { readonly kind: 'time'; readonly at: number }
  /** What stands there is no such time, or one that is still to come: it proves nothing. */
  | { readonly kind: 'invalid'; readonly text: string };

/** Fractions of a second are read, and not written. */
const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/u;

/** How far ahead a clock may be that has written a time, in milliseconds. */
const mostAhead = 5 * minute;

/**
 * Reads a time of a tag.
 * @param text - value of the tag
 * @param now - milliseconds since 1970
 * @returns milliseconds since 1970, never after now; whatever else stands there is `invalid`, and never a very old time
 */
export function readTagTime(text: string, now: number): TagTime {
  const at = shape.test(text) ? Date.parse(text) : Number.NaN;
  // 30 February is read as 2 March.
  const isDay = !Number.isNaN(at) && new Date(at).toISOString().startsWith(text.slice(0, 19));
  if (!isDay || at > now + mostAhead) return { kind: 'invalid', text };
  return { kind: 'time', at: Math.min(at, now) };
}

/**
 * A time as it is written into a tag.
 * @param at - milliseconds since 1970
 */
export function writeTagTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
