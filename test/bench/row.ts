import * as z from 'zod/mini';

/** One measured budget. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What a bare program, or something comparable, takes in the same run; null where nothing compares. */
  readonly baseline: number | null;
  readonly ratio: number | null;
  /** What the value, or the ratio where there is one that counts, may be at most. */
  readonly budget: number;
  readonly holds: boolean;
}

/** Rows that another process has measured. */
export const benchRowsSchema: z.ZodMiniType<BenchRow[]> = z.array(
  z.object({
    name: z.string(),
    value: z.number(),
    unit: z.string(),
    baseline: z.nullable(z.number()),
    ratio: z.nullable(z.number()),
    budget: z.number(),
    holds: z.boolean(),
  }),
);

/** A row whose value itself has a limit. */
export function limitRow(
  name: string,
  value: number,
  unit: string,
  budget: number,
  baseline: number | null = null,
): BenchRow {
  const ratio = baseline === null ? null : round(value / baseline);
  return {
    name,
    value: round(value),
    unit,
    baseline: baseline === null ? null : round(baseline),
    ratio,
    budget,
    holds: value <= budget,
  };
}

/** A row whose ratio to a baseline has a limit. */
export function ratioRow(
  name: string,
  value: number,
  baseline: number,
  unit: string,
  budget: number,
): BenchRow {
  const ratio = value / baseline;
  return {
    name,
    value: round(value),
    unit,
    baseline: round(baseline),
    ratio: round(ratio),
    budget,
    holds: ratio <= budget,
  };
}

/** The value in the middle: what one slow run cannot move. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
