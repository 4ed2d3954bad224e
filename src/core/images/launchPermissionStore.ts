import { type Disposable, Listeners } from '../events/listeners.ts';
import { messageOf } from '../outcome/failure.ts';
import { attempt, type Outcome } from '../outcome/outcome.ts';
import type { EnvironmentStatus } from './environmentImages.ts';
import type { ImageStore, ImageStoreOptions } from './imageStore.ts';
import type { ImageReference } from './imageTarget.ts';
import type {
  LaunchPermissionReader,
  LaunchPermissions,
  LaunchPermissionsState,
} from './launchPermissions.ts';

/** What a store of launch permissions is built from. */
export interface LaunchPermissionStoreOptions {
  readonly reader: LaunchPermissionReader;
  /** Tells when an environment was read anew. */
  readonly images: ImageStore;
  readonly explain: ImageStoreOptions['explain'];
}

/** What is known of one image, and the reading that is under way. */
interface Entry {
  readonly reference: ImageReference;
  state: LaunchPermissionsState;
  /** How the environment stood when the permissions were asked for: a later reading of it makes them out of date. */
  basis: EnvironmentStatus | undefined;
  stop: AbortController;
}

/**
 * Launch permissions of the images that somebody looks at: EC2 tells them for one image at a time only. They are read
 * when first asked for and again after each reading of their environment; what is known stays until then.
 */
export class LaunchPermissionStore implements Disposable {
  readonly #options: LaunchPermissionStoreOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #changes = new Listeners<ImageReference>();
  readonly #subscription: Disposable;

  /** Tells whose launch permissions changed. */
  readonly onDidChange = this.#changes.add;

  /**
   * Reads nothing yet.
   * @param options - reader, images and the words for failures
   */
  constructor(options: LaunchPermissionStoreOptions) {
    this.#options = options;
    this.#subscription = options.images.onDidChange(() => {
      for (const entry of this.#entries.values()) this.#readAgain(entry);
    });
  }

  /**
   * What is known of an image's launch permissions; asks for them where nothing is.
   * @param reference - which image
   */
  of(reference: ImageReference): LaunchPermissionsState {
    const key = keyOf(reference);
    const known = this.#entries.get(key);
    if (known !== undefined) return known.state;
    const entry: Entry = {
      reference,
      state: { kind: 'reading' },
      basis: this.#options.images.get(reference.environmentId)?.status,
      stop: new AbortController(),
    };
    this.#entries.set(key, entry);
    this.#read(entry);
    return entry.state;
  }

  /**
   * Stops reading for an image that nobody looks at any more, and forgets what was read.
   * @param reference - which image
   */
  forget(reference: ImageReference): void {
    const key = keyOf(reference);
    this.#entries.get(key)?.stop.abort();
    this.#entries.delete(key);
  }

  /** Stops every reading and forgets all listeners. */
  dispose(): void {
    this.#subscription.dispose();
    for (const { reference } of [...this.#entries.values()]) this.forget(reference);
    this.#changes.dispose();
  }

  #readAgain(entry: Entry): void {
    const status = this.#options.images.get(entry.reference.environmentId)?.status;
    if (status?.kind !== 'read' || status === entry.basis) return;
    entry.stop.abort();
    entry.stop = new AbortController();
    entry.basis = status;
    this.#read(entry);
  }

  #read(entry: Entry): void {
    const { environmentId, region, imageId } = entry.reference;
    const environment = this.#options.images.get(environmentId)?.environment;
    if (environment === undefined) return;
    const { signal } = entry.stop;
    const settle = (state: LaunchPermissionsState): void => {
      if (signal.aborted) return;
      entry.state = state;
      this.#changes.fire(entry.reference);
    };
    attempt(
      signal,
      () => this.#options.reader.readLaunchPermissions(environment, region, imageId, signal),
      (thrown) => this.#options.explain(thrown, environment),
    ).then(
      (outcome) => {
        settle(stateAfter(outcome));
      },
      (thrown: unknown) => {
        settle({ kind: 'failed', message: messageOf(thrown) });
      },
    );
  }
}

function stateAfter(outcome: Outcome<LaunchPermissions>): LaunchPermissionsState {
  switch (outcome.kind) {
    case 'done':
      return { kind: 'read', permissions: outcome.value };
    case 'cancelled':
      return outcome;
    case 'failed':
      return { kind: 'failed', message: outcome.failure.message };
  }
}

function keyOf({ environmentId, region, imageId }: ImageReference): string {
  return JSON.stringify([environmentId, region, imageId]);
}
