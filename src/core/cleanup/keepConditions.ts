import * as l10n from '@vscode/l10n';
import { isProtected } from '../images/image.ts';
import { readTagTime, type TagTime, writeTagTime } from '../time/tagTime.ts';
import type { CleanupPolicy } from './cleanupPolicy.ts';
import { readHold } from './hold.ts';
import type { ImageEvidence } from './imageEvidence.ts';

/** One condition of the rule. */
export interface KeepCondition {
  /** Its name, which plans and logs hold. */
  readonly name: string;
  /** Where it comes from: the article, an AWS page, an accident of somebody else. */
  readonly source: string;
  /**
   * Why an image is kept by it.
   * @returns a sentence for a person each; none where the condition lets the image go
   */
  readonly reasons: (evidence: ImageEvidence, policy: CleanupPolicy, now: number) => readonly string[];
}

const article = 'Article "Amazon EC2 provisioning", lots of AMIs';
const safeRule = 'docs/lifecycle.md, "The rule"';

const isOwn: KeepCondition = {
  name: 'owner',
  source: safeRule,
  reasons: ({ isOwn: is }) => (is ? [] : [l10n.t('It belongs to another account.')]),
};

const hasOptedIn: KeepCondition = {
  name: 'opt-in',
  source: article,
  reasons: ({ image }, { tagKeys: { autoCleanup } }) => {
    const value = image.tags.get(autoCleanup);
    if (value === 'true') return [];
    return value === undefined
      ? [l10n.t('It has no tag {0}.', autoCleanup)]
      : [l10n.t('Its tag {0} is "{1}" and not exactly "true".', autoCleanup, value)];
  },
};

const isSettled: KeepCondition = {
  name: 'state',
  source: 'EC2 API Reference, Image.State',
  reasons: ({ image: { state }, isDisabledByUs }) => {
    if (state === 'available' || (state === 'disabled' && isDisabledByUs)) return [];
    return state === 'disabled'
      ? [l10n.t('Somebody else has disabled it.')]
      : [l10n.t('Its state is {0}.', state)];
  },
};

const isNotHeld: KeepCondition = {
  name: 'hold',
  source: safeRule,
  reasons: ({ image }, { tagKeys: { hold: key } }, now) => {
    const value = image.tags.get(key);
    if (value === undefined) return [];
    const hold = readHold(value, now);
    if (hold.kind === 'over') return [];
    const reason = hold.reason === '' ? key : hold.reason;
    return hold.until === undefined
      ? [l10n.t('It is held: {0}.', reason)]
      : [l10n.t('It is held until {0}: {1}.', writeTagTime(hold.until), reason)];
  },
};

const isUnprotected: KeepCondition = {
  name: 'deregistration-protection',
  source: 'EC2 User Guide, "Protect an Amazon EC2 AMI from deregistration"',
  reasons: ({ image }) => {
    // What EC2 does not say is not known to be off.
    if (image.deregistrationProtection === undefined) {
      return [l10n.t('Whether it is protected against deregistration is not known.')];
    }
    return isProtected(image)
      ? [l10n.t('It is protected against deregistration: {0}.', image.deregistrationProtection)]
      : [];
  },
};

const isOldEnough: KeepCondition = {
  name: 'minimum-age',
  source: safeRule,
  reasons: ({ image: { createdAt } }, { minimumAge, retention }, now) => {
    if (createdAt === undefined) return [l10n.t('How old it is is not known.')];
    if (createdAt <= now - Math.max(minimumAge, retention)) return [];
    return [l10n.t('It was made at {0}, which is too young.', writeTagTime(createdAt))];
  },
};

const isUnusedForLong: KeepCondition = {
  name: 'last-used',
  source: article,
  reasons: ({ image }, { tagKeys, retention }, now) =>
    [tagKeys.lastUsed, tagKeys.promotedAt].flatMap((key) => {
      const time = timeOf(image.tags.get(key), now);
      if (time === undefined) return [];
      if (time.kind === 'invalid') {
        return [l10n.t('Its tag {0} is "{1}", which is no time that has been.', key, time.text)];
      }
      return time.at < now - retention ? [] : [l10n.t('Its tag {0} is {1}.', key, writeTagTime(time.at))];
    }),
};

const wasNotLaunched: KeepCondition = {
  name: 'last-launched',
  source: 'EC2 User Guide, "Check when an Amazon EC2 AMI was last used"',
  reasons: ({ image: { lastLaunchedAt } }, { retention, launchDelay }, now) =>
    lastLaunchedAt === undefined || lastLaunchedAt < now - retention - launchDelay
      ? []
      : [l10n.t('EC2 says that it was launched at {0}.', writeTagTime(lastLaunchedAt))],
};

const isLookedAtNow: KeepCondition = {
  name: 'inventory-runtime',
  source: article,
  reasons: ({ image }, { tagKeys: { lastUsedRuntime }, heartbeat }, now) => {
    const time = timeOf(image.tags.get(lastUsedRuntime), now);
    if (time === undefined) return [l10n.t('The inventory has never looked at it.')];
    if (time.kind === 'invalid') {
      return [l10n.t('Its tag {0} is "{1}", which is no time that has been.', lastUsedRuntime, time.text)];
    }
    return time.at >= now - heartbeat
      ? []
      : [l10n.t('The inventory has not looked at it since {0}.', writeTagTime(time.at))];
  },
};

