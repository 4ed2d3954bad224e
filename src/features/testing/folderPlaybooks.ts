import { relative } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import { findConfiguration } from '../../core/playbooks/ansibleConfiguration.ts';
import { discoverPlaybook } from '../../core/playbooks/discoverPlaybook.ts';
import { isConcerned } from '../../core/playbooks/isConcerned.ts';
import { isPlaybook } from '../../core/playbooks/isPlaybook.ts';
import { PlaybookSources } from '../../core/playbooks/playbookSources.ts';
import { FolderFiles } from '../../host/folderFiles.ts';
import { createPlaybookTest, type PlaybookTest } from './playbookTests.ts';

/** Where no playbook of the workspace is. */
const elsewhere = '**/{node_modules,.git,.vagrant,collections,roles,group_vars,host_vars}/**';

/** The playbooks of a folder of the workspace, as far as they are read. */
export class FolderPlaybooks {
  readonly uri: vscode.Uri;
  readonly #controller: vscode.TestController;
  /** By path in the folder; undefined for a YAML file that is no playbook. */
  #known = new Map<string, PlaybookTest | undefined>();

  /**
   * Reads nothing yet.
   * @param controller - makes the items
   * @param uri - of the folder
   */
  constructor(controller: vscode.TestController, uri: vscode.Uri) {
    this.#controller = controller;
    this.uri = uri;
  }

  /**
   * Reads the playbooks that are new, or that a change concerns.
   * @param changed - paths on the disk of what has come, changed or gone since the last time
   * @param onFound - is told of each that was read, before the others are
   * @returns all playbooks that there are now; those that were not read again are the same objects as before
   */
  async read(changed: Iterable<string>, onFound: (test: PlaybookTest) => void): Promise<PlaybookTest[]> {
    const paths = new Set([...changed].map((path) => relative(this.uri.fsPath, path)));
    const files = new FolderFiles(this.uri.fsPath, vscode.workspace.isTrusted);
    const sources = new PlaybookSources(files);
    const known = new Map<string, PlaybookTest | undefined>();
    for (const path of await this.#yamlFiles()) {
      if (this.#isAsItWas(path, paths)) known.set(path, this.#known.get(path));
      else {
        const test = await this.#readOne(path, files, sources);
        known.set(path, test);
        if (test !== undefined) onFound(test);
        // Hundreds of playbooks are found without the window waiting for it.
        await setImmediate();
      }
    }
    this.#known = known;
    return [...known.values()].filter((test) => test !== undefined);
  }

  async #yamlFiles(): Promise<string[]> {
    const pattern = new vscode.RelativePattern(this.uri, '**/*.{yml,yaml}');
    const uris = await vscode.workspace.findFiles(pattern, elsewhere);
    return uris.map((uri) => uri.path.slice(this.uri.path.length + 1)).sort();
  }

  #isAsItWas(path: string, changed: ReadonlySet<string>): boolean {
    if (!this.#known.has(path)) return false;
    const playbook = this.#known.get(path)?.playbook ?? { path, files: new Set([path]) };
    return !isConcerned(playbook, changed);
  }

  async #readOne(
    path: string,
    files: FolderFiles,
    sources: PlaybookSources,
  ): Promise<PlaybookTest | undefined> {
    const text = await files.read(path);
    if (text === undefined || !isPlaybook(text)) return undefined;
    const configuration = await findConfiguration(path, files);
    const playbook = await discoverPlaybook(path, sources, {
      ...configuration.options,
      rest: () => setImmediate(),
    });
    const ansibleFolder = files.pathOf(configuration.folder);
    const test = createPlaybookTest(this.#controller, { folder: this.uri, ansibleFolder, playbook, files });
    // It may go another way from now on.
    if (this.#known.get(path) !== undefined) this.#controller.invalidateTestResults(test.item);
    return test;
  }
}
