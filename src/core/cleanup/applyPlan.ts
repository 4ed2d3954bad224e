import * as l10n from '@vscode/l10n';
import { messageOf } from '../outcome/failure.ts';
import type { Clock } from '../time/age.ts';
import type { CleanupPlan, PlannedImage } from './cleanupPlan.ts';
import type { CleanupPolicy } from './cleanupPolicy.ts';
import {
  type ImageProgress,
  type JournalEntry,
  type JournalStep,
  type KeptPermissions,
  progressOf,
  type SnapshotResult,
} from './cleanupJournal.ts';
import type { ImageEvidence } from './imageEvidence.ts';
import { judgeImage } from './judgeImage.ts';
import type { Known } from './known.ts';

/** An image, by where it is. */
export type PlannedPlace = Pick<PlannedImage, 'imageId' | 'region'>;

/** What applying a plan changes in AWS. Each call is for images of the plan. */
export interface CleanupWriter {
  /**
   * Disables it: nothing can be launched of it any more.
   * @returns id of the request
   */
  disable(place: PlannedPlace): Promise<string>;
  /**
   * Makes it usable again, and lets those launch it who could before; also where it is already, as after an answer that was lost.
   * @returns id of the request; undefined for one that is not there any more
   */
  enable(place: PlannedPlace, permissions: KeptPermissions): Promise<string | undefined>;
  /** Deregisters it with its snapshots. */
  deregister(
    place: PlannedPlace,
  ): Promise<{ readonly requestId: string; readonly snapshots: readonly SnapshotResult[] }>;
  /**
   * Deletes what is still there of snapshots whose image is gone; one that another image needs stays.
   * @returns what became of each of them: `success` also where it was gone already, else why it is there
   */
  deleteSnapshots(place: PlannedPlace, snapshotIds: readonly string[]): Promise<readonly SnapshotResult[]>;
}

/** What applying a plan does in AWS. */
export interface CleanupGateway extends CleanupWriter {
  /** The account that is signed in, 12 digits. */
  readAccount(): Promise<string>;
  /**
   * All that an image is judged by, read anew.
   * @param place - of the image
   * @param isDisabledByUs - whether the journal says that it was disabled by a plan
   * @returns `gone` for one that is not there any more
   */
  readEvidence(place: PlannedPlace, isDisabledByUs: boolean): Promise<Known<ImageEvidence | 'gone'>>;
}

/** What applying a plan needs besides. */
export interface ApplyContext {
  readonly gateway: CleanupGateway;
  readonly clock: Clock;
  readonly policy: CleanupPolicy;
  /** How long an image stays disabled before it is deregistered, in milliseconds. */
  readonly wait: number;
  /** Keeps an entry for good before it returns. */
  readonly note: (entry: JournalEntry) => Promise<void>;
  /** Stops between two steps. */
  readonly signal: AbortSignal;
}

/** How an image stands after a run. */
export type ImageEnd =
  /** With what became of its snapshots. */
  | { readonly kind: 'deleted'; readonly snapshots: readonly SnapshotResult[] }
  | { readonly kind: 'kept'; readonly reasons: readonly string[] }
  /** It is disabled, and is deregistered at that time where nothing keeps it then, in milliseconds since 1970. */
  | { readonly kind: 'waiting'; readonly until: number }
  | { readonly kind: 'failed'; readonly message: string }
  /** The run was stopped before it came to its end. */
  | { readonly kind: 'stopped' };

/** What a run came to. */
export type ApplyEnd =
  | {
      readonly kind: 'applied';
      readonly images: readonly { readonly image: PlannedImage; readonly end: ImageEnd }[];
    }
  /** Nothing was touched: one sentence each, at least one. */
  | { readonly kind: 'refused'; readonly reasons: readonly string[] };

/**
 * Applies a plan as far as that is possible now: each image is read anew and judged again, disabled, left for a while, read and
 * judged once more, and only then deregistered. Whatever keeps an image at any time keeps it, and one that is disabled by then
 * is enabled again. Every step is noted before the next; a run that ends anywhere is gone on with by calling this again with what
 * was noted.
 * @param plan - that a person has reviewed
 * @param entries - all that was noted so far, of other plans as well: what one of them has disabled is gone on with
 * @param context - who does it
 */
