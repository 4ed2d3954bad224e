import { failureOfWhole, isRestored } from '../images/environmentImages.ts';
import type { ImageStore } from '../images/imageStore.ts';
import { type Outcome, together } from '../outcome/outcome.ts';
import type { ReferenceStore } from './referenceStore.ts';

/** The images of every environment, and what uses them. */
export interface ImagesAndUse {
  readonly images: Pick<ImageStore, 'ensureRead' | 'get' | 'refresh'>;
  readonly references: Pick<ReferenceStore, 'ensureRead' | 'get' | 'giveUp' | 'refresh'>;
}

/**
 * Reads what was not read yet of an environment: its images first, because the tree is for looking at those, then what
 * uses them.
 * @param stores - of images and of their use
 * @param environmentId - id of an environment
 */
export async function ensureImagesAndUse(
  stores: ImagesAndUse,
  environmentId: string,
): Promise<Outcome<void>> {
  const outcome = await stores.images.ensureRead(environmentId);
  return thenUse(stores, environmentId, outcome, () => stores.references.ensureRead(environmentId));
}

/**
 * Reads an environment again: its images first, then what uses them.
 * @param stores - of images and of their use
 * @param environmentId - id of an environment
 * @param signal - stops the reading
 */
export async function refreshImagesAndUse(
  stores: ImagesAndUse,
  environmentId: string,
  signal: AbortSignal,
): Promise<Outcome<void>> {
  const outcome = await stores.images.refresh(environmentId, signal);
  return thenUse(stores, environmentId, outcome, () => stores.references.refresh(environmentId, signal));
}

/**
 * Reads the images of an environment again, and what uses them where anybody has asked for that before.
 * @param stores - of images and of their use
 * @param environmentId - id of an environment
 * @param signal - stops the reading
 */
export async function refreshImagesAndKnownUse(
  stores: ImagesAndUse,
  environmentId: string,
  signal: AbortSignal,
): Promise<Outcome<void>> {
  const { images, references } = stores;
  const outcome = await images.refresh(environmentId, signal);
  return thenUse(stores, environmentId, outcome, () => {
    const known = references.get(environmentId);
    return known?.isRead === true || known?.isReading === true
      ? references.refresh(environmentId, signal)
      : Promise.resolve(outcome);
  });
}

/**
 * Decides whether what uses images is read once their reading has ended. A region whose images could not be read has
 * uses all the same, also of images of other environments. Nothing is read of an account that is not known to be the
 * right one; what was read of it before then counts as not known any more.
 */
async function thenUse(
  { images, references }: ImagesAndUse,
  environmentId: string,
  outcome: Outcome<void>,
  readUse: () => Promise<Outcome<void>>,
): Promise<Outcome<void>> {
  const known = images.get(environmentId);
  if (outcome.kind === 'cancelled' || known === undefined) return outcome;
  const failure = failureOfWhole(known);
  if (failure !== undefined) {
    references.giveUp(environmentId, failure);
    return outcome;
  }
  // Where another reading of the images has taken over, their use is read when that one ends. One that was stopped while
  // only images of an earlier window were there may not have come to know the account.
  if (known.status.kind === 'reading' || (known.status.kind === 'stopped' && isRestored(known)))
    return outcome;
  return together([outcome, await readUse()]);
}
