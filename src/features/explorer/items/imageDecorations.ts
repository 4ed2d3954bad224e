import * as vscode from 'vscode';
import type { Image } from '../../../core/images/image.ts';
import type { ReferenceStore } from '../../../core/references/referenceStore.ts';

const scheme = 'ami-bakery-row';

/**
 * The address of an image's row, by which VS Code asks for its decoration.
 * @param environmentId - id of its environment
 * @param image - which image
 */
export function imageUri(environmentId: string, { id, region }: Image): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${region}/${id}`, query: environmentId });
}

/** The letter at the end of the row of an image that something uses, which a tooltip explains. */
export class ImageDecorations implements vscode.FileDecorationProvider {
  readonly #references: ReferenceStore;
  readonly #changes = new vscode.EventEmitter<undefined>();

  readonly onDidChangeFileDecorations = this.#changes.event;

  /**
   * Decorates nothing before VS Code asks.
   * @param references - what uses images
   */
  constructor(references: ReferenceStore) {
    this.#references = references;
  }

  /** Says that what uses images is known anew. */
  referencesChanged(): void {
    this.#changes.fire(undefined);
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== scheme) return undefined;
    const [, region = '', id = ''] = uri.path.split('/');
    if (this.#references.isCurrent(uri.query, region, id) === true) {
      return new vscode.FileDecoration('C', vscode.l10n.t('in use, and current: an SSM parameter names it'));
    }
    return this.#references.isInUse(uri.query, region, id) === true
      ? new vscode.FileDecoration('U', vscode.l10n.t('in use'))
      : undefined;
  }

  dispose(): void {
    this.#changes.dispose();
  }
}
