import * as l10n from '@vscode/l10n';
import type { Environment } from '../environments/environment.ts';
import type { Image } from '../images/image.ts';
import type { ImageReader } from '../images/imageReader.ts';
import type { LaunchPermissionReader } from '../images/launchPermissions.ts';
import { messageOf } from '../outcome/failure.ts';
import { describeReference } from '../references/describeReference.ts';
import type { Reference } from '../references/reference.ts';
import type { ReferenceReader } from '../references/referenceReader.ts';
import type { Clock } from '../time/age.ts';
import { type CleanupPlace, placesOf, readingIn, readReferences } from './cleanupPlaces.ts';
import type { CleanupPolicy } from './cleanupPolicy.ts';
import type { ImageEvidence, ReferenceEvidence } from './imageEvidence.ts';
import { ImageChildren, ImageStandings, standingKeyOf } from './imageStandings.ts';
import { inventoryEvidenceOf } from './inventoryRecord.ts';
import { judgeImage } from './judgeImage.ts';
import { type Known, known, unknown, whenKnown } from './known.ts';
import { binRetentionUnder, type RecycleBinReader } from './recycleBin.ts';
import type { InventoryRecords } from './runInventory.ts';
import type { CleanupSnapshot, SnapshotReader } from './snapshotReader.ts';

/** What judging the images of environments uses. */
export interface CleanupServices {
  readonly imageReader: Pick<ImageReader, 'readAccount' | 'readImages'>;
  readonly referenceReader: ReferenceReader;
  readonly permissionReader: LaunchPermissionReader;
  readonly binReader: RecycleBinReader;
  readonly snapshotReader: Pick<SnapshotReader, 'readSnapshots'>;
  readonly records: Pick<InventoryRecords, 'read'>;
  readonly clock: Clock;
}

/** What is asked last. */
export type RestServices = Pick<
  CleanupServices,
  'permissionReader' | 'binReader' | 'snapshotReader' | 'clock'
>;

/** What is known of the images of one account. */
export interface AccountEvidence {
  /** 12 digits. */
  readonly account: string;
  /** Its regions, and an environment that leads to each. */
  readonly places: readonly CleanupPlace[];
  /** How many images it has. */
  readonly count: number;
  /** How many of them have opted in. */
  readonly managed: number;
  /** All, or those alone that may be candidates, as was asked for. */
  readonly images: readonly ImageEvidence[];
}

/** What was read. */
export interface CleanupReading {
  readonly accounts: readonly AccountEvidence[];
  /** What could not be read: a sentence each. Where there is any, every image is kept. */
  readonly problems: readonly string[];
  /**
   * What is known of an image, by all that was read of everything else.
   * @param account - its owner, 12 digits
   * @param image - as it is now
   * @param isDisabledByUs - whether the product has disabled it
   * @returns undefined for one in a place that was not read
   */
  evidenceOf(
    account: string,
    image: Image,
    isDisabledByUs: boolean,
  ): { readonly place: CleanupPlace; readonly evidence: ImageEvidence } | undefined;
}

/** What is to be read. */
export interface CleanupQuestion {
  /** All of them: an image of one may be used in another. */
  readonly environments: readonly Environment[];
  readonly policy: CleanupPolicy;
  /** By id of an image, what else refers to it, such as files of a workspace. */
  readonly elsewhere: ReadonlyMap<string, readonly ReferenceEvidence[]>;
  /** Keys ({@link standingKeyOf}) of images that the product itself has disabled. */
  readonly disabledByUs: ReadonlySet<string>;
  /** Whether images that something keeps are told of as well, with all that keeps them. */
  readonly tellsOfKept: boolean;
}

/** Of an image that something else keeps: its launch permissions would be a call, its snapshots a part of one. */
function notAsked(): Known<never> {
  return unknown(l10n.t('Not asked for: something else keeps it already.'));
}

/**
 * Reads all that the images of environments are judged by. What one call for each image would tell is asked only of those that
 * nothing else keeps, and where those alone are asked for nothing else is held.
 * @param question - what is to be read
 * @param services - who reads
 * @param signal - stops the reading
 * @returns what could not be read is unknown in the evidence of each image that it may concern
 */
