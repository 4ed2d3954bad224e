import type { Image } from '../images/image.ts';
import type { LaunchPermissions } from '../images/launchPermissions.ts';
import type { Known } from './known.ts';
import type { CleanupSnapshot } from './snapshotReader.ts';

/** Something that can launch an image, or leads to one, in words for a person. */
export interface ReferenceEvidence {
  /** `instance`, `launchTemplate`, `workspaceFile`: where it was read. */
  readonly source: string;
  /** What refers to the image: an instance's id, a template's name and version, a file and its line. */
  readonly what: string;
}

/** How the inventory stands that an image was stamped by. */
export interface InventoryEvidence {
  readonly runId: string;
  /** Milliseconds since 1970. */
  readonly finishedAt: number;
  /** Since when each of its runs was whole and none was late; milliseconds since 1970. */
  readonly wholeSince: number;
  /** Whether it looked at all accounts and regions that cleanup was told of. */
  readonly coversAll: boolean;
}

/** How long the recycle bin keeps an image and all its snapshots, in milliseconds; 0 where no rule does. */
export type BinRetention = number;

/** What the images of an account and region are to each other. */
export interface ImageStanding {
  /** Whether it is the current one of its service, or one of those that one may roll back to. */
  readonly isInRollbackSet: boolean;
  readonly isNewestOfFamily: boolean;
  /** Ids of images that were made of it and are still there. */
  readonly children: readonly string[];
}

/** All that an image is judged by. */
export interface ImageEvidence {
  readonly image: Image;
  /** Whether the account that cleans up owns it. */
  readonly isOwn: boolean;
  readonly references: Known<readonly ReferenceEvidence[]>;
  readonly launchPermissions: Known<LaunchPermissions>;
  readonly inventory: Known<InventoryEvidence>;
  readonly standing: Known<ImageStanding>;
  readonly binRetention: Known<BinRetention>;
  /** Its own, where they were asked for. */
  readonly snapshots: Known<readonly CleanupSnapshot[]>;
  /** Whether the product itself has disabled it, as the step before deleting. */
  readonly isDisabledByUs: boolean;
}
