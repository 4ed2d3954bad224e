import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { cache } from './paths.ts';

/** How the tests of one tier ended. */
export interface TierResult {
  readonly tier: string;
  readonly passed: number;
  readonly failed: number;
  /** What was counted as failed besides tests that failed: a tier that could not run, tests that were skipped. */
  readonly reasons: readonly string[];
  readonly seconds: number;
}

const countsSchema = z.strictObject({
  passed: z.number(),
  failed: z.number(),
  skipped: z.number(),
  failures: z.array(z.string()),
});

/** What the reporter counted. */
export type Counts = z.infer<typeof countsSchema>;

/** The file that the reporter of a tier writes. */
export function reportFile(tier: string): string {
  return join(cache, 'reports', `${tier}.json`);
}

/** Removes the report of the run before, so that it cannot be taken for this one's. */
export async function removeReport(tier: string): Promise<void> {
  await rm(reportFile(tier), { force: true });
}

/**
 * What the reporter of a tier counted.
 * @param tier - name of the tier
 * @returns undefined when the tier ended without a report
 */
export async function readReport(tier: string): Promise<Counts | undefined> {
  const text = await readFile(reportFile(tier), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : countsSchema.parse(JSON.parse(text));
}

/**
 * Judges a tier: what was skipped, or did not run at all, has failed.
 * @param tier - name of the tier
 * @param counts - undefined when there is no report
 * @param exitCode - of the test runner
 * @param seconds - how long it took
 */
export function judge(
  tier: string,
  counts: Counts | undefined,
  exitCode: number,
  seconds: number,
): TierResult {
  if (counts === undefined) {
    return { tier, passed: 0, failed: 1, reasons: [`ended with ${exitCode} and without a report`], seconds };
  }
  const reasons = [
    ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
    ...(counts.passed + counts.failed + counts.skipped === 0 ? ['no tests'] : []),
    ...(exitCode !== 0 && counts.failed === 0 ? [`the runner ended with ${exitCode}`] : []),
  ];
  const failed = counts.failed + counts.skipped + (reasons.length > 0 && counts.skipped === 0 ? 1 : 0);
  return { tier, passed: counts.passed, failed, reasons: [...counts.failures, ...reasons], seconds };
}

/**
 * The table of all tiers, and as its last line the counts alone.
 * @param results - in the order they ran
 */
export function summarize(results: readonly TierResult[]): string {
  const width = Math.max(...results.map(({ tier }) => tier.length));
  const lines = results.flatMap(({ tier, passed, failed, reasons, seconds }) => [
    `${tier.padEnd(width)}  ${String(passed).padStart(4)} passed  ${String(failed).padStart(3)} failed  ${seconds.toFixed(1).padStart(6)} s`,
    ...reasons.map((reason) => `${' '.repeat(width)}  - ${reason}`),
  ]);
  const sum = (key: 'passed' | 'failed'): number => results.reduce((total, result) => total + result[key], 0);
  return [...lines, `${sum('passed')} passed, ${sum('failed')} failed`].join('\n');
}
