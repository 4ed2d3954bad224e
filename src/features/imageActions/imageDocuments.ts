import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { imageWithId } from '../../core/images/environmentImages.ts';
import { comparisonTitle, imageComparison, imageDetails } from '../../core/images/imageDetails.ts';
import type { ImageReference, ImageTarget } from '../../core/images/imageTarget.ts';
import { jsonDocument, withoutMarkup } from '../../core/text/plainText.ts';
import type { Services } from '../../host/services.ts';

const scheme = 'ami-bakery-image';

/** Authority of the documents that hold only what an image may have in common with another one. */
const comparison = 'comparison';

/** Shows images as read-only JSON documents, which follow every new reading. */
export class ImageDocuments implements vscode.TextDocumentContentProvider, Disposable {
  readonly #services: Pick<Services, 'images' | 'launchPermissions'>;
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables: readonly Disposable[];

  readonly onDidChange = this.#changes.event;

  /**
   * Registers the documents with VS Code.
   * @param services - where the images and their launch permissions are
   */
  constructor(services: Pick<Services, 'images' | 'launchPermissions'>) {
    this.#services = services;
    this.#disposables = [
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      services.images.onDidChange((environment) => {
        this.#renew(({ environmentId }) => environment === undefined || environment.id === environmentId);
      }),
      services.launchPermissions.onDidChange((changed) => {
        this.#renew((reference) => isSame(reference, changed));
      }),
      // VS Code takes no change of a document that it has not opened yet: what came meanwhile is told now.
      vscode.workspace.onDidOpenTextDocument(({ uri }) => {
        if (uri.scheme === scheme) this.#changes.fire(uri);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#forget(uri);
      }),
    ];
  }

  /**
   * Opens the details of an image.
   * @param target - which image
   * @param isPreview - whether the next document that is opened may take its place
   */
  async show(target: ImageTarget, isPreview: boolean): Promise<void> {
    await vscode.window.showTextDocument(uriOf(target), { preview: isPreview });
  }

  /**
   * Opens two images side by side in the diff editor.
   * @param older - on the left
   * @param newer - on the right
   */
  async compare(older: ImageTarget, newer: ImageTarget): Promise<void> {
    const [left, right] = [older, newer].map((target) => uriOf(target).with({ authority: comparison }));
    const title = withoutMarkup(comparisonTitle(older, newer));
    await vscode.commands.executeCommand('vscode.diff', left, right, title);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const reference = referenceTo(uri);
    const images = this.#services.images.get(reference.environmentId);
    const image = images === undefined ? undefined : imageWithId(images, reference.region, reference.imageId);
    if (images === undefined || image === undefined) {
      const note = vscode.l10n.t('This image is not among those that were read.');
      return jsonDocument({ id: reference.imageId, region: reference.region, note });
    }
    const permissions = this.#services.launchPermissions.of(reference);
    return jsonDocument(
      uri.authority === comparison
        ? imageComparison(image, permissions)
        : imageDetails({ environment: images.environment, image }, permissions),
    );
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    this.#changes.dispose();
  }

  #renew(isMeant: (reference: ImageReference) => boolean): void {
    for (const uri of openUris()) {
      if (isMeant(referenceTo(uri))) this.#changes.fire(uri);
    }
  }

  #forget(uri: vscode.Uri): void {
    if (uri.scheme !== scheme) return;
    const reference = referenceTo(uri);
    const isStillOpen = openUris().some((open) => isSame(referenceTo(open), reference));
    if (!isStillOpen) this.#services.launchPermissions.forget(reference);
  }
}

function openUris(): vscode.Uri[] {
  return vscode.workspace.textDocuments
    .filter(({ isClosed, uri }) => !isClosed && uri.scheme === scheme)
    .map(({ uri }) => uri);
}

function uriOf({ environment, image }: ImageTarget): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${image.region}/${image.id}.json`, query: environment.id });
}

function referenceTo({ path, query }: vscode.Uri): ImageReference {
  const [, region = '', file = ''] = path.split('/');
  return { environmentId: query, region, imageId: file.replace(/\.json$/u, '') };
}

function isSame(a: ImageReference, b: ImageReference): boolean {
  return a.environmentId === b.environmentId && a.region === b.region && a.imageId === b.imageId;
}