const isInventoryWhole: KeepCondition = {
  name: 'inventory-history',
  source: 'docs/lifecycle.md, "The rule": runs that read a part, gaps in the week',
  reasons: ({ inventory }, { heartbeat, retention }, now) => {
    if (inventory.kind === 'unknown') return [inventory.reason];
    const { finishedAt, wholeSince, coversAll } = inventory.value;
    return [
      ...(finishedAt >= now - heartbeat && finishedAt <= now
        ? []
        : [l10n.t('The last whole run of the inventory ended at {0}.', writeTagTime(finishedAt))]),
      ...(wholeSince <= now - retention
        ? []
        : [l10n.t('The inventory runs without a gap only since {0}.', writeTagTime(wholeSince))]),
      ...(coversAll ? [] : [l10n.t('The inventory has not looked at all accounts and regions.')]),
    ];
  },
};

const isUnreferenced: KeepCondition = {
  name: 'references',
  source: 'EC2 API Reference, DescribeImageReferences, and what names images besides',
  reasons: ({ references }) => {
    if (references.kind === 'unknown') return [references.reason];
    return references.value.map(({ what }) => l10n.t('It is used: {0}.', what));
  },
};

const isUnshared: KeepCondition = {
  name: 'launch-permissions',
  source: safeRule,
  reasons: ({ image, launchPermissions: reading }) => {
    if (reading.kind === 'unknown') return [reading.reason];
    const { accounts, organizations, organizationalUnits, unreadable, isPublic } = reading.value;
    const others = [...accounts, ...organizations, ...organizationalUnits];
    return [
      ...(isPublic || image.isPublic ? [l10n.t('It is public.')] : []),
      ...(others.length > 0 ? [l10n.t('It is shared with {0}.', others.join(', '))] : []),
      ...(others.length === 0 && image.isShared ? [l10n.t('It is shared with another account.')] : []),
      ...unreadable,
    ];
  },
};

const isNotForRollback: KeepCondition = {
  name: 'rollback-set',
  source: safeRule,
  reasons: ({ standing }) => {
    if (standing.kind === 'unknown') return [standing.reason];
    return standing.value.isInRollbackSet
      ? [l10n.t('It is current, or one that its service may be rolled back to.')]
      : [];
  },
};

const isNotNewest: KeepCondition = {
  name: 'newest-of-family',
  source: safeRule,
  reasons: ({ standing }) =>
    standing.kind === 'known' && standing.value.isNewestOfFamily
      ? [l10n.t('It is the newest of its kind.')]
      : [],
};

const hasNoChildren: KeepCondition = {
  name: 'children',
  source: safeRule,
  reasons: ({ standing }) =>
    standing.kind === 'known' && standing.value.children.length > 0
      ? [l10n.t('Images that are there were made of it: {0}.', standing.value.children.join(', '))]
      : [],
};

const canComeBack: KeepCondition = {
  name: 'recycle-bin',
  source: 'EC2 User Guide, "Recover deleted snapshots and deregistered AMIs with Recycle Bin"',
  reasons: ({ binRetention }, { recycleBin }) => {
    if (recycleBin === 0) return [];
    if (binRetention.kind === 'unknown') return [binRetention.reason];
    return binRetention.value >= recycleBin
      ? []
      : [l10n.t('No rule of the recycle bin keeps it and its snapshots long enough.')];
  },
};

/** AWS Backup refuses that anybody else deletes what it has made (EC2 User Guide, "Deregister an Amazon EC2 AMI"). */
const isNotOfBackup: KeepCondition = {
  name: 'aws-backup',
  source: 'EC2 User Guide, "Deregister an Amazon EC2 AMI"',
  reasons: ({ image }) =>
    image.name?.startsWith('AwsBackup_') === true ||
    [...image.tags.keys()].some((key) => key.startsWith('aws:backup:'))
      ? [l10n.t('AWS Backup has made it.')]
      : [],
};

function timeOf(text: string | undefined, now: number): TagTime | undefined {
  return text === undefined ? undefined : readTagTime(text, now);
}

/**
 * The rule, in the order in which a person is told of it. An image may be deleted only where none of them has a reason to keep
 * it. The article's own are `opt-in`, `last-used` and `inventory-runtime`; the others only ever keep more.
 */
export const keepConditions: readonly KeepCondition[] = [
  isOwn,
  hasOptedIn,
  isNotHeld,
  isUnprotected,
  isSettled,
  isNotOfBackup,
  isOldEnough,
  isUnusedForLong,
  wasNotLaunched,
  isLookedAtNow,
  isInventoryWhole,
  isUnreferenced,
  isUnshared,
  isNotForRollback,
  isNotNewest,
  hasNoChildren,
  canComeBack,
];
