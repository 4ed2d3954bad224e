import type { Environment } from '../environments/environment.ts';
import { applyPlan, type ApplyEnd, type CleanupWriter } from './applyPlan.ts';
import { type JournalEntry, progressOf } from './cleanupJournal.ts';
import { type CleanupPlan, type Digest, type PlannedImage, plannedImageOf, sealPlan } from './cleanupPlan.ts';
import type { JournalStore, RunLock } from './cleanupStores.ts';
import { FreshEvidence, type FreshQuestion, type FreshServices } from './freshEvidence.ts';
import { standingKeyOf } from './imageStandings.ts';
import { type CleanupPreview, previewCleanup } from './previewCleanup.ts';
import { type AccountEvidence, type CleanupReading, readCleanup } from './readCleanup.ts';

/** What a run of the cleanup uses. */
export interface CleanupRunServices extends FreshServices {
  readonly lock: RunLock;
  /** The journal of the images of an account, 12 digits. */
  readonly journalOf: (account: string) => JournalStore;
  readonly writerOf: (environment: Environment) => CleanupWriter;
  readonly digest: Digest;
  readonly newId: () => string;
}

/** How a run is to be done. */
export interface CleanupRunSettings extends FreshQuestion {
  /** False: says what it would do, and does nothing. */
  readonly isOn: boolean;
  /** How long an image stays disabled before it is deregistered, in milliseconds. */
  readonly wait: number;
  /** How long a run may take, in milliseconds. */
  readonly mostTime: number;
}

/** What a run came to in one account. */
export interface AccountRun {
  readonly account: string;
  /** How many images it has, and how many of them have opted in. */
  readonly count: number;
  readonly managed: number;
  /** How many may be deleted, by this run or a later one. */
  readonly candidates: number;
  /** Why nothing is deleted although images may be. */
  readonly breakers: readonly string[];
  readonly plan: CleanupPlan;
  /** Undefined where nothing was to be done, or cleanup is off. */
  readonly end: ApplyEnd | undefined;
}

/** How a run ended. */
export type CleanupRunEnd =
  | { readonly kind: 'done'; readonly accounts: readonly AccountRun[] }
  /** Another run is at it. */
  | { readonly kind: 'busy' }
  /** Something was not read: nothing was done. One sentence each, at least one. */
  | { readonly kind: 'incomplete'; readonly problems: readonly string[] };

/**
 * Cleans up by the policy, as it is done on a schedule: makes a plan of what may be deleted now, and applies it as far as that is
 * possible now. What an earlier run has begun is gone on with first.
 * @param settings - how
 * @param services - who reads and writes
 * @param note - is told of each entry of the journal as it is kept
 * @param signal - stops the run between two steps
 */
export async function runCleanup(
  settings: CleanupRunSettings,
  services: CleanupRunServices,
  note: (entry: JournalEntry) => void,
  signal: AbortSignal,
): Promise<CleanupRunEnd> {
  const runId = services.newId();
  if (!(await services.lock.take(runId, services.clock() + settings.mostTime))) return { kind: 'busy' };
  try {
    return await runAlone(settings, services, note, signal);
  } finally {
    await services.lock.release(runId);
  }
}

async function runAlone(
  settings: CleanupRunSettings,
  services: CleanupRunServices,
  note: (entry: JournalEntry) => void,
  signal: AbortSignal,
): Promise<CleanupRunEnd> {
  const accountIds = await accountsOf(settings, services, signal);
  const entries = new Map<string, readonly JournalEntry[]>();
  for (const account of accountIds) {
    const journal = await services.journalOf(account).read(signal);
    if (journal.kind === 'unknown') return { kind: 'incomplete', problems: [journal.reason] };
    entries.set(account, journal.value);
  }
  const disabledByUs = new Set([...entries.values()].flatMap(begunIn).map(keyOf));
  const reading = await readCleanup({ ...settings, disabledByUs, tellsOfKept: false }, services, signal);
  if (reading.problems.length > 0) return { kind: 'incomplete', problems: reading.problems };
  const accounts: AccountRun[] = [];
  for (const account of reading.accounts) {
    const run = new OneAccount(account, entries.get(account.account) ?? [], settings, services);
    accounts.push(await run.go(reading, note, signal));
  }
  return { kind: 'done', accounts };
}

async function accountsOf(
  { environments }: CleanupRunSettings,
  { imageReader }: CleanupRunServices,
  signal: AbortSignal,
): Promise<Set<string>> {
  const accounts = new Set<string>();
  for (const environment of environments) accounts.add(await imageReader.readAccount(environment, signal));
  return accounts;
}

