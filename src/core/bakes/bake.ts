import * as z from 'zod/mini';
import { minute } from '../time/durations.ts';

const buildSchema = z.object({
  name: z.string(),
  source: z.string(),
  type: z.string(),
  imageCount: z.optional(z.object({ least: z.int(), most: z.int() })),
  provisioners: z.array(
    z.object({
      type: z.string(),
      playbook: z.optional(z.string()),
      place: z.object({ file: z.string(), line: z.int() }),
    }),
  ),
});

/** What a bake was asked for, as it is kept beside it. Nothing secret is in it. */
export const bakeOrderSchema = z.object({
  /** A UUID. */
  id: z.string(),
  /** Path of the folder of the workspace. */
  folder: z.string(),
  /** Path of the template, below that. */
  template: z.string(),
  builds: z.array(buildSchema),
  environment: z.object({ id: z.string(), name: z.string() }),
  region: z.string(),
  /** What variables were given that anybody may see. */
  variables: z.record(z.string(), z.string()),
  /** Names of those that nobody may see. */
  secretVariables: z.array(z.string()),
  commit: z.optional(z.string()),
  /** Whether files differed from the commit. */
  isModified: z.optional(z.boolean()),
  /** Who asked for it. */
  owner: z.string(),
  /** Milliseconds since 1970. */
  askedAt: z.number(),
  /** Whether the instance stays when a step fails. */
  keepsInstance: z.optional(z.boolean()),
});

/** What a bake was asked for. */
export type BakeOrder = z.infer<typeof bakeOrderSchema>;

/** What a bake came to, as it is kept beside it. */
export const bakeResultSchema = z.object({
  kind: z.enum(['baked', 'cancelled', 'failed']),
  reasons: z.array(z.string()),
  /** Milliseconds since 1970. */
  endedAt: z.number(),
  /** By build: what came out of it. */
  images: z.array(z.object({ build: z.string(), region: z.string(), imageId: z.string() })),
  /** What was still there in AWS when it was looked for; undefined where nobody could look. */
  left: z.optional(
    z.array(
      z.object({
        kind: z.enum(['instance', 'securityGroup', 'keyPair', 'volume', 'image', 'snapshot']),
        id: z.string(),
        region: z.string(),
        bakeId: z.optional(z.string()),
        state: z.optional(z.string()),
      }),
    ),
  ),
  /** Why nobody could look, in AWS's words. */
  lookTrouble: z.optional(z.string()),
  /** Instances that stayed because it failed, as was asked for. */
  kept: z.optional(
    z.array(
      z.object({
        instanceId: z.string(),
        region: z.string(),
        expiresAt: z.number(),
        imageName: z.optional(z.string()),
        /** Whether nobody gets in by the key of the bake any more. */
        isKeyGone: z.optional(z.boolean()),
      }),
    ),
  ),
  /** Whether images of it were made of instances that had stayed. */
  isFinishedByHand: z.optional(z.boolean()),
});

/** What a bake came to. */
export type BakeResult = z.infer<typeof bakeResultSchema>;

/** What is known of how long bakes of a template take in an environment: the median of those that baked. */
export interface UsualDuration {
  /** Milliseconds. */
  readonly median: number;
  /** Of how many bakes. */
  readonly count: number;
}

/**
 * How long bakes like one usually take.
 * @param order - the bake
 * @param past - orders and results of others
 * @returns undefined while there is none that baked
 */
export function usualDuration(
  order: Pick<BakeOrder, 'folder' | 'template' | 'environment'>,
  past: readonly { readonly order: BakeOrder; readonly result: BakeResult | undefined }[],
): UsualDuration | undefined {
  const durations = past
    .filter(
      (bake) =>
        bake.result?.kind === 'baked' &&
        bake.result.isFinishedByHand !== true &&
        bake.order.folder === order.folder &&
        bake.order.template === order.template &&
        bake.order.environment.id === order.environment.id,
    )
    .map((bake) => (bake.result?.endedAt ?? 0) - bake.order.askedAt)
    .sort((a, b) => a - b);
  const middle = durations[Math.floor((durations.length - 1) / 2)];
  return middle === undefined ? undefined : { median: middle, count: durations.length };
}

/** How long a bake is taken to last that nobody knows yet, in milliseconds. */
const unknownDuration = 30 * minute;

/**
 * Whether keys may end before a bake does: Packer signs with those that it was given at its beginning, and what it has made
 * stays when they end. A bake may take half as long again as usual.
 * @param expiresAt - of the keys, in milliseconds since 1970; undefined for keys that never end
 * @param now - milliseconds since 1970
 * @param usual - how long bakes like it take
 */
export function mayOutliveKeys(
  expiresAt: number | undefined,
  now: number,
  usual: UsualDuration | undefined,
): boolean {
  if (expiresAt === undefined) return false;
  return expiresAt < now + (usual === undefined ? unknownDuration : usual.median * 1.5);
}
