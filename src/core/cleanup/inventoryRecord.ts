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
  /** Runs since this one that have seen too little, one like the other. */
  readonly doubt?: InventoryDoubt;
}

/** Runs that have read everything without an error, and of which nobody believes it yet. */
export interface InventoryDoubt {
  readonly runs: number;
  /** When the last of them ended, in milliseconds since 1970. */
  readonly lastAt: number;
  readonly places: readonly PlaceCount[];
}

/** A run that has read everything and stamped all images. */
export type WholeRun = Omit<InventoryRecord, 'wholeSince' | 'doubt'>;

/** After how many runs that agree what they have seen is believed: an hour of them at the article's pace. */
const convincing = 3;

/** Of what a place had in the run before, the share that must still be there, 0 to 1. */
const leastShare = 0.5;

/** Fewer than these may go from one run to the next without anybody wondering. */
const fewReferences = 20;

/**
 * Why a run has seen too little to be believed: a permission that is gone makes lists empty, and not calls fail.
 * @param before - the run before; undefined for the first run
 * @param run - the run
 * @returns a sentence each; none where it can be believed
 */
export function tooLittleSeen(
  before: Pick<InventoryRecord, 'places'> | undefined,
  { places }: Pick<WholeRun, 'places'>,
): string[] {
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
 * What a run that has seen too little adds to the doubt: accounts are emptied on purpose, too, and one that stays empty is.
 * @param before - the record of the run before
 * @param run - that has seen too little
 * @returns undefined where it is believed by now
 */
export function doubtAfter(before: InventoryRecord, run: WholeRun): InventoryDoubt | undefined {
  const { doubt } = before;
  const agrees = doubt !== undefined && tooLittleSeen(doubt, run).length === 0;
  const runs = agrees ? doubt.runs + 1 : 1;
  return runs < convincing ? { runs, lastAt: run.finishedAt, places: run.places } : undefined;
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
  // Runs that nobody has believed have looked nevertheless.
  const lookedAt = before === undefined ? -Infinity : (before.doubt?.lastAt ?? before.finishedAt);
  const isNext =
    before !== undefined &&
    lookedAt <= run.finishedAt &&
    run.startedAt - lookedAt <= heartbeat &&
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
