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
export type ImagePlace = Pick<PlannedImage, 'imageId' | 'region'>;

/** What applying a plan does in AWS. Each call is for one image of the plan. */
export interface CleanupGateway {
  /**
   * All that an image is judged by, read anew.
   * @param place - of the image
   * @param isDisabledByUs - whether the journal says that it was disabled by this plan
   * @returns `gone` for one that is not there any more
   */
  readEvidence(place: ImagePlace, isDisabledByUs: boolean): Promise<Known<ImageEvidence | 'gone'>>;
  /**
   * Disables it: nothing can be launched of it any more.
   * @returns id of the request
   */
  disable(place: ImagePlace): Promise<string>;
  /**
   * Makes it usable again, and lets those launch it who could before; also where it is already, as after an answer that was lost.
   * @returns id of the request
   */
  enable(place: ImagePlace, permissions: KeptPermissions): Promise<string>;
  /** Deregisters it with its snapshots, and no others. */
  deregister(
    place: ImagePlace,
    snapshotIds: readonly string[],
  ): Promise<{ readonly requestId: string; readonly snapshots: readonly SnapshotResult[] }>;
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
  | { readonly kind: 'deleted' }
  | { readonly kind: 'kept'; readonly reasons: readonly string[] }
  /** It is disabled, and is looked at again at that time, in milliseconds since 1970. */
  | { readonly kind: 'waiting'; readonly until: number }
  | { readonly kind: 'failed'; readonly message: string }
  /** The run was stopped before it came to its end. */
  | { readonly kind: 'stopped' };

/**
 * Applies a plan as far as that is possible now: each image is read anew and judged again, disabled, left for a while, read and
 * judged once more, and only then deregistered. Whatever keeps an image at either time keeps it. Every step is noted before the
 * next; a run that ends anywhere is gone on with by calling this again with what was noted.
 * @param plan - that a person has reviewed
 * @param entries - what was noted of it so far
 * @param context - who does it
 * @returns how each image stands, in the order of the plan
 */
export async function applyPlan(
  plan: CleanupPlan,
  entries: readonly JournalEntry[],
  context: ApplyContext,
): Promise<readonly { readonly image: PlannedImage; readonly end: ImageEnd }[]> {
  const ends: { image: PlannedImage; end: ImageEnd }[] = [];
  for (const image of plan.images) {
    const own = entries.filter(
      ({ planHash, imageId, region }) =>
        planHash === plan.hash && imageId === image.imageId && region === image.region,
    );
    const one = new OneImage(plan, image, own, context);
    ends.push({ image, end: await one.run() });
  }
  return ends;
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
        if (progress.kind === 'deleted') return { kind: 'deleted' };
        if (progress.kind === 'kept') return progress;
        if (this.#context.signal.aborted) return { kind: 'stopped' };
        const until = progress.kind === 'disabled' ? progress.since + this.#context.wait : 0;
        if (this.#context.clock() < until) return { kind: 'waiting', until };
        await this.#next(progress);
      }
    } catch (thrown) {
      const message = messageOf(thrown);
      await this.#note({ kind: 'failed', message });
      return { kind: 'failed', message };
    }
  }

  async #next(progress: Exclude<ImageProgress, { kind: 'deleted' | 'kept' }>): Promise<void> {
    const { gateway } = this.#context;
    if (progress.kind === 'enabling') {
      const requestId = await gateway.enable(this.#image, progress.permissions);
      await this.#note({ kind: 'enabled', requestId });
      return;
    }
    const isDisabledByUs = progress.kind !== 'begun';
    const reading = await gateway.readEvidence(this.#image, isDisabledByUs);
    if (reading.kind === 'unknown') throw new Error(reading.reason);
    if (reading.value === 'gone') {
      await this.#noteGone(progress);
      return;
    }
    await this.#withEvidence(progress, reading.value);
  }

  /** What is not there any more was deleted by us where we were about to, else by somebody else. */
  async #noteGone(progress: ImageProgress): Promise<void> {
    if (progress.kind === 'deregistered' || progress.kind === 'deregistering') {
      await this.#note({ kind: 'verified' });
      return;
    }
    await this.#note({ kind: 'kept', reasons: [l10n.t('Somebody else has deregistered it.')] });
  }

  async #withEvidence(
    progress: Exclude<ImageProgress, { kind: 'deleted' | 'kept' | 'enabling' }>,
    evidence: ImageEvidence,
  ): Promise<void> {
    if (progress.kind === 'deregistered') {
      throw new Error(l10n.t('EC2 says that it was deregistered, and that it is there.'));
    }
    const { gateway, policy, clock } = this.#context;
    const verdict = judgeImage(evidence, policy, clock());
    if (verdict.kind === 'keep') {
      const reasons = verdict.reasons.map(({ words }) => words);
      await this.#note({ kind: progress.kind === 'begun' ? 'kept' : 'enabling', reasons });
      return;
    }
    if (evidence.image.state !== 'disabled') {
      // Also one that somebody has enabled meanwhile: it waits anew.
      const permissions = progress.kind === 'begun' ? permissionsIn(evidence) : { ...progress.permissions };
      await this.#note({ kind: 'disabling', permissions });
      await this.#note({ kind: 'disabled', requestId: await gateway.disable(this.#image) });
      return;
    }
    if (progress.kind === 'disabling') {
      // The call had its effect, and its answer was lost.
      await this.#note({ kind: 'disabled', requestId: '' });
      return;
    }
    await this.#note({ kind: 'deregistering' });
    const snapshotIds = this.#image.snapshots.map(({ snapshotId }) => snapshotId);
    const { requestId, snapshots } = await gateway.deregister(this.#image, snapshotIds);
    await this.#note({ kind: 'deregistered', requestId, snapshots: [...snapshots] });
  }

  async #note(step: JournalStep): Promise<void> {
    const { imageId, region } = this.#image;
    const entry = { at: this.#context.clock(), planHash: this.#plan.hash, imageId, region, step };
    await this.#context.note(entry);
    this.#steps.push(entry);
  }
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