export async function applyPlan(
  plan: CleanupPlan,
  entries: readonly JournalEntry[],
  context: ApplyContext,
): Promise<ApplyEnd> {
  const reasons = await refusalsOf(plan, context);
  if (reasons.length > 0) return { kind: 'refused', reasons };
  const images: { image: PlannedImage; end: ImageEnd }[] = [];
  for (const image of plan.images) {
    const one = new OneImage(plan, image, stepsOf(plan, image, entries), context);
    images.push({ image, end: await one.run() });
  }
  return { kind: 'applied', images };
}

async function refusalsOf(plan: CleanupPlan, { gateway, policy }: ApplyContext): Promise<string[]> {
  const account = await gateway.readAccount();
  const share = plan.managed * policy.mostShare;
  return [
    ...(account === plan.account
      ? []
      : [l10n.t('The plan is for account {0}, and {1} is signed in.', plan.account, account)]),
    ...(plan.images.length <= policy.mostPerRun
      ? []
      : [l10n.t('The plan has {0} images, more than {1}.', plan.images.length, policy.mostPerRun)]),
    ...(plan.images.length <= share
      ? []
      : [l10n.t('The plan has {0} of {1} images.', plan.images.length, plan.managed)]),
  ];
}

/** Those of this plan; before it has begun with an image, those of the plan that has come furthest with it and has not ended. */
function stepsOf(
  plan: CleanupPlan,
  { imageId, region }: PlannedImage,
  entries: readonly JournalEntry[],
): readonly JournalEntry[] {
  const ofImage = entries.filter((entry) => entry.imageId === imageId && entry.region === region);
  const own = ofImage.filter(({ planHash }) => planHash === plan.hash);
  if (own.some(({ step }) => step.kind !== 'failed')) {
    // What it has taken over from another plan is before its own.
    const taken = takenOver(
      ofImage.slice(
        0,
        ofImage.findIndex(({ planHash }) => planHash === plan.hash),
      ),
    );
    return [...taken, ...own];
  }
  return takenOver(ofImage.filter(({ planHash }) => planHash !== plan.hash));
}

function takenOver(others: readonly JournalEntry[]): readonly JournalEntry[] {
  const { kind } = progressOf(others);
  return kind === 'kept' || kind === 'deleted' || kind === 'begun' ? [] : others;
}

/** One image on its way. */
class OneImage {
  readonly #plan: CleanupPlan;
  readonly #image: PlannedImage;
  readonly #steps: JournalEntry[];
  readonly #context: ApplyContext;

  constructor(plan: CleanupPlan, image: PlannedImage, steps: readonly JournalEntry[], context: ApplyContext) {
    this.#plan = plan;
    this.#image = image;
    this.#steps = [...steps];
    this.#context = context;
  }