/** By image, what was noted of those that something was begun with and not ended. */
function begunIn(entries: readonly JournalEntry[]): JournalEntry[][] {
  const ofImages = new Map<string, JournalEntry[]>();
  for (const entry of entries) ofImages.set(keyOf([entry]), [...(ofImages.get(keyOf([entry])) ?? []), entry]);
  return [...ofImages.values()].filter((steps) => {
    const { kind } = progressOf(steps);
    return kind !== 'begun' && kind !== 'kept' && kind !== 'deleted';
  });
}

function keyOf([entry]: readonly JournalEntry[]): string {
  return entry === undefined ? '' : standingKeyOf({ region: entry.region, id: entry.imageId });
}

/** The images of one account. */
class OneAccount {
  readonly #account: AccountEvidence;
  readonly #entries: readonly JournalEntry[];
  readonly #settings: CleanupRunSettings;
  readonly #services: CleanupRunServices;

  constructor(
    account: AccountEvidence,
    entries: readonly JournalEntry[],
    settings: CleanupRunSettings,
    services: CleanupRunServices,
  ) {
    this.#account = account;
    this.#entries = entries;
    this.#settings = settings;
    this.#services = services;
  }

  async go(
    reading: CleanupReading,
    note: (entry: JournalEntry) => void,
    signal: AbortSignal,
  ): Promise<AccountRun> {
    const { account, count, managed } = this.#account;
    const preview = previewCleanup(this.#account, this.#settings.policy, this.#services.clock());
    const plan = this.#planFor(preview, reading);
    const hasWork = this.#settings.isOn && preview.breakers.length === 0 && plan.images.length > 0;
    return {
      account,
      count,
      managed,
      candidates: preview.next.length + preview.later.length,
      breakers: preview.breakers,
      plan,
      end: hasWork ? await this.#apply(plan, note, signal) : undefined,
    };
  }

  /** What was begun goes first: it may be disabled, which nobody should be for long. */
  #planFor({ next, breakers }: CleanupPreview, reading: CleanupReading): CleanupPlan {
    const { policy } = this.#settings;
    const begun = breakers.length > 0 ? [] : begunIn(this.#entries).flatMap(plannedOf);
    const isBegun = new Set(begun.map(({ region, imageId }) => standingKeyOf({ region, id: imageId })));
    const others = next.filter(({ image }) => !isBegun.has(standingKeyOf(image))).map(plannedImageOf);
    const { environment } = this.#account.places[0] ?? {};
    const inventory = next[0]?.inventory;
    return sealPlan(
      {
        format: 'ami-bakery-cleanup-plan/1',
        id: this.#services.newId(),
        createdAt: this.#services.clock(),
        account: this.#account.account,
        environment: environment?.name ?? '',
        inventoryRunId: inventory?.kind === 'known' ? inventory.value.runId : '',
        managed: this.#account.managed,
        images: [...begun, ...others].slice(0, reading.problems.length > 0 ? 0 : policy.mostPerRun),
      },
      this.#services.digest,
    );
  }

  async #apply(
    plan: CleanupPlan,
    note: (entry: JournalEntry) => void,
    signal: AbortSignal,
  ): Promise<ApplyEnd> {
    const { account, places } = this.#account;
    const { policy, wait } = this.#settings;
    const { clock, imageReader, journalOf, writerOf } = this.#services;
    const [place] = places;
    if (place === undefined) return { kind: 'applied', images: [] };
    const { environment } = place;
    const journal = journalOf(account);
    const writer = writerOf(environment);
    const { readEvidence } = new FreshEvidence(this.#settings, account, this.#services, signal);
    const end = await applyPlan(plan, this.#entries, {
      gateway: {
        disable: (image) => writer.disable(image),
        enable: (image, permissions) => writer.enable(image, permissions),
        deregister: (image) => writer.deregister(image),
        deleteSnapshots: (image, ids) => writer.deleteSnapshots(image, ids),
        readAccount: () => imageReader.readAccount(environment, signal),
        readEvidence,
      },
      clock,
      policy,
      wait,
      note: async (entry) => {
        await journal.note(entry);
        note(entry);
      },
      signal,
    });
    if (end.kind === 'applied') {
      for (const { image, end: how } of end.images) {
        if (how.kind === 'deleted' || how.kind === 'kept') await journal.forget(image);
      }
    }
    return end;
  }
}

/** As the journal has it: the image itself may be gone. */
function plannedOf(steps: readonly JournalEntry[]): PlannedImage[] {
  return steps
    .flatMap(({ imageId, region, step }) =>
      step.kind === 'disabling'
        ? [{ imageId, region, tags: {}, snapshots: step.snapshotIds.map((snapshotId) => ({ snapshotId })) }]
        : [],
    )
    .slice(-1);
}
