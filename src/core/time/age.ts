import { day, hour, minute } from './durations.ts';

/** The time now, in milliseconds since 1970; injected so that core stays pure. */
export type Clock = () => number;

/** Largest first; months and years are the mean ones of the Gregorian calendar. */
const units = [
  { unit: 'year', milliseconds: 365.2425 * day },
  { unit: 'month', milliseconds: 30.436875 * day },
  { unit: 'week', milliseconds: 7 * day },
  { unit: 'day', milliseconds: day },
  { unit: 'hour', milliseconds: hour },
  { unit: 'minute', milliseconds: minute },
] as const;

/** Making a formatter costs more than a thousand uses of it. */
const formatters = new Map<string, Intl.RelativeTimeFormat>();

function formatterFor(locale: string): Intl.RelativeTimeFormat {
  const known = formatters.get(locale) ?? new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  formatters.set(locale, known);
  return known;
}

/**
 * How long ago something was, as people say it: "3 days ago", in one unit, rounded down.
 * A time in the future, which only a wrong clock makes, reads as now.
 * @param then - milliseconds since 1970
 * @param now - milliseconds since 1970
 * @param locale - BCP 47 language tag of the reader
 */
export function formatAge(then: number, now: number, locale: string): string {
  return formatDistance(Math.max(0, now - then), -1, locale);
}

/**
 * In how long something will be, as people say it: "in 3 hours", in one unit, rounded down to it from the next full minute:
 * what was just said to be in four hours is. What is past reads as now.
 * @param then - milliseconds since 1970
 * @param now - milliseconds since 1970
 * @param locale - BCP 47 language tag of the reader
 */
export function formatTimeUntil(then: number, now: number, locale: string): string {
  return formatDistance(Math.ceil(Math.max(0, then - now) / minute) * minute, 1, locale);
}

function formatDistance(distance: number, direction: 1 | -1, locale: string): string {
  for (const { unit, milliseconds } of units) {
    const count = Math.floor(distance / milliseconds);
    if (count >= 1) return formatterFor(locale).format(direction * count, unit);
  }
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(0, 'second');
}

const isoTimestamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/u;

/**
 * Reads the one form in which EC2 and the article's tags write times: UTC, ISO 8601, seconds or finer, `Z`.
 * @param text - `2026-11-23T14:05:00Z` or `2026-11-23T14:05:00.000Z`
 * @returns milliseconds since 1970, or undefined when the text is anything else; never a guess
 */
export function parseTimestamp(text: string): number | undefined {
  if (!isoTimestamp.test(text)) return undefined;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) return undefined;
  // Date.parse rolls 30 February over into March; a day that does not exist is not a time. Every month has 28.
  const day = Number(text.slice(8, 10));
  return day <= 28 || new Date(milliseconds).getUTCDate() === day ? milliseconds : undefined;
}

/**
 * A time as {@link parseTimestamp} reads it: UTC, ISO 8601 with milliseconds.
 * @param milliseconds - since 1970; undefined stays undefined
 */
export function isoTime(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
}
