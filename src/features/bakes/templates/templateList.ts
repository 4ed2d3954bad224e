import { readFile, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Disposable } from '../../../core/events/listeners.ts';
import { messageOf } from '../../../core/outcome/failure.ts';
import type { HclParser } from '../../../core/templates/parseHcl.ts';
import { parseHclJson, parseVariablesJson } from '../../../core/templates/parseHclJson.ts';
import { type HclFile, readHclTemplate } from '../../../core/templates/readHclTemplate.ts';
import { readJsonTemplate } from '../../../core/templates/readJsonTemplate.ts';
import type { PackerTemplate } from '../../../core/templates/template.ts';
import { folderOf } from '../../../core/text/paths.ts';
import { singleLine } from '../../../core/text/plainText.ts';
import { titleInFolder } from '../../../host/folderTitle.ts';
import type { Log } from '../../../host/log.ts';
import { watchTree } from '../../../host/watchTree.ts';

/** A template and where it is. */
export interface WorkspaceTemplate {
  /** Path of the folder of the workspace that it is in. */
  readonly folder: string;
  readonly template: PackerTemplate;
  /** What a person knows it by, on one line: its path, in a window with several folders after its folder. */
  readonly title: string;
}

/** How long files are left alone before they are looked at again, in milliseconds. */
const quietTime = 300;

/** A larger file is nobody's template, in bytes. */
const largestFile = 1_000_000;

/** A template, or a folder, as far as its name says it. */
const mayConcern = /(?:\.pkr\.hcl|\.pkrvars\.hcl|\.json|\/[^/.]+)$/u;

/** Where no template is. */
const elsewhere = '**/{node_modules,.git,.vagrant,.terraform,.vscode}/**';

/** The templates of Packer in the workspace: found by reading files, without running anything. */
export class TemplateList implements Disposable {
  readonly #extensionFolder: vscode.Uri;
  readonly #log: Log;
  readonly #disposables: vscode.Disposable[] = [];
  readonly #changes = new vscode.EventEmitter<void>();
  #templates: readonly WorkspaceTemplate[] = [];
  #parser: Promise<HclParser> | undefined;
  #reading: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isFollowing = false;

  /** Told after templates were found anew. */
  readonly onDidChange = this.#changes.event;

  /**
   * Reads nothing before {@link start}.
   * @param extensionFolder - where the build has put the parser of HCL
   * @param log - where troubles are told
   */
  constructor(extensionFolder: vscode.Uri, log: Log) {
    this.#extensionFolder = extensionFolder;
    this.#log = log;
  }

  /** Those that were found. */
  get templates(): readonly WorkspaceTemplate[] {
    return this.#templates;
  }

  /** Finds the templates, and follows their files from now on. */
  async start(): Promise<readonly WorkspaceTemplate[]> {
    if (!this.#isFollowing) {
      this.#isFollowing = true;
      this.#follow();
      this.#reading = this.#read();
    }
    await this.#reading;
    return this.#templates;
  }

