import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../core/environments/environment.ts';
import type { Disposable } from '../core/events/listeners.ts';
import type { ImageStore } from '../core/images/imageStore.ts';
import { decodeKnownImages, encodeKnownImages, keptOf } from '../core/images/knownImages.ts';
import { messageOf } from '../core/outcome/failure.ts';
import type { Log } from './log.ts';
import { readIfThere } from './readIfThere.ts';
import { removeOldest } from './removeOldest.ts';
import { writeWhole } from '../tools/writeWhole.ts';

/** How many environments are kept; the ones read longest ago go first. */
const mostFiles = 40;

/** How long after a reading it is written, in milliseconds: after the tree, which a person waits for. */
const writeDelay = 1000;

/**
 * Keeps what was read of each environment in a file, so that the next window can show it at once. The files hold what
 * the tree shows, bounded, and neither credentials nor the names of profiles.
 */
export class ImageCache implements Disposable {
  readonly #folder: string;
  readonly #images: ImageStore;
  readonly #log: Log;
  readonly #subscription: Disposable;
  /** When the reading ended that was last written, by environment. */
  readonly #written = new Map<string, number>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #restoring: Promise<unknown> = Promise.resolve();

  /**
   * Restores what is kept whenever there are new environments, and writes what is read.
   * @param folder - path, for this extension alone
   * @param images - what is restored and kept
   * @param log - where troubles are told, which nothing depends on
   */
  constructor(folder: string, images: ImageStore, log: Log) {
    this.#folder = folder;
    this.#images = images;
    this.#log = log;
    this.#subscription = images.onDidChange((environment) => {
      if (environment === undefined) this.#restoreAll();
      else this.#writeSoon(environment);
    });
  }

  /** Resolves when what is kept of all environments that are known now is in the store. */
  async restored(): Promise<void> {
    await this.#restoring;
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #restoreAll(): void {
    const unread = this.#images.all.filter(({ regions, status }) => {
      return status.kind === 'unread' && regions.length === 0;
    });
    this.#restoring = Promise.all(
      unread.map(({ environment }) =>
        this.#restore(environment).catch((thrown: unknown) => {
          this.#log.warn(`What was kept of ${environment.name} cannot be read: ${messageOf(thrown)}`);
        }),
      ),
    );
  }

  async #restore(environment: Environment): Promise<void> {
    const text = await readIfThere(this.#fileOf(environment));
    if (text === undefined) return;
    const known = decodeKnownImages(text);
    if (known !== undefined) this.#images.restore(environment.id, known);
  }

  #writeSoon(environment: Environment): void {
    const images = this.#images.get(environment.id);
    if (images?.status.kind !== 'read' || this.#written.get(environment.id) === images.status.at) return;
    this.#written.set(environment.id, images.status.at);
    clearTimeout(this.#timers.get(environment.id));
    this.#timers.set(
      environment.id,
      setTimeout(() => {
        this.#write(environment).catch((thrown: unknown) => {
          this.#log.warn(`What was read of ${environment.name} cannot be kept: ${messageOf(thrown)}`);
        });
      }, writeDelay),
    );
  }

  async #write(environment: Environment): Promise<void> {
    const images = this.#images.get(environment.id);
    const kept = images === undefined ? undefined : keptOf(images);
    if (kept === undefined) return;
    await mkdir(this.#folder, { recursive: true });
    await writeWhole(this.#fileOf(environment), encodeKnownImages(kept));
    await removeOldest(this.#folder, mostFiles);
  }

  /** Named by what leads to the images and groups them, so that an environment that is defined otherwise finds nothing. */
  #fileOf({ accountId, endpoint, profile, regions, roleArn, tagNames }: Environment): string {
    const definition = JSON.stringify([accountId, endpoint, profile, regions, roleArn, tagNames.service]);
    const name = createHash('sha256').update(definition).digest('hex');
    return join(this.#folder, `${name}.json`);
  }
}
