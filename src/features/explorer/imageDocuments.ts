import * as vscode from 'vscode';
import { imageWithId } from '../../core/images/environmentImages.ts';
import type { Image } from '../../core/images/image.ts';
import type { ImageStore } from '../../core/images/imageStore.ts';
import type { Disposable } from '../../core/events/listeners.ts';

const scheme = 'ami-bakery-image';

/** Shows everything known of an image as a read-only JSON document, which follows every new reading. */
export class ImageDocuments implements vscode.TextDocumentContentProvider, Disposable {
  readonly #images: ImageStore;
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables: readonly Disposable[];

  readonly onDidChange = this.#changes.event;

  /**
   * Registers the documents with VS Code.
   * @param images - where the images are
   */
  constructor(images: ImageStore) {
    this.#images = images;
    this.#disposables = [
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      images.onDidChange((environment) => {
        for (const { uri } of vscode.workspace.textDocuments) {
          if (uri.scheme === scheme && uri.query === environment?.id) this.#changes.fire(uri);
        }
      }),
    ];
  }

  /**
   * Opens the document of an image.
   * @param environmentId - id of its environment
   * @param image - which image
   */
  async show(environmentId: string, image: Image): Promise<void> {
    const path = `/${image.region}/${image.id}.json`;
    await vscode.window.showTextDocument(vscode.Uri.from({ scheme, path, query: environmentId }));
  }

  provideTextDocumentContent({ path, query }: vscode.Uri): string {
    const [, region = '', file = ''] = path.split('/');
    const id = file.replace(/\.json$/u, '');
    const images = this.#images.get(query);
    const image = images === undefined ? undefined : imageWithId(images, region, id);
    const document =
      image === undefined
        ? { id, region, note: vscode.l10n.t('This image is not among those that were read.') }
        : { environment: images?.environment.name, ...describe(image) };
    return `${JSON.stringify(document, undefined, 2)}\n`;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    this.#changes.dispose();
  }
}

function describe(image: Image): Record<string, unknown> {
  return {
    ...image,
    createdAt: asIsoTime(image.createdAt),
    deprecatedAt: asIsoTime(image.deprecatedAt),
    tags: Object.fromEntries(image.tags),
  };
}

function asIsoTime(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds).toISOString();
}
