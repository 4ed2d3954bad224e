/** A snapshot, as far as it says what deleting it frees (EC2 API Reference, Snapshot). */
export interface SizedSnapshot {
  readonly snapshotId: string;
  /** All blocks that were written when it was made, in bytes; undefined where EC2 does not say. */
  readonly fullSize: number | undefined;
  /** Those of one volume share blocks. */
  readonly volumeId: string | undefined;
  /** Those with one key have the same beginning. */
  readonly dataKeyId: string | undefined;
}

/** What deleting frees, in bytes: nobody can say more exactly without reading all blocks. */
export interface SavingsRange {
  readonly least: number;
  readonly most: number;
  /** Ids of snapshots of which EC2 does not say how large they are: they may free more. */
  readonly unknown: readonly string[];
}

/**
 * What deleting snapshots frees. Only changed blocks are billed, and a block goes with the last snapshot that needs it
 * (EBS User Guide, "How incremental snapshots work"): at most all of each, at least only of those that share nothing with any that stays.
 * @param deleted - what would really go: one that another image needs is none of them
 * @param staying - all others of the account and region
 */
export function savingsOf(
  deleted: readonly SizedSnapshot[],
  staying: readonly SizedSnapshot[],
): SavingsRange {
  const volumes = new Set(staying.flatMap(({ volumeId }) => volumeId ?? []));
  const keys = new Set(staying.flatMap(({ dataKeyId }) => dataKeyId ?? []));
  let least = 0;
  let most = 0;
  const largest = new Map<string, number>();
  for (const { fullSize = 0, volumeId, dataKeyId } of deleted) {
    most += fullSize;
    // One whose lineage EC2 does not say may share its blocks with any.
    if (volumeId === undefined || volumes.has(volumeId)) continue;
    if (dataKeyId !== undefined && keys.has(dataKeyId)) continue;
    // Of several of one volume each may need the same blocks.
    largest.set(volumeId, Math.max(largest.get(volumeId) ?? 0, fullSize));
  }
  for (const size of largest.values()) least += size;
  return {
    least,
    most,
    unknown: deleted.flatMap(({ snapshotId, fullSize }) => (fullSize === undefined ? [snapshotId] : [])),
  };
}
