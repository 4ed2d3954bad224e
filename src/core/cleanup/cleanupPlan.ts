import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { parseJson } from '../text/parseJson.ts';
import type { ImageEvidence } from './imageEvidence.ts';
import { type Known, known, unknown } from './known.ts';

const snapshotSchema = z.strictObject({
  snapshotId: z.string(),
  /** All blocks that were written when it was made, in bytes; undefined where EC2 does not say. */
  fullSize: z.optional(z.int()),
});

const plannedImageSchema = z.strictObject({
  imageId: z.string(),
  region: z.string(),
  name: z.optional(z.string()),
  /** Milliseconds since 1970. */
  createdAt: z.optional(z.int()),
  /** As they were when the plan was made. */
  tags: z.record(z.string(), z.string()),
  snapshots: z.array(snapshotSchema),
});

const contentSchema = z.strictObject({
  format: z.literal('ami-bakery-cleanup-plan/1'),
  /** A UUID. */
  id: z.string(),
  /** Milliseconds since 1970. */
  createdAt: z.int(),
  /** 12 digits. */
  account: z.string(),
  environment: z.string(),
  /** Run of the inventory that it goes by. */
  inventoryRunId: z.string(),
  /** How many images with opt-in there were. */
  managed: z.int(),
  images: z.array(plannedImageSchema),
});

const planSchema = z.extend(contentSchema, { hash: z.string() });

/** An image that a plan deletes. */
export type PlannedImage = z.infer<typeof plannedImageSchema>;

/** What a plan says, without what binds it. */
export type PlanContent = z.infer<typeof contentSchema>;

/** What a person has reviewed: exactly these images, and no other, are deleted when it is applied. */
export type CleanupPlan = z.infer<typeof planSchema>;

/**
 * An image as a plan has it.
 * @param evidence - by which it was judged
 */
export function plannedImageOf({ image, snapshots }: ImageEvidence): PlannedImage {
  const sizes = new Map(
    snapshots.kind === 'known'
      ? snapshots.value.map(({ snapshotId, fullSize }) => [snapshotId, fullSize])
      : [],
  );
  return {
    imageId: image.id,
    region: image.region,
    ...(image.name === undefined ? {} : { name: image.name }),
    ...(image.createdAt === undefined ? {} : { createdAt: image.createdAt }),
    tags: Object.fromEntries(image.tags),
    snapshots: image.disks.flatMap(({ snapshotId }) => {
      if (snapshotId === undefined) return [];
      const fullSize = sizes.get(snapshotId);
      return [{ snapshotId, ...(fullSize === undefined ? {} : { fullSize }) }];
    }),
  };
}

/** SHA-256 of a text, in hexadecimal. */
export type Digest = (text: string) => string;

/**
 * Binds a plan: who changes anything in it afterwards has another plan, which nobody has reviewed.
 * @param content - what it says
 * @param digest - of the platform
 */
export function sealPlan(content: PlanContent, digest: Digest): CleanupPlan {
  return { ...content, hash: digest(canonical(content)) };
}

/**
 * Reads a plan.
 * @param text - of its file
 * @param digest - of the platform
 * @returns unknown for what is no plan, and for one that was changed after it was made
 */
export function readPlan(text: string, digest: Digest): Known<CleanupPlan> {
  const reading = planSchema.safeParse(parseJson(text));
  if (!reading.success) return unknown(l10n.t('This is no cleanup plan.'));
  const { hash, ...content } = reading.data;
  if (digest(canonical(content)) !== hash) {
    return unknown(l10n.t('This plan was changed after it was made. Preview the cleanup again.'));
  }
  const places = reading.data.images.map(({ imageId, region }) => `${region}/${imageId}`);
  if (new Set(places).size < places.length) return unknown(l10n.t('This plan names an image twice.'));
  return known(reading.data);
}

/** The same text for the same content, in whichever order its keys were written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
