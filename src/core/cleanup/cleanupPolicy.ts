import { day, hour } from '../time/durations.ts';

/** Keys of the tags that cleanup goes by. The first three are those of the article. */
export interface CleanupTagKeys {
  /** Only where its value is exactly `true` an image may be deleted. */
  readonly autoCleanup: string;
  /** When something last referred to the image. */
  readonly lastUsed: string;
  /** When the inventory last looked. */
  readonly lastUsedRuntime: string;
  /** Whose hold is on the image, and until when. */
  readonly hold: string;
  /** When the image became current in its environment. */
  readonly promotedAt: string;
}

/** When an image may be deleted. Times are in milliseconds. */
export interface CleanupPolicy {
  readonly tagKeys: CleanupTagKeys;
  /** For how long nothing must have used an image. The article's week. */
  readonly retention: number;
  /** How old the last look of the inventory may be. The article's hour. */
  readonly heartbeat: number;
  /** How old an image must be; never less than {@link retention}. */
  readonly minimumAge: number;
  /** How late EC2 tells of a launch (EC2 User Guide, "Check when an Amazon EC2 AMI was last used"). */
  readonly launchDelay: number;
  /** How many images that were promoted last, by service and environment, one may roll back to. */
  readonly rollbackDepth: number;
  /** For how long the recycle bin must keep what is deleted; 0 where an operator does without one. */
  readonly recycleBin: number;
  /** How many images one run deletes at most. */
  readonly mostPerRun: number;
  /** How old a plan may be when the first of its images is touched. */
  readonly planAge: number;
  /** Which share of the images with opt-in one plan may delete at most, 0 to 1. */
  readonly mostShare: number;
}

/** The article's numbers, and for what it does not say numbers that keep more. */
export const defaultCleanupPolicy: CleanupPolicy = {
  tagKeys: {
    autoCleanup: 'AutoCleanup',
    lastUsed: 'LastUsed',
    lastUsedRuntime: 'LastUsedRuntime',
    hold: 'Hold',
    promotedAt: 'PromotedAt',
  },
  retention: 7 * day,
  heartbeat: hour,
  minimumAge: 14 * day,
  launchDelay: day,
  rollbackDepth: 3,
  recycleBin: 7 * day,
  mostPerRun: 50,
  planAge: day,
  mostShare: 0.2,
};
