import { randomUUID } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Disposable, Listeners } from '../core/events/listeners.ts';

/** The file that a window writes for the others to notice. */
const signalFile = 'changed';

/** Tells all windows that know a folder that something below it has changed, which none of them looks at all the time. */
export class WindowSignal implements Disposable {
  readonly #folder: string;
  readonly #listeners = new Listeners<void>();
  #watcher: FSWatcher | undefined;
  #isOver = false;

  /** Tells that this window or another one has given the signal. */
  readonly onDidSignal = this.#listeners.add;

  /**
   * Watches nothing before {@link start}.
   * @param folder - path; made when it is not there
   */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Begins to listen.
   * @throws NodeJS.ErrnoException when the folder cannot be made or watched
   */
  async start(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    if (this.#watcher !== undefined || this.#isOver) return;
    this.#watcher = watch(this.#folder, { persistent: false }, (_, name) => {
      if (name === signalFile) this.#listeners.fire();
    });
    // What cannot be watched any more, as a folder that is gone, is seen when it is looked at next.
    this.#watcher.on('error', () => this.#watcher?.close());
  }

  /**
   * Gives the signal.
   * @throws NodeJS.ErrnoException when the folder cannot be written to
   */
  async give(): Promise<void> {
    await writeFile(join(this.#folder, signalFile), randomUUID(), { mode: 0o600 });
  }

  dispose(): void {
    this.#isOver = true;
    this.#watcher?.close();
    this.#listeners.dispose();
  }
}
