import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';

const scheme = 'ami-bakery-report';

/** The report of the last check as a read-only document of plain text; there is only one, and every check renews it. */
export class ReportDocument implements vscode.TextDocumentContentProvider, Disposable {
  readonly #uri = vscode.Uri.from({ scheme, path: `/${vscode.l10n.t('Tools and Credentials')}.txt` });
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  #text: string | undefined;

  readonly onDidChange = this.#changes.event;

  /** Registers the document with VS Code. */
  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  /**
   * Shows the document.
   * @param text - its new text; the one it has stays when left out
   */
  async show(text?: string): Promise<void> {
    if (text !== undefined) {
      this.#text = text;
      this.#changes.fire(this.#uri);
    }
    await vscode.window.showTextDocument(this.#uri, { preview: false });
  }

  provideTextDocumentContent(): string {
    return (
      this.#text ?? vscode.l10n.t('Nothing was checked yet. Run AMI Bakery: Check Tools and Credentials.')
    );
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changes.dispose();
  }
}
