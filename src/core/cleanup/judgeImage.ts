import type { CleanupPolicy } from './cleanupPolicy.ts';
import type { ImageEvidence } from './imageEvidence.ts';
import { keepConditions } from './keepConditions.ts';

/** Why an image is kept. */
export interface KeepReason {
  /** Name of the condition. */
  readonly condition: string;
  /** A sentence for a person. */
  readonly words: string;
}

/** What cleanup makes of an image. */
export type ImageVerdict =
  | { readonly kind: 'delete' }
  /** With all reasons, at least one. */
  | { readonly kind: 'keep'; readonly reasons: readonly KeepReason[] };

/**
 * Judges an image: it is kept unless no condition has a reason to.
 * @param evidence - all that is known of it
 * @param policy - when images may be deleted
 * @param now - milliseconds since 1970, of one clock for all images of a run
 */
export function judgeImage(evidence: ImageEvidence, policy: CleanupPolicy, now: number): ImageVerdict {
  const reasons = keepConditions.flatMap(({ name, reasons: of }) =>
    of(evidence, policy, now).map((words) => ({ condition: name, words })),
  );
  return reasons.length === 0 ? { kind: 'delete' } : { kind: 'keep', reasons };
}
