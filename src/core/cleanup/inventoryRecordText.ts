import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { parseJson } from '../text/parseJson.ts';
import type { InventoryRecord, PlaceCount } from './inventoryRecord.ts';
import { type Known, known, unknown } from './known.ts';

/** `account/region`, and how many images, instances and references there were. */
const placeSchema = z.tuple([z.string(), z.int(), z.int(), z.int()]);

const recordSchema = z.strictObject({
  format: z.literal('ami-bakery-inventory/1'),
  runId: z.string(),
  startedAt: z.int(),
  finishedAt: z.int(),
  wholeSince: z.int(),
  places: z.array(placeSchema),
  doubt: z.optional(z.strictObject({ runs: z.int(), lastAt: z.int(), places: z.array(placeSchema) })),
});

type PlaceText = z.infer<typeof placeSchema>;

/**
 * A record as it is kept. Short: a parameter of SSM holds 4 KB, which is some seventy places.
 * @param record - what was run
 */
export function writeInventoryRecord({ places, doubt, ...record }: InventoryRecord): string {
  const kept: z.infer<typeof recordSchema> = {
    format: 'ami-bakery-inventory/1',
    ...record,
    places: places.map(placeText),
    ...(doubt === undefined ? {} : { doubt: { ...doubt, places: doubt.places.map(placeText) } }),
  };
  return JSON.stringify(kept);
}

/**
 * Reads a record.
 * @param text - as it was kept
 * @returns unknown for what is none
 */
export function readInventoryRecord(text: string): Known<InventoryRecord> {
  const reading = recordSchema.safeParse(parseJson(text));
  if (!reading.success) return unknown(l10n.t('The record of the inventory is not understood.'));
  const { runId, startedAt, finishedAt, wholeSince, places, doubt } = reading.data;
  return known({
    ...{ runId, startedAt, finishedAt, wholeSince },
    places: places.map(placeFrom),
    ...(doubt === undefined ? {} : { doubt: { ...doubt, places: doubt.places.map(placeFrom) } }),
  });
}

function placeText({ account, region, images, instances, references }: PlaceCount): PlaceText {
  return [`${account}/${region}`, images, instances, references];
}

function placeFrom([place, images, instances, references]: PlaceText): PlaceCount {
  const [account = '', region = ''] = place.split('/');
  return { account, region, images, instances, references };
}
