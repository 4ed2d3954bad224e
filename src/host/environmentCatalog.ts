import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { configurationFileName } from '../core/environments/configuration.ts';
import type { AwsProfile, ProfileReading } from '../core/environments/environment.ts';
import {
  chooseEnvironments,
  type ConfigurationFile,
  type EnvironmentChoice,
  noEnvironments,
} from '../core/environments/environmentChoice.ts';
import { identityOf, type Variables } from '../core/environments/variables.ts';
import { Listeners } from '../core/events/listeners.ts';
import { messageOf } from '../core/outcome/failure.ts';
import type { Log } from './log.ts';
import { settingsSection } from './contributedIds.ts';
import { readIfThere } from './readIfThere.ts';
import { readSettings } from './settings.ts';

/** What the catalog reads besides the workspace. */
export interface EnvironmentCatalogOptions {
  readonly log: Log;
  /** Reads the AWS profiles of this machine. */
  readonly readProfiles: () => Promise<ProfileReading>;
  /** Paths of the files that hold the profiles. */
  readonly profileFiles: readonly string[];
  /** Environment variables of this process. */
  readonly variables: Variables;
}

const noProfiles: ProfileReading = { profiles: [], problems: [] };

/**
 * Knows the environments of this window: those of `ami-bakery.json`, or those of the AWS profiles. Follows every
 * change of them without a reload. Reads nothing before {@link startFiles} or {@link start}.
 */
export class EnvironmentCatalog implements vscode.Disposable {
  readonly #options: EnvironmentCatalogOptions;
  readonly #choiceChanges = new Listeners<void>();
  readonly #credentialChanges = new Listeners<void>();
  readonly #disposables: vscode.Disposable[] = [];
  #files: readonly ConfigurationFile[] = [];
  #choice = noEnvironments;
  #folderWatchers: vscode.Disposable = vscode.Disposable.from();
  #filesStarted: Promise<void> | undefined;
  #started: Promise<void> | undefined;
  #latestReload: Promise<void> | undefined;
  #isReadingFiles = false;

  /** The environments, or what is wrong with the files that name them, have changed. */
  readonly onDidChange = this.#choiceChanges.add;

  /** The AWS config or credentials file was written, or a program may be run now: who signs may be another. */
  readonly onDidChangeCredentials = this.#credentialChanges.add;

  /**
   * Reads nothing yet.
   * @param options - log, profiles and variables
   */
  constructor(options: EnvironmentCatalogOptions) {
    this.#options = options;
  }

  /** What is known now; what stands in no `ami-bakery.json` is missing until {@link start} has ended. */
  get choice(): EnvironmentChoice {
    return this.#choice;
  }

  /** The `ami-bakery.json` files of the workspace, as saved. */
  get files(): readonly ConfigurationFile[] {
    return this.#files;
  }

