import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import type { Log } from '../../host/log.ts';
import { watchTree } from '../../host/watchTree.ts';
import { FolderPlaybooks } from './folderPlaybooks.ts';
import type { PlaybookTest } from './playbookTests.ts';

/** How long files are left alone before they are looked at again, in milliseconds. */
const quietTime = 300;

/** Keeps the items of the Testing view as the playbooks of the workspace are. Reads files and runs nothing. */
export class PlaybookDiscovery implements Disposable {
  readonly #controller: vscode.TestController;
  readonly #log: Log;
  readonly #disposables: vscode.Disposable[] = [];
  readonly #changes = new vscode.EventEmitter<void>();
  /** By path of the folder of the workspace. */
  #folders = new Map<string, FolderPlaybooks>();
  #tests: readonly PlaybookTest[] = [];
  /** Paths on the disk of what has come, changed or gone since it was last read. */
  #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #isFollowing = false;

  /**
   * Reads nothing before {@link start}.
   * @param controller - whose items they are
   * @param log - where troubles are told
   */
  constructor(controller: vscode.TestController, log: Log) {
    this.#controller = controller;
    this.#log = log;
  }

  /** The playbooks that were found. Those that nothing has changed of stay the same objects. */
  get tests(): readonly PlaybookTest[] {
    return this.#tests;
  }

  /** Told after playbooks were found anew. */
  get onDidChange(): vscode.Event<void> {
    return this.#changes.event;
  }

  /** Finds the playbooks, and follows their files from now on. */
  start(): Promise<void> {
    if (this.#isFollowing) return this.#reading ?? Promise.resolve();
    this.#isFollowing = true;
    this.#disposables.push(
      watchTree('**/*.{yml,yaml,cfg}', (uri) => {
        this.#changed.add(uri.fsPath);
        this.#readSoon();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.#readSoon();
      }),
      // Files outside of the workspace may be read from now on.
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#folders.clear();
        this.#readSoon();
      }),
    );
    return this.#read();
  }

  /** Finds them all anew, once those before are found: what was read later counts. */
  refresh(): Promise<void> {
    this.#folders.clear();
    return this.#read();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changes.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #readSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#read().catch((thrown: unknown) => {
        this.#log.warn(messageOf(thrown));
      });
    }, quietTime);
  }

  #read(): Promise<void> {
    const before = this.#reading ?? Promise.resolve();
    this.#reading = before
      .catch(() => undefined)
      // The window has other things to do first.
      .then(() => setImmediate())
      .then(() => this.#readChanged());
    return this.#reading;
  }

  async #readChanged(): Promise<void> {
    const changed = this.#changed;
    this.#changed = new Set();
    const folders = (vscode.workspace.workspaceFolders ?? []).map(
      ({ uri }) => this.#folders.get(uri.fsPath) ?? new FolderPlaybooks(this.#controller, uri),
    );
    this.#folders = new Map(folders.map((folder) => [folder.uri.fsPath, folder]));
    // Of hundreds, the first can be run while the last are read.
    const show = (test: PlaybookTest): void => {
      this.#tests = [...this.#tests.filter(({ item }) => item.id !== test.item.id), test];
      this.#controller.items.add(test.item);
    };
    const found = await Promise.all(folders.map((folder) => folder.read(changed, show))).catch(
      (thrown: unknown) => {
        // What has changed is not known any more.
        this.#folders.clear();
        throw thrown;
      },
    );
    this.#tests = found.flat();
    this.#controller.items.replace(this.#tests.map(({ item }) => item));
    this.#changes.fire();
  }
}
