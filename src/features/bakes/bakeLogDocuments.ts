import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import type { Bake, BakeList } from './bakeList.ts';

const scheme = 'ami-bakery-bake';

/** What a step has printed, after the name of its build where there are several. */
const toolLine = /^(?:[^\s:]+: )? {4}/u;

/** The logs of bakes as documents: they grow as the bake goes on, fold at its steps, and can be searched. */
export class BakeLogDocuments
  implements vscode.TextDocumentContentProvider, vscode.FoldingRangeProvider, Disposable
{
  readonly #list: BakeList;
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables: Disposable[];
  /** How many lines of each open document were shown. */
  readonly #shown = new Map<string, number>();

  readonly onDidChange = this.#changes.event;

  /**
   * Shows nothing yet.
   * @param list - of the bakes
   */
  constructor(list: BakeList) {
    this.#list = list;
    this.#disposables = [
      this.#changes,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.languages.registerFoldingRangeProvider({ scheme }, this),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        followEnd(document);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#shown.delete(uri.toString());
      }),
      list.onDidChange(() => {
        this.#tell();
      }),
    ];
  }

  /**
   * Opens the log of a bake.
   * @param bake - of the list
   * @param build - one of its builds; all when left out
   */
  async open(bake: Bake, build: string | undefined): Promise<void> {
    await this.#list.load(bake);
    // Where there is one build, nobody needs its name in each line.
    const [only, other] = bake.order.builds;
    const shown = build ?? (other === undefined ? only?.name : undefined);
    const document = await vscode.workspace.openTextDocument(uriOf(bake, shown));
    await vscode.window.showTextDocument(document, { preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const { bake, build } = this.#named(uri);
    if (bake === undefined) return vscode.l10n.t('This bake is not known any more.');
    this.#shown.set(uri.toString(), bake.log.length);
    return bake.log.textOf(build);
  }

  /** What a step has printed folds below the line that begins it. */
  provideFoldingRanges(document: vscode.TextDocument): vscode.FoldingRange[] {
    const ranges: vscode.FoldingRange[] = [];
    let start: number | undefined;
    for (let line = 0; line <= document.lineCount; line += 1) {
      const isInside = line < document.lineCount && toolLine.test(document.lineAt(line).text);
      if (isInside) continue;
      if (start !== undefined && line - 1 > start) ranges.push(new vscode.FoldingRange(start, line - 1));
      start = line;
    }
    return ranges;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #tell(): void {
    for (const [text, length] of this.#shown) {
      const uri = vscode.Uri.parse(text, true);
      if (this.#named(uri).bake?.log.length !== length) this.#changes.fire(uri);
    }
  }

  #named(uri: vscode.Uri): { readonly bake: Bake | undefined; readonly build: string | undefined } {
    const query = new URLSearchParams(uri.query);
    const id = query.get('bake');
    return {
      bake: this.#list.bakes.find(({ order }) => order.id === id),
      build: query.get('build') ?? undefined,
    };
  }
}

function uriOf({ order }: Bake, build: string | undefined): vscode.Uri {
  const query = new URLSearchParams({ bake: order.id, ...(build === undefined ? {} : { build }) });
  const name = `${order.template.replaceAll('/', ' ')} ${build ?? ''}`.trim();
  return vscode.Uri.from({ scheme, path: `/${name}.log`, query: query.toString() });
}

/** Who stands at the end of a log stays there as it grows; who reads further up is left alone. */
function followEnd(document: vscode.TextDocument): void {
  if (document.uri.scheme !== scheme) return;
  for (const editor of vscode.window.visibleTextEditors) {
    if (editor.document !== document) continue;
    const [visible] = editor.visibleRanges;
    const last = document.lineCount - 1;
    const wasAtEnd = editor.selection.active.line === 0 || editor.selection.active.line >= last - 50;
    if (visible === undefined || !wasAtEnd) continue;
    editor.revealRange(new vscode.Range(last, 0, last, 0), vscode.TextEditorRevealType.Default);
  }
}