  /** The AWS profiles of this machine as they are now. What cannot be read of them is missing, which the log says. */
  async readProfiles(): Promise<readonly AwsProfile[]> {
    return (await this.#readProfiles()).profiles;
  }

  /** True from the first {@link start} on: until then environments of profiles are not looked for. */
  get isStarted(): boolean {
    return this.#started !== undefined;
  }

  /**
   * Reads the `ami-bakery.json` files and follows their changes, for their problems. Profiles are left alone until
   * {@link start}.
   */
  startFiles(): Promise<void> {
    this.#filesStarted ??= this.#followFiles();
    return this.#filesStarted;
  }

  /** Reads everything and follows its changes from then on. Later calls wait for the first. */
  start(): Promise<void> {
    this.#started ??= this.#followEverything();
    return this.#started;
  }

  /** Reads everything again, for machines where changes of files go unnoticed. */
  async reload(): Promise<void> {
    await this.start();
    await this.#reload();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    this.#folderWatchers.dispose();
    this.#choiceChanges.dispose();
    this.#credentialChanges.dispose();
  }

  #followFiles(): Promise<void> {
    this.#watchFolders();
    this.#disposables.push(
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.#watchFolders();
        this.#reloadSoon();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        // A program may be run for credentials from now on.
        this.#credentialChanges.fire();
        this.#reloadSoon();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settingsSection)) this.#reloadSoon();
      }),
    );
    return this.#reload();
  }

  async #followEverything(): Promise<void> {
    this.#disposables.push(
      ...this.#options.profileFiles.map((path) =>
        watch(new vscode.RelativePattern(vscode.Uri.file(dirname(path)), basename(path)), () => {
          this.#credentialChanges.fire();
          this.#reloadSoon();
        }),
      ),
    );
    if (this.#filesStarted === undefined) await this.startFiles();
    // A reading that has not got to the profiles yet reads them as well from now on.
    else await (this.#isReadingFiles ? this.#untilRead() : this.#reload());
  }

  /** Only the file at the root of a folder counts, and only that one is watched. */
  #watchFolders(): void {
    this.#folderWatchers.dispose();
    this.#folderWatchers = vscode.Disposable.from(
      ...(vscode.workspace.workspaceFolders ?? []).map((folder) =>
        watch(new vscode.RelativePattern(folder, configurationFileName), () => {
          this.#reloadSoon();
        }),
      ),
    );
  }

  #reloadSoon(): void {
    this.#reload().catch((thrown: unknown) => {
      this.#options.log.warn(`Reading the environments failed: ${messageOf(thrown)}`);
    });
  }

  #reload(): Promise<void> {
    const reload: Promise<void> = this.#read(() => reload === this.#latestReload);
    this.#latestReload = reload;
    return this.#untilRead();
  }

  /** Ends when the environments are those of now: a reading that is overtaken by a later one knows less. */
  async #untilRead(): Promise<void> {
    let reload: Promise<void> | undefined;
    do {
      reload = this.#latestReload;
      await reload;
    } while (reload !== this.#latestReload);
  }

  async #read(isLatest: () => boolean): Promise<void> {
    this.#isReadingFiles = true;
    const files = await this.#readFiles();
    if (!isLatest()) return;
    this.#isReadingFiles = false;
    const { isTrusted } = vscode.workspace;
    // Files of the person are not read before something needs them.
    const needsProfiles = this.isStarted && !(files.length > 0 && isTrusted);
    const { profiles, problems } = needsProfiles ? await this.#readProfiles() : noProfiles;
    if (!isLatest()) return;
    this.#files = files;
    this.#choice = chooseEnvironments({
      files,
      profiles,
      profileProblems: problems,
      ...identityOf(this.#options.variables),
      isTrusted,
      shownProfiles: readSettings().profiles,
    });
    this.#choiceChanges.fire();
  }

  async #readProfiles(): Promise<ProfileReading> {
    try {
      const reading = await this.#options.readProfiles();
      for (const problem of reading.problems) this.#options.log.warn(`AWS profiles are missing: ${problem}`);
      return reading;
    } catch (thrown) {
      this.#options.log.warn(`The AWS profiles could not be read: ${messageOf(thrown)}`);
      return { profiles: [], problems: [messageOf(thrown)] };
    }
  }

  async #readFiles(): Promise<ConfigurationFile[]> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const files = await Promise.all(folders.map((folder) => this.#readFile(folder)));
    return files.filter((file) => file !== undefined);
  }

  async #readFile(folder: vscode.WorkspaceFolder): Promise<ConfigurationFile | undefined> {
    const uri = vscode.Uri.joinPath(folder.uri, configurationFileName);
    const where = { file: uri.toString(), folder: folder.name };
    try {
      // VS Code's own file system asks the window first, which is busy when it starts.
      const text = await (uri.scheme === 'file' ? readIfThere(uri.fsPath) : readFromWindow(uri));
      return text === undefined ? undefined : { ...where, text };
    } catch (thrown) {
      return { ...where, text: '', readError: messageOf(thrown) };
    }
  }
}

/** A file that VS Code keeps elsewhere than on this machine. */
async function readFromWindow(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (thrown) {
    if (thrown instanceof vscode.FileSystemError && thrown.code === 'FileNotFound') return undefined;
    throw thrown;
  }
}

function watch(pattern: vscode.GlobPattern, onChange: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  const subscriptions = [
    watcher.onDidCreate(onChange),
    watcher.onDidChange(onChange),
    watcher.onDidDelete(onChange),
  ];
  return vscode.Disposable.from(watcher, ...subscriptions);
}