  async run(): Promise<ImageEnd> {
    try {
      for (;;) {
        const progress = progressOf(this.#steps);
        if (progress.kind === 'deleted' || progress.kind === 'kept') return progress;
        if (this.#context.signal.aborted) return { kind: 'stopped' };
        const waiting = await this.#next(progress);
        if (waiting !== undefined) return waiting;
      }
    } catch (thrown) {
      const message = messageOf(thrown);
      await this.#note({ kind: 'failed', message });
      return { kind: 'failed', message };
    }
  }

  /** Goes on by one step; gives how the image stands where none is possible now. */
  async #next(progress: OpenProgress): Promise<ImageEnd | undefined> {
    const { gateway } = this.#context;
    if (progress.kind === 'enabling') {
      const requestId = await gateway.enable(this.#image, progress.permissions);
      await this.#note(requestId === undefined ? goneByOthers() : { kind: 'enabled', requestId });
      return undefined;
    }
    const reading = await gateway.readEvidence(this.#image, progress.kind !== 'begun');
    if (reading.kind === 'unknown') throw new Error(reading.reason);
    if (reading.value === 'gone') {
      await this.#goneWith(progress);
      return undefined;
    }
    return this.#withEvidence(progress, reading.value);
  }

  /** What is not there any more was deleted by us where we were about to, else by somebody else. */
  async #goneWith(progress: OpenProgress): Promise<void> {
    if (progress.kind === 'begun') {
      await this.#note(goneByOthers());
      return;
    }
    if (progress.kind !== 'deregistered' && progress.kind !== 'deregistering') {
      // EC2 may be late: what it does not show now it may show again, and then it is disabled.
      throw new Error(l10n.t('It is disabled, and is not there. Somebody else may have deregistered it.'));
    }
    const ids = this.#image.snapshots.map(({ snapshotId }) => snapshotId);
    const snapshots = [...(await this.#context.gateway.deleteSnapshots(this.#image, ids))];
    await this.#note({ kind: 'verified', snapshots });
  }

  async #withEvidence(
    progress: Exclude<OpenProgress, { kind: 'enabling' }>,
    evidence: ImageEvidence,
  ): Promise<ImageEnd | undefined> {
    if (progress.kind === 'deregistered') {
      throw new Error(l10n.t('EC2 says that it was deregistered, and that it is there.'));
    }
    const reasons = this.#reasonsToKeep(progress, evidence);
    if (reasons.length > 0) {
      await this.#note({ kind: progress.kind === 'begun' ? 'kept' : 'enabling', reasons: [...reasons] });
      return undefined;
    }
    if (progress.kind === 'begun' || (progress.kind === 'disabling' && evidence.image.state !== 'disabled')) {
      const permissions = progress.kind === 'begun' ? permissionsIn(evidence) : { ...progress.permissions };
      const snapshotIds = this.#image.snapshots.map(({ snapshotId }) => snapshotId);
      await this.#note({ kind: 'disabling', permissions, snapshotIds });
      await this.#note({ kind: 'disabled', requestId: await this.#context.gateway.disable(this.#image) });
      return undefined;
    }
    if (progress.kind === 'disabling') {
      // The call had its effect, and its answer was lost.
      await this.#note({ kind: 'disabled', requestId: '' });
      return undefined;
    }
    const until = progress.since + this.#context.wait;
    if (this.#context.clock() < until) return { kind: 'waiting', until };
    await this.#note({ kind: 'deregistering' });
    const { requestId, snapshots } = await this.#context.gateway.deregister(this.#image);
    await this.#note({ kind: 'deregistered', requestId, snapshots: [...snapshots] });
    return undefined;
  }

  /** By the rule, and by what has become of the image since the plan was made. */
  #reasonsToKeep(progress: OpenProgress, evidence: ImageEvidence): readonly string[] {
    const { policy, clock } = this.#context;
    const now = clock();
    const verdict = judgeImage(evidence, policy, now);
    const reasons = verdict.kind === 'keep' ? verdict.reasons.map(({ words }) => words) : [];
    if (progress.kind === 'begun' && now - this.#plan.createdAt > policy.planAge) {
      reasons.push(l10n.t('The plan is too old to begin with it.'));
    }
    if (
      (progress.kind === 'disabled' || progress.kind === 'deregistering') &&
      evidence.image.state !== 'disabled'
    ) {
      reasons.push(l10n.t('Somebody has enabled it again.'));
    }
    if (!hasSameSnapshots(this.#image, evidence)) {
      reasons.push(l10n.t('Its snapshots are others than in the plan.'));
    }
    return reasons;
  }

  async #note(step: JournalStep): Promise<void> {
    const { imageId, region } = this.#image;
    const entry = { at: this.#context.clock(), planHash: this.#plan.hash, imageId, region, step };
    await this.#context.note(entry);
    this.#steps.push(entry);
  }
}

type OpenProgress = Exclude<ImageProgress, { kind: 'deleted' | 'kept' }>;

function goneByOthers(): JournalStep {
  return { kind: 'kept', reasons: [l10n.t('Somebody else has deregistered it.')] };
}

function hasSameSnapshots({ snapshots }: PlannedImage, { image }: ImageEvidence): boolean {
  const planned = snapshots.map(({ snapshotId }) => snapshotId);
  const there = image.disks.flatMap(({ snapshotId }) => snapshotId ?? []);
  return (
    new Set([...planned, ...there]).size === new Set(planned).size &&
    new Set(there).size === new Set(planned).size
  );
}

function permissionsIn({ launchPermissions }: ImageEvidence): KeptPermissions {
  if (launchPermissions.kind === 'unknown') throw new Error(launchPermissions.reason);
  const { isPublic, accounts, organizations, organizationalUnits } = launchPermissions.value;
  return {
    isPublic,
    accounts: [...accounts],
    organizations: [...organizations],
    organizationalUnits: [...organizationalUnits],
  };
}
