/** What the tag of a hold says. */
export type Hold =
  /** It keeps the image; `until` is in milliseconds since 1970, and undefined for a hold that never ends by itself. */
  | { readonly kind: 'held'; readonly until: number | undefined; readonly reason: string }
  | { readonly kind: 'over'; readonly until: number };

/** As {@link writeHold} writes it: `until 2027-01-31T00:00:00Z: audit`. */
const limited = /^until (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)(?:: (.*))?$/su;

/** Longest value of a tag, in characters (EC2 User Guide, "Tag restrictions"). */
const longestValue = 256;

/**
 * Reads a hold. Only one that says until when in exactly our words ever ends: whatever else somebody wrote there, they wanted the
 * image to stay.
 * @param value - of the tag
 * @param now - milliseconds since 1970
 */
export function readHold(value: string, now: number): Hold {
  const [, text, reason = ''] = limited.exec(value) ?? [];
  const until = text === undefined ? Number.NaN : Date.parse(text);
  if (Number.isNaN(until)) return { kind: 'held', until: undefined, reason: value };
  return until > now ? { kind: 'held', until, reason } : { kind: 'over', until };
}

/**
 * The value of the tag of a hold.
 * @param reason - in a person's words
 * @param until - milliseconds since 1970; undefined for one that never ends by itself
 * @returns of it what a tag has room for
 */
export function writeHold(reason: string, until: number | undefined): string {
  const text =
    until === undefined ? reason : `until ${new Date(until).toISOString().slice(0, 19)}Z: ${reason}`;
  return Array.from(text).slice(0, longestValue).join('');
}
