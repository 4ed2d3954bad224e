import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import type { TagPreview } from '../../core/tags/tagPreview.ts';

const scheme = 'ami-bakery-tags';

/** Read-only documents in plain text: what an edit would change, and what it has changed. */
export class TagDocuments implements vscode.TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #disposables: readonly Disposable[];
  #latest = 0;

  /** Registers the documents with VS Code. */
  constructor() {
    this.#disposables = [
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
    ];
  }

  /**
   * Shows two texts side by side.
   * @param preview - before and after
   * @param title - of the tab
   * @returns closes the tab
   */
  async compare({ before, after }: TagPreview, title: string): Promise<() => Promise<void>> {
    const left = this.#add('before.txt', before);
    const right = this.#add('after.txt', after);
    await vscode.commands.executeCommand('vscode.diff', left, right, title, { preview: true });
    return async () => {
      const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      const isOurs = ({ input }: vscode.Tab): boolean =>
        input instanceof vscode.TabInputTextDiff && input.modified.toString() === right.toString();
      await vscode.window.tabGroups.close(tabs.filter(isOurs));
    };
  }

  /**
   * Shows a text.
   * @param text - all of it
   * @param name - of the tab
   */
  async show(text: string, name: string): Promise<void> {
    await vscode.window.showTextDocument(this.#add(name, text));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    this.#texts.clear();
  }

  #add(name: string, text: string): vscode.Uri {
    this.#latest += 1;
    const uri = vscode.Uri.from({ scheme, path: `/${this.#latest}/${name}` });
    this.#texts.set(uri.toString(), text);
    return uri;
  }
}