export async function readCleanup(
  question: CleanupQuestion,
  services: CleanupServices,
  signal: AbortSignal,
): Promise<CleanupReading> {
  const problems: string[] = [];
  const places = await placesOf(question.environments, services.imageReader, problems, signal);
  const used = new Map<string, ReferenceEvidence[]>();
  for (const place of places) {
    await readingIn(place, problems, async () => {
      const { byImage } = await readReferences(place, services.referenceReader, problems, signal);
      for (const [imageId, references] of byImage) {
        used.set(imageId, [...(used.get(imageId) ?? []), ...references.map(evidenceOf)]);
      }
    });
  }
  const inventory = inventoryEvidenceOf(await services.records.read(signal), places);
  const children = new ImageChildren();
  const gathered = { question, services, used, children, inventory, problems, signal };
  const readings = new Map(
    [...new Set(places.map(({ account }) => account))].map((account) => {
      const own = places.filter((place) => place.account === account);
      return [account, new AccountReading(account, own, gathered)];
    }),
  );
  for (const reading of readings.values()) await reading.read();
  const accounts: AccountEvidence[] = [];
  for (const reading of readings.values()) accounts.push(await reading.evidence());
  return {
    accounts,
    problems,
    evidenceOf: (account, image, isDisabledByUs) => readings.get(account)?.evidenceOf(image, isDisabledByUs),
  };
}

interface Gathered {
  readonly question: CleanupQuestion;
  readonly services: CleanupServices;
  readonly used: ReadonlyMap<string, readonly ReferenceEvidence[]>;
  readonly children: ImageChildren;
  readonly inventory: ImageEvidence['inventory'];
  /** Of all accounts: what could not be read anywhere may concern an image of any. */
  readonly problems: string[];
  readonly signal: AbortSignal;
}

function evidenceOf(reference: Reference): ReferenceEvidence {
  const { name, id, relation } = describeReference(reference);
  const what = [name, id, relation].filter((part) => part !== undefined).join(', ');
  return { source: reference.referrer.kind, what };
}

/** The images of one account while they are read. */
class AccountReading {
  readonly #account: string;
  readonly #places: readonly CleanupPlace[];
  readonly #gathered: Gathered;
  readonly #now: number;
  /** The regions of an environment have them in common. */
  readonly #standings = new Map<Environment, ImageStandings>();
  readonly #held = new Map<CleanupPlace, Image[]>();
  #count = 0;
  #managed = 0;

  constructor(account: string, places: readonly CleanupPlace[], gathered: Gathered) {
    this.#account = account;
    this.#places = places;
    this.#gathered = gathered;
    this.#now = gathered.services.clock();
    const { policy } = gathered.question;
    for (const { environment } of places) {
      const { tagNames } = environment;
      this.#standings.set(environment, new ImageStandings({ tagNames, policy, now: this.#now }));
    }
  }

  async read(): Promise<void> {
    const { services, problems, signal } = this.#gathered;
    for (const place of this.#places) {
      const { environment, region } = place;
      await readingIn(place, problems, async () => {
        for await (const page of services.imageReader.readImages(environment, region, signal)) {
          problems.push(...page.unreadable.map((text) => `${environment.name}, ${region}: ${text}`));
          for (const image of page.images) this.#add(place, image);
        }
        signal.throwIfAborted();
      });
    }
  }

