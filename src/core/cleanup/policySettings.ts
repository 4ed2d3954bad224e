import * as z from 'zod/mini';
import { day, hour, minute } from '../time/durations.ts';
import { type CleanupPolicy, defaultCleanupPolicy } from './cleanupPolicy.ts';

const positive = () => z.number().check(z.gt(0));
const count = () => z.int().check(z.gte(0));
const key = () => z.string().check(z.minLength(1), z.maxLength(128));

/** What may be said of a policy; what is not said is as it is by default. Numbers are in the unit that their names say. */
export const policySettingsSchema = z.strictObject({
  retentionDays: z.optional(positive()),
  heartbeatMinutes: z.optional(positive()),
  minimumAgeDays: z.optional(positive()),
  rollbackDepth: z.optional(count()),
  recycleBinDays: z.optional(z.number().check(z.gte(0))),
  mostPerRun: z.optional(count()),
  planAgeHours: z.optional(positive()),
  mostShare: z.optional(z.number().check(z.gte(0), z.lte(1))),
  tags: z.optional(
    z.strictObject({
      autoCleanup: z.optional(key()),
      lastUsed: z.optional(key()),
      lastUsedRuntime: z.optional(key()),
      hold: z.optional(key()),
      promotedAt: z.optional(key()),
    }),
  ),
});

/** What was said of a policy. */
export type PolicySettings = z.infer<typeof policySettingsSchema>;

/**
 * The policy that settings mean.
 * @param settings - what was said
 */
export function policyOf(settings: PolicySettings): CleanupPolicy {
  const usual = defaultCleanupPolicy;
  const { tags = {} } = settings;
  const time = (value: number | undefined, unit: number, otherwise: number): number =>
    value === undefined ? otherwise : value * unit;
  return {
    tagKeys: {
      autoCleanup: tags.autoCleanup ?? usual.tagKeys.autoCleanup,
      lastUsed: tags.lastUsed ?? usual.tagKeys.lastUsed,
      lastUsedRuntime: tags.lastUsedRuntime ?? usual.tagKeys.lastUsedRuntime,
      hold: tags.hold ?? usual.tagKeys.hold,
      promotedAt: tags.promotedAt ?? usual.tagKeys.promotedAt,
    },
    retention: time(settings.retentionDays, day, usual.retention),
    heartbeat: time(settings.heartbeatMinutes, minute, usual.heartbeat),
    minimumAge: time(settings.minimumAgeDays, day, usual.minimumAge),
    launchDelay: usual.launchDelay,
    rollbackDepth: settings.rollbackDepth ?? usual.rollbackDepth,
    recycleBin: time(settings.recycleBinDays, day, usual.recycleBin),
    mostPerRun: settings.mostPerRun ?? usual.mostPerRun,
    planAge: time(settings.planAgeHours, hour, usual.planAge),
    mostShare: settings.mostShare ?? usual.mostShare,
  };
}
