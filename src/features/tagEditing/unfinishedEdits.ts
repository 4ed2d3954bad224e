import { setTimeout as wait } from 'node:timers/promises';
import type { Environment } from '../../core/environments/environment.ts';
import type { EnvironmentChoice } from '../../core/environments/environmentChoice.ts';
import type { Disposable } from '../../core/events/listeners.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import { decodeUnfinishedEdit, type UnfinishedEdit } from '../../core/tags/unfinishedEdit.ts';
import type { EnvironmentCatalog } from '../../host/environmentCatalog.ts';
import type { Log } from '../../host/log.ts';
import type { JournalNote, TagJournal } from './tagJournal.ts';

/** How long the extension host of a window that was closed may take to end, in seconds. */
const mostSeconds = 30;

/** What {@link UnfinishedEdits} is built from. */
export interface UnfinishedEditsOptions {
  /** The environments as they are now. */
  readonly environments: Pick<EnvironmentCatalog, 'choice' | 'onDidChange' | 'start'>;
  /** What was left. */
  readonly journal: Pick<TagJournal, 'end' | 'notes'>;
  readonly log: Pick<Log, 'warn'>;
  /** Tells a person of an edit; ends when they have answered, or undone it. */
  readonly tell: (edit: UnfinishedEdit) => Promise<void>;
}

/**
 * The edits that earlier windows began and did not live to finish. Each is told of when its environments are there, and
 * forgotten when a person knows of it. While the environments may be missing for a passing reason, nothing is told.
 */
export class UnfinishedEdits implements Disposable {
  readonly #options: UnfinishedEditsOptions;
  /** What is not told yet, by key of the note. */
  readonly #untold = new Map<string, unknown>();
  #subscription: Disposable | undefined;

  /**
   * Tells nothing yet.
   * @param options - environments, journal, log and who tells
   */
  constructor(options: UnfinishedEditsOptions) {
    this.#options = options;
  }

  /**
   * Tells of what was left before now, as far as that can be told; of the rest when the environments are others. Where
   * nothing was left, no environment is looked for.
   */
  async start(): Promise<void> {
    const { environments } = this.#options;
    for (const { key, edit } of await this.#left()) this.#untold.set(key, edit);
    if (this.#untold.size === 0) return;
    await environments.start();
    this.#subscription = environments.onDidChange(() => {
      this.#tellWhatCanBeTold();
    });
    this.#tellWhatCanBeTold();
  }

  dispose(): void {
    this.#subscription?.dispose();
  }

  /** The notes of now whose extension hosts are gone; one that is still there carries its edit out, or ends soon. */
  async #left(): Promise<JournalNote[]> {
    const { journal } = this.#options;
    let notes = await journal.notes();
    const keys = new Set(notes.map(({ key }) => key));
    for (let second = 0; second < mostSeconds && notes.some(({ isUnderWay }) => isUnderWay); second += 1) {
      await wait(1000, undefined, { ref: false });
      notes = (await journal.notes()).filter(({ key }) => keys.has(key));
    }
    return notes.filter(({ isUnderWay }) => !isUnderWay);
  }

  #tellWhatCanBeTold(): void {
    const { environments, log } = this.#options;
    const { choice } = environments;
    const environmentOf = (id: string): Environment | undefined =>
      choice.environments.find((environment) => environment.id === id);
    for (const [key, kept] of [...this.#untold]) {
      const edit = decodeUnfinishedEdit(kept, environmentOf);
      if (edit?.lacksEnvironment === true && mayLackEnvironments(choice)) continue;
      this.#untold.delete(key);
      this.#tell(key, edit).catch((thrown: unknown) => {
        log.warn(messageOf(thrown));
      });
    }
  }

  async #tell(key: string, edit: UnfinishedEdit | undefined): Promise<void> {
    const { journal, log, tell } = this.#options;
    if (edit === undefined) log.warn('An edit of tags that an earlier window left cannot be understood.');
    else await tell(edit);
    await journal.end(key);
  }
}

/** Whether environments may be missing that are there again when a file is mended, or the workspace trusted. */
function mayLackEnvironments({ isRestricted, lacksProfiles, problems }: EnvironmentChoice): boolean {
  return isRestricted || lacksProfiles || problems.length > 0;
}
