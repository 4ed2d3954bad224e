import type { Clock } from '../time/age.ts';
import { type EnvironmentImages, failureOfWhole } from './environmentImages.ts';
import type { ImageStore } from './imageStore.ts';

/** How long a region is left alone after its pending images could not be read, in milliseconds. */
const pauseAfterFailure = 60_000;

/**
 * Whether an environment has images whose state is about to change by itself and can be looked at: one region that could
 * not be read holds up no other.
 * @param images - what is known of the environment
 */
export function hasPendingToFollow(images: EnvironmentImages): boolean {
  const { regions, status } = images;
  const isReadable =
    status.kind === 'read' || (status.kind === 'failed' && failureOfWhole(images) === undefined);
  return isReadable && regions.some(({ pendingIds }) => pendingIds.length > 0);
}

/**
 * Whether the last reading of an environment, good or bad, is longer ago than images may be old: what stood in its way
 * may be gone. One that nobody has opened, that is under way or that a person has stopped is not read by itself.
 * @param images - what is known of the environment
 * @param age - milliseconds
 * @param now - milliseconds since 1970
 */
export function isOlderThan({ status }: EnvironmentImages, age: number, now: number): boolean {
  return (status.kind === 'read' || status.kind === 'failed') && now - status.at > age;
}

/** Reads images again whose state is about to change by itself, as often as it is asked to. */
export class PendingImages {
  readonly #images: Pick<ImageStore, 'all' | 'refreshPending'>;
  readonly #clock: Clock;
  /** When a region that failed is read again, in milliseconds since 1970, by environment and region. */
  readonly #pausedUntil = new Map<string, number>();

  /**
   * Reads nothing yet.
   * @param images - where the images are
   * @param clock - the time now
   */
  constructor(images: Pick<ImageStore, 'all' | 'refreshPending'>, clock: Clock) {
    this.#images = images;
    this.#clock = clock;
  }

  /**
   * Reads the pending images of every environment, one region after the other. One that failed less than a minute ago is
   * left alone: it would fail again, and be told again, every time.
   * @param signal - stops it
   * @param isWanted - whether it is still of use, asked before each region
   */
  async follow(signal: AbortSignal, isWanted: () => boolean): Promise<void> {
    for (const known of this.#images.all.filter(hasPendingToFollow)) {
      for (const { region, pendingIds } of known.regions) {
        if (signal.aborted || !isWanted()) return;
        if (pendingIds.length > 0) await this.#read(known.environment.id, region, signal);
      }
    }
  }

  async #read(environmentId: string, region: string, signal: AbortSignal): Promise<void> {
    const key = JSON.stringify([environmentId, region]);
    if ((this.#pausedUntil.get(key) ?? 0) > this.#clock()) return;
    const outcome = await this.#images.refreshPending(environmentId, region, signal);
    if (outcome.kind === 'failed') this.#pausedUntil.set(key, this.#clock() + pauseAfterFailure);
    else this.#pausedUntil.delete(key);
  }
}
