import * as l10n from '@vscode/l10n';
import type { CleanupPolicy } from './cleanupPolicy.ts';
import type { ImageEvidence } from './imageEvidence.ts';
import { judgeImage, type KeepReason } from './judgeImage.ts';
import type { AccountEvidence } from './readCleanup.ts';

/** An image that something keeps. */
export interface KeptImage {
  readonly evidence: ImageEvidence;
  /** At least one. */
  readonly reasons: readonly KeepReason[];
}

/** What cleanup would do now. */
export interface CleanupPreview {
  /** What would be deleted by the next run, the oldest first; none where anything is in {@link breakers}. */
  readonly next: readonly ImageEvidence[];
  /** What may be deleted as well, and is left to later runs. */
  readonly later: readonly ImageEvidence[];
  readonly kept: readonly KeptImage[];
  /** Why nothing is deleted although images may be: one sentence each. */
  readonly breakers: readonly string[];
}

/** What there is of an account. */
export type AccountImages = Pick<AccountEvidence, 'images' | 'managed'>;

/**
 * Judges images, and what is to be thought of all of them together: that a large share of them may go at once is more likely a
 * mistake than a cleanup.
 * @param account - its images with all that is known of them, and how many have opted in
 * @param policy - when images may be deleted, and how many
 * @param now - milliseconds since 1970
 */
export function previewCleanup(
  { images, managed }: AccountImages,
  policy: CleanupPolicy,
  now: number,
): CleanupPreview {
  const candidates: ImageEvidence[] = [];
  const kept: KeptImage[] = [];
  for (const evidence of images) {
    const verdict = judgeImage(evidence, policy, now);
    if (verdict.kind === 'delete') candidates.push(evidence);
    else kept.push({ evidence, reasons: verdict.reasons });
  }
  candidates.sort(byOldestFirst);
  const breakers = tooMany(managed, candidates, policy);
  const most = breakers.length > 0 ? 0 : policy.mostPerRun;
  return { next: candidates.slice(0, most), later: candidates.slice(most), kept, breakers };
}

function tooMany(
  managed: number,
  candidates: readonly ImageEvidence[],
  { mostShare, tagKeys }: CleanupPolicy,
): string[] {
  if (candidates.length <= managed * mostShare) return [];
  return [
    l10n.t(
      '{0} of {1} images with {2} may be deleted, more than {3} %.',
      candidates.length,
      managed,
      tagKeys.autoCleanup,
      Math.round(mostShare * 100),
    ),
  ];
}

function byOldestFirst({ image: a }: ImageEvidence, { image: b }: ImageEvidence): number {
  return (a.createdAt ?? 0) - (b.createdAt ?? 0) || (a.id < b.id ? -1 : 1);
}
