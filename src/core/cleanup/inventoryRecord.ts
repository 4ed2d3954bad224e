import * as l10n from '@vscode/l10n';
import type { CleanupPolicy } from './cleanupPolicy.ts';
import type { InventoryEvidence } from './imageEvidence.ts';
import { type Known, known, unknown } from './known.ts';

/** An account and one of its regions. */
export interface InventoryPlace {
  /** 12 digits. */
  readonly account: string;
  readonly region: string;
}

/** What a run of the inventory saw in one place. */
export interface PlaceCount extends InventoryPlace {
  readonly images: number;
  readonly instances: number;
  /** References of all kinds, those of instances among them. */
  readonly references: number;
}

/**
 * What proves that the inventory has run: written last of all, and only after everything was read and stamped. The tag
 * `LastUsedRuntime` of an image proves the last hour at most; this the whole week.
 */
export interface InventoryRecord {
  readonly runId: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly finishedAt: number;
  /** When the first run of those began between which there is no gap, up to this one. */
  readonly wholeSince: number;
  readonly places: readonly PlaceCount[];
}

/** A run that has read everything and stamped all images. */
export type WholeRun = Omit<InventoryRecord, 'wholeSince'>;

/** Of what a place had in the run before, the share that must still be there, 0 to 1. */
const leastShare = 0.5;

/** Fewer than these may go from one run to the next without anybody wondering. */
const fewReferences = 20;

/**
 * Why a run has seen too little to be believed: a permission that is gone makes lists empty, and not calls fail.
 * @param before - the record of the run before; undefined for the first run
 * @param run - the run
 * @returns a sentence each; none where it can be believed
 */
export function tooLittleSeen(before: InventoryRecord | undefined, { places }: WholeRun): string[] {
  return (before?.places ?? []).flatMap((old) => {
    const now = places.find((place) => isSamePlace(place, old));
    if (now === undefined) return [];
    return (['instances', 'references'] as const).flatMap((kind) => {
      const isNone = old[kind] > 0 && now[kind] === 0;
      const isFew = old[kind] >= fewReferences && now[kind] < old[kind] * leastShare;
      return isNone || isFew
        ? [
            l10n.t(
              '{0} in {1}: {2} {3} where the run before saw {4}.',
              old.account,
              old.region,
              now[kind],
              kind === 'instances' ? l10n.t('instances') : l10n.t('references'),
              old[kind],
            ),
          ]
        : [];
    });
  });
}

/**
 * The record of a run. Where the run before was too long ago, or looked at fewer places, the week begins anew.
 * @param before - the record of the run before; undefined for the first run, or where it could not be understood
 * @param run - the run
 * @param policy - how late a run may be
 */
export function recordOf(
  before: InventoryRecord | undefined,
  run: WholeRun,
  { heartbeat }: Pick<CleanupPolicy, 'heartbeat'>,
): InventoryRecord {
  const isNext =
    before !== undefined &&
    before.finishedAt <= run.finishedAt &&
    run.startedAt - before.finishedAt <= heartbeat &&
    run.places.every((place) => before.places.some((other) => isSamePlace(other, place)));
  return { ...run, wholeSince: isNext ? Math.min(before.wholeSince, run.startedAt) : run.startedAt };
}

/**
 * What a record proves to who cleans up.
 * @param record - as it was read
 * @param places - all that cleanup was told of: an image of any of them may be used in any other
 */
export function inventoryEvidenceOf(
  record: Known<InventoryRecord | undefined>,
  places: readonly InventoryPlace[],
): Known<InventoryEvidence> {
  if (record.kind === 'unknown') return record;
  if (record.value === undefined) return unknown(l10n.t('The inventory has never run to its end.'));
  const { runId, finishedAt, wholeSince, places: seen } = record.value;
  const coversAll = places.every((place) => seen.some((other) => isSamePlace(other, place)));
  return known({ runId, finishedAt, wholeSince, coversAll });
}

function isSamePlace(one: InventoryPlace, other: InventoryPlace): boolean {
  return one.account === other.account && one.region === other.region;
}
