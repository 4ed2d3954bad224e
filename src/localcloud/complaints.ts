import * as z from 'zod/mini';

/** Lets a schema say what it expected: `schema.parse(value, inEnglish)`. The small build of Zod has no words of its own. */
export const inEnglish = { error: z.locales.en().localeError };

/**
 * What is wrong, in words.
 * @param thrown - by whatever read something from outside
 */
export function complaintOf(thrown: unknown): string {
  if (thrown instanceof z.core.$ZodError) return z.prettifyError(thrown);
  return thrown instanceof Error ? thrown.message : String(thrown);
}