  /**
   * Those that make an image.
   * @throws Error in words for a person when there is none
   */
  async thatMakeImages(): Promise<readonly WorkspaceTemplate[]> {
    const found = (await this.start()).filter(({ template }) => template.builds.length > 0);
    if (found.length > 0) return found;
    throw new Error(
      vscode.l10n.t(
        'There is no Packer template in this workspace. AMI Bakery: Create Starter Project adds two.',
      ),
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changes.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #follow(): void {
    const readSoon = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#readAgain();
      }, quietTime);
    };
    this.#disposables.push(
      watchTree('**/*.{pkr.hcl,pkrvars.hcl,json}', ({ path }) => {
        if (mayConcern.test(path)) readSoon();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(readSoon),
    );
  }

  #readAgain(): void {
    const before = this.#reading ?? Promise.resolve();
    this.#reading = before.catch(() => undefined).then(() => this.#read());
    this.#reading.catch((thrown: unknown) => {
      this.#log.warn(messageOf(thrown));
    });
  }

  async #read(): Promise<void> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const found = await Promise.all(folders.map((folder) => this.#readFolder(folder.uri)));
    this.#templates = found.flat();
    this.#changes.fire();
  }

  async #readFolder(folder: vscode.Uri): Promise<WorkspaceTemplate[]> {
    const templates = [...(await this.#hclTemplates(folder)), ...(await jsonTemplates(folder))];
    return (
      templates
        // A folder with nothing but plugins or variables makes no image.
        .filter(({ builds, problems }) => builds.length > 0 || problems.length > 0)
        .sort((a, b) => (a.path < b.path ? -1 : 1))
        .map((template) => ({
          folder: folder.fsPath,
          template,
          title: singleLine(titleInFolder(folder, template.path)),
        }))
    );
  }

  async #hclTemplates(folder: vscode.Uri): Promise<PackerTemplate[]> {
    const paths = await pathsIn(folder, '**/*.{pkr,auto.pkrvars}.{hcl,json}');
    const isTemplate = (path: string): boolean => /\.pkr\.(?:hcl|json)$/u.test(path);
    const folders = new Set(paths.filter(isTemplate).map(folderOf));
    if (folders.size === 0) return [];
    const parser = await (this.#parser ??= makeParser(this.#extensionFolder));
    const read = async (path: string): Promise<HclFile> => {
      const text = (await textOf(folder, path)) ?? '';
      if (!path.endsWith('.json')) return { path, reading: parser.parse(text) };
      const reading = isTemplate(path)
        ? parseHclJson(text, (each) => parser.parseTemplate(each))
        : parseVariablesJson(text);
      return { path, reading };
    };
    return Promise.all(
      [...folders].map(async (of) => {
        const ofFolder = paths.filter((path) => folderOf(path) === of);
        // Packer reads those of JSON after all others: what they say counts.
        const inside = ['.hcl', '.json'].flatMap((end) => ofFolder.filter((path) => path.endsWith(end)));
        const files = await Promise.all(inside.filter(isTemplate).map(read));
        const variableFiles = await Promise.all(inside.filter((path) => !isTemplate(path)).map(read));
        return readHclTemplate(of === '' ? '.' : of, files, variableFiles);
      }),
    );
  }
}

async function makeParser(extensionFolder: vscode.Uri): Promise<HclParser> {
  const read = (name: string): Promise<Uint8Array> =>
    readFile(vscode.Uri.joinPath(extensionFolder, 'dist', name).fsPath);
  const { HclParser: Parser } = await import('../../../core/templates/parseHcl.ts');
  return Parser.create({
    runtime: await read('web-tree-sitter.wasm'),
    grammar: await read('tree-sitter-hcl.wasm'),
  });
}

async function jsonTemplates(folder: vscode.Uri): Promise<PackerTemplate[]> {
  const paths = await pathsIn(folder, '**/*.json');
  const read = paths.map(async (path) => {
    // HCL that is written as JSON.
    if (/\.(?:pkr|pkrvars)\.json$/u.test(path)) return undefined;
    const text = await textOf(folder, path);
    return text?.includes('"builders"') === true ? readJsonTemplate(path, text) : undefined;
  });
  return (await Promise.all(read)).filter((template) => template !== undefined);
}

async function pathsIn(folder: vscode.Uri, pattern: string): Promise<string[]> {
  const uris = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, pattern), elsewhere);
  return uris.map((uri) => uri.path.slice(folder.path.length + 1)).sort();
}

async function textOf(folder: vscode.Uri, path: string): Promise<string | undefined> {
  try {
    const file = vscode.Uri.joinPath(folder, path).fsPath;
    return (await stat(file)).size > largestFile ? undefined : await readFile(file, 'utf8');
  } catch {
    // It has gone meanwhile, which is told of.
    return undefined;
  }
}
