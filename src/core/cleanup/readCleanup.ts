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
import type { BinRetention, ImageEvidence, ImageStanding, ReferenceEvidence } from './imageEvidence.ts';
import { standingKeyOf, standingsOf } from './imageStandings.ts';
import { inventoryEvidenceOf } from './inventoryRecord.ts';
import { judgeImage } from './judgeImage.ts';
import { type Known, known, unknown } from './known.ts';
import type { InventoryRecords } from './runInventory.ts';

/** Says what the recycle bin would keep. */
export interface RecycleBinReader {
  /**
   * For how long it would keep an image and all its snapshots.
   * @throws EnvironmentReadError in AWS's words
   */
  readRetention(environment: Environment, image: Image, signal: AbortSignal): Promise<BinRetention>;
}

/** What judging the images of environments uses. */
export interface CleanupServices {
  readonly imageReader: Pick<ImageReader, 'readAccount' | 'readImages'>;
  readonly referenceReader: ReferenceReader;
  readonly permissionReader: LaunchPermissionReader;
  readonly binReader: RecycleBinReader;
  readonly records: Pick<InventoryRecords, 'read'>;
  readonly clock: Clock;
}

/** All that is known of the images of one account. */
export interface AccountEvidence {
  /** 12 digits. */
  readonly account: string;
  readonly images: readonly ImageEvidence[];
}

/** Of an image that something else keeps: its launch permissions and the recycle bin would be a call each. */
function notAsked(): Known<never> {
  return unknown(l10n.t('Not asked for: something else keeps it already.'));
}

/**
 * Reads all that the images of environments are judged by. What one call for each image would tell is asked only of those that
 * nothing else keeps.
 * @param environments - all of them: an image of one may be used in another
 * @param services - who reads
 * @param policy - what would be judged by it
 * @param elsewhere - by id of an image, what else refers to it, such as files of a workspace
 * @param signal - stops the reading
 * @returns by account; what could not be read is unknown in the evidence of each image that it may concern
 */
export async function readCleanup(
  environments: readonly Environment[],
  services: CleanupServices,
  policy: CleanupPolicy,
  elsewhere: ReadonlyMap<string, readonly ReferenceEvidence[]>,
  signal: AbortSignal,
): Promise<readonly AccountEvidence[]> {
  const problems: string[] = [];
  const places = await placesOf(environments, services.imageReader, problems, signal);
  const used = new Map<string, ReferenceEvidence[]>();
  const images = new Map<CleanupPlace, Image[]>();
  for (const place of places) {
    await readingIn(place, problems, async () => {
      const { byImage } = await readReferences(place, services.referenceReader, problems, signal);
      for (const [imageId, references] of byImage) {
        used.set(imageId, [...(used.get(imageId) ?? []), ...references.map(evidenceOf)]);
      }
    });
    await readingIn(place, problems, async () => {
      images.set(place, await allImages(place, services, problems, signal));
    });
  }
  const inventory = inventoryEvidenceOf(await services.records.read(signal), places);
  const all = { services, policy, used, elsewhere, inventory, problems, signal };
  const accounts = [...new Set(places.map(({ account }) => account))];
  return Promise.all(
    accounts.map(async (account) => ({
      account,
      images: await imagesOfAccount(
        [...images].filter(([place]) => place.account === account),
        all,
      ),
    })),
  );
}

interface Gathered {
  readonly services: CleanupServices;
  readonly policy: CleanupPolicy;
  readonly used: ReadonlyMap<string, readonly ReferenceEvidence[]>;
  readonly elsewhere: ReadonlyMap<string, readonly ReferenceEvidence[]>;
  readonly inventory: ImageEvidence['inventory'];
  readonly problems: readonly string[];
  readonly signal: AbortSignal;
}

function evidenceOf(reference: Reference): ReferenceEvidence {
  const { name, id, relation } = describeReference(reference);
  const what = [name, id, relation].filter((part) => part !== undefined).join(', ');
  return { source: reference.referrer.kind, what };
}

async function allImages(
  { environment, region }: CleanupPlace,
  { imageReader }: CleanupServices,
  problems: string[],
  signal: AbortSignal,
): Promise<Image[]> {
  const images: Image[] = [];
  for await (const page of imageReader.readImages(environment, region, signal)) {
    images.push(...page.images);
    problems.push(...page.unreadable.map((text) => `${environment.name}, ${region}: ${text}`));
  }
  signal.throwIfAborted();
  return images;
}

async function imagesOfAccount(
  read: readonly (readonly [CleanupPlace, readonly Image[]])[],
  gathered: Gathered,
): Promise<ImageEvidence[]> {
  const { services, policy, problems } = gathered;
  const all = read.flatMap(([, images]) => images);
  const now = services.clock();
  const found: ImageEvidence[] = [];
  // The regions of an environment have them in common.
  const ofEnvironment = new Map<Environment, ReturnType<typeof standingsOf>>();
  for (const [{ environment }] of read) {
    const { tagNames } = environment;
    if (!ofEnvironment.has(environment)) {
      ofEnvironment.set(environment, standingsOf(all, { tagNames, policy, now }));
    }
  }
  for (const [place, images] of read) {
    const standings = ofEnvironment.get(place.environment) ?? new Map<string, ImageStanding>();
    for (const image of images) {
      const standing = standings.get(standingKeyOf(image));
      const isWhole = problems.length === 0 && standing !== undefined;
      const evidence: ImageEvidence = {
        image,
        isOwn: image.ownerId === place.account,
        references: isWhole ? known(referencesTo(image.id, gathered)) : unknown(problems.join('\n')),
        launchPermissions: notAsked(),
        inventory: gathered.inventory,
        standing: isWhole ? known(standing) : unknown(problems.join('\n')),
        binRetention: notAsked(),
        isDisabledByUs: false,
      };
      found.push(await withPermissions(place, evidence, gathered, now));
    }
  }
  return found;
}

function referencesTo(imageId: string, { used, elsewhere }: Gathered): ReferenceEvidence[] {
  return [...(used.get(imageId) ?? []), ...(elsewhere.get(imageId) ?? [])];
}

/** Asked only of those that nothing else keeps. */
const askedLast: ReadonlySet<string> = new Set(['launch-permissions', 'recycle-bin']);

async function withPermissions(
  { environment, region }: CleanupPlace,
  evidence: ImageEvidence,
  { services, policy, signal }: Gathered,
  now: number,
): Promise<ImageEvidence> {
  const verdict = judgeImage(evidence, policy, now);
  if (verdict.kind === 'delete') return evidence;
  if (verdict.reasons.some(({ condition }) => !askedLast.has(condition))) return evidence;
  const { image } = evidence;
  return {
    ...evidence,
    launchPermissions: await asked(() =>
      services.permissionReader.readLaunchPermissions(environment, region, image.id, signal),
    ),
    binRetention: await asked(() => services.binReader.readRetention(environment, image, signal)),
  };
}

async function asked<T>(read: () => Promise<T>): Promise<Known<T>> {
  try {
    return known(await read());
  } catch (thrown) {
    return unknown(messageOf(thrown));
  }
}
