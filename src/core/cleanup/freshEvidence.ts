import * as l10n from '@vscode/l10n';
import type { Environment } from '../environments/environment.ts';
import type { ImageReader } from '../images/imageReader.ts';
import { messageOf } from '../outcome/failure.ts';
import { minute } from '../time/durations.ts';
import type { CleanupGateway, PlannedPlace } from './applyPlan.ts';
import type { ImageEvidence, ReferenceEvidence } from './imageEvidence.ts';
import { type Known, known, unknown, whenKnown } from './known.ts';
import {
  askTheRest,
  type CleanupQuestion,
  type CleanupReading,
  type CleanupServices,
  readCleanup,
} from './readCleanup.ts';

/** Asks EC2 itself what refers to an image. */
export interface ImageReferenceReader {
  /**
   * What of the account and region refers to an image, in EC2's own words.
   * @throws EnvironmentReadError in AWS's words
   */
  readImageReferences(
    environment: Environment,
    region: string,
    imageId: string,
    signal: AbortSignal,
  ): Promise<readonly ReferenceEvidence[]>;
}

/** What reading anew uses. */
export interface FreshServices extends CleanupServices {
  readonly imageReader: Pick<ImageReader, 'readAccount' | 'readImages' | 'readImagesById'>;
  readonly imageReferenceReader: ImageReferenceReader;
}

/** What is judged by. */
export type FreshQuestion = Pick<CleanupQuestion, 'environments' | 'policy' | 'elsewhere'>;

/** How old what was read of everything may be when one image is judged by it again, in milliseconds. */
const mostAge = minute;

/**
 * Reads what an image is judged by again, right before something is done with it: everything that may refer to it, which is not
 * read anew for each of several images that follow each other within a minute, and then the image itself and what EC2 says of it
 * now.
 */
export class FreshEvidence {
  readonly #question: FreshQuestion;
  readonly #account: string;
  readonly #services: FreshServices;
  readonly #signal: AbortSignal;
  #last: { readonly at: number; readonly reading: CleanupReading } | undefined;

  /**
   * Reads nothing yet.
   * @param question - what is judged by
   * @param account - whose images are judged, 12 digits
   * @param services - who reads
   * @param signal - stops the reading
   */
  constructor(question: FreshQuestion, account: string, services: FreshServices, signal: AbortSignal) {
    this.#question = question;
    this.#account = account;
    this.#services = services;
    this.#signal = signal;
  }

  /** As applying a plan asks for it. */
  readonly readEvidence: CleanupGateway['readEvidence'] = async (image, isDisabledByUs) => {
    try {
      return await this.#read(image, isDisabledByUs);
    } catch (thrown) {
      this.#signal.throwIfAborted();
      return unknown(messageOf(thrown));
    }
  };

  async #read(
    { imageId, region }: PlannedPlace,
    isDisabledByUs: boolean,
  ): Promise<Known<ImageEvidence | 'gone'>> {
    const reading = await this.#everything();
    const environment = this.#environmentOf(reading, region);
    if (environment === undefined) {
      return unknown(
        [l10n.t('{0} in {1} cannot be read.', this.#account, region), ...reading.problems].join('\n'),
      );
    }
    const { imageReader, imageReferenceReader } = this.#services;
    const page = await imageReader.readImagesById(environment, region, [imageId], this.#signal);
    if (page.unreadable.length > 0) return unknown(page.unreadable.join('\n'));
    const [image] = page.images;
    if (image === undefined) return known('gone');
    const found = reading.evidenceOf(this.#account, image, isDisabledByUs);
    if (found === undefined) return unknown(l10n.t('{0} in {1} cannot be read.', this.#account, region));
    const now = await imageReferenceReader.readImageReferences(environment, region, imageId, this.#signal);
    const { place, evidence } = found;
    const references = whenKnown(evidence.references, (before) => known([...before, ...now]));
    const [completed = evidence] = await askTheRest(
      place,
      [{ ...evidence, references }],
      this.#services,
      this.#question.policy,
      this.#signal,
    );
    return known(completed);
  }

  #environmentOf({ accounts }: CleanupReading, region: string): Environment | undefined {
    const account = accounts.find((each) => each.account === this.#account);
    return account?.places.find((place) => place.region === region)?.environment;
  }

  /** A reading in which anything has failed is tried again for the next image. */
  async #everything(): Promise<CleanupReading> {
    const now = this.#services.clock();
    const last = this.#last;
    if (last !== undefined && now >= last.at && now - last.at < mostAge) return last.reading;
    const reading = await readCleanup(
      { ...this.#question, disabledByUs: new Set(), tellsOfKept: false },
      this.#services,
      this.#signal,
    );
    this.#last = reading.problems.length === 0 ? { at: now, reading } : undefined;
    return reading;
  }
}