  /** Once everything of all accounts was read. */
  async evidence(): Promise<AccountEvidence> {
    const { question, services, signal } = this.#gathered;
    const images: ImageEvidence[] = [];
    for (const [place, held] of this.#held) {
      const judged = held.map((image) =>
        this.#evidence(place, image, question.disabledByUs.has(standingKeyOf(image))),
      );
      images.push(...(await askTheRest(place, judged, services, question.policy, signal)));
    }
    const [account, places, count, managed] = [this.#account, this.#places, this.#count, this.#managed];
    return { account, places, count, managed, images };
  }

  /** Once everything of all accounts was read. */
  evidenceOf(
    image: Image,
    isDisabledByUs: boolean,
  ): { readonly place: CleanupPlace; readonly evidence: ImageEvidence } | undefined {
    const place = this.#places.find(({ region }) => region === image.region);
    return place === undefined
      ? undefined
      : { place, evidence: this.#evidence(place, image, isDisabledByUs) };
  }

  #add(place: CleanupPlace, image: Image): void {
    const { policy, disabledByUs, tellsOfKept } = this.#gathered.question;
    this.#count += 1;
    if (image.tags.get(policy.tagKeys.autoCleanup) === 'true') this.#managed += 1;
    this.#gathered.children.add(image);
    for (const standings of this.#standings.values()) standings.add(image);
    if (!tellsOfKept) {
      // What others are to it is not known before all were read, and only ever keeps it as well.
      const alone = { isInRollbackSet: false, isNewestOfFamily: false, children: [] };
      const evidence = this.#base(place, image, disabledByUs.has(standingKeyOf(image)));
      if (!isLeft({ ...evidence, standing: known(alone) }, policy, this.#now)) return;
    }
    const held = this.#held.get(place) ?? [];
    held.push(image);
    this.#held.set(place, held);
  }

  #evidence(place: CleanupPlace, image: Image, isDisabledByUs: boolean): ImageEvidence {
    const { children, problems } = this.#gathered;
    const base = this.#base(place, image, isDisabledByUs);
    const standings = this.#standings.get(place.environment);
    if (problems.length === 0 && standings !== undefined) {
      return { ...base, standing: known({ ...standings.of(image), children: children.of(image) }) };
    }
    const reason = problems.join('\n');
    return { ...base, references: unknown(reason), standing: unknown(reason) };
  }

  #base(place: CleanupPlace, image: Image, isDisabledByUs: boolean): Omit<ImageEvidence, 'standing'> {
    const { question, inventory, used } = this.#gathered;
    return {
      image,
      isOwn: image.ownerId === place.account,
      references: known([...(used.get(image.id) ?? []), ...(question.elsewhere.get(image.id) ?? [])]),
      launchPermissions: notAsked(),
      inventory,
      binRetention: notAsked(),
      snapshots: notAsked(),
      isDisabledByUs,
    };
  }
}

/** Asked only of those that nothing else keeps. */
const askedLast: ReadonlySet<string> = new Set(['launch-permissions', 'recycle-bin']);

/** Whether nothing keeps an image but what was not asked for. */
function isLeft(evidence: ImageEvidence, policy: CleanupPolicy, now: number): boolean {
  const verdict = judgeImage(evidence, policy, now);
  return verdict.kind === 'keep' && verdict.reasons.every(({ condition }) => askedLast.has(condition));
}

/**
 * Asks of images that nothing else keeps for what is asked last: who may launch them, and what the recycle bin would keep.
 * @param place - where they are
 * @param evidences - of images there
 * @param services - who reads
 * @param policy - what is judged by
 * @param signal - stops the reading
 * @returns all of them, in their order
 */
export async function askTheRest(
  { environment, region }: CleanupPlace,
  evidences: readonly ImageEvidence[],
  services: RestServices,
  policy: CleanupPolicy,
  signal: AbortSignal,
): Promise<ImageEvidence[]> {
  const now = services.clock();
  const left = evidences.filter((evidence) => isLeft(evidence, policy, now));
  if (left.length === 0) return [...evidences];
  const rules = await asked(() => services.binReader.readRules(environment, region, signal));
  const ids = [...new Set(left.flatMap(({ image }) => snapshotIdsOf(image)))];
  const all = await asked(() => services.snapshotReader.readSnapshots(environment, region, ids, signal));
  const completed = new Map<ImageEvidence, ImageEvidence>();
  for (const evidence of left) {
    const { image } = evidence;
    const snapshots = whenKnown(all, (found) => snapshotsOf(image, found));
    completed.set(evidence, {
      ...evidence,
      launchPermissions: await asked(() =>
        services.permissionReader.readLaunchPermissions(environment, region, image.id, signal),
      ),
      snapshots,
      binRetention: whenKnown(rules, (inForce) =>
        whenKnown(snapshots, (own) => known(binRetentionUnder(inForce, image.tags, tagsOf(own)))),
      ),
    });
  }
  return evidences.map((evidence) => completed.get(evidence) ?? evidence);
}

function tagsOf(snapshots: readonly CleanupSnapshot[]): CleanupSnapshot['tags'][] {
  return snapshots.map(({ tags }) => tags);
}

function snapshotIdsOf({ disks }: Image): string[] {
  return disks.flatMap(({ snapshotId }) => snapshotId ?? []);
}

/** One that is not there cannot be brought back. */
function snapshotsOf(image: Image, all: readonly CleanupSnapshot[]): Known<readonly CleanupSnapshot[]> {
  const ids = snapshotIdsOf(image);
  const own = all.filter(({ snapshotId }) => ids.includes(snapshotId));
  const missing = ids.filter((id) => own.every(({ snapshotId }) => snapshotId !== id));
  return missing.length === 0
    ? known(own)
    : unknown(l10n.t('Snapshots of it are not there, or not of this account: {0}.', missing.join(', ')));
}

async function asked<T>(read: () => Promise<T>): Promise<Known<T>> {
  try {
    return known(await read());
  } catch (thrown) {
    return unknown(messageOf(thrown));
  }
}
