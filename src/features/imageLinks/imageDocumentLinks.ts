import * as vscode from 'vscode';
import { imageIdsIn, imagesWithId } from '../../core/images/imageIds.ts';
import type { ImageStore } from '../../core/images/imageStore.ts';
import { commandUri } from '../../core/text/markdown.ts';
import { commandIds } from '../../host/contributedIds.ts';

/** Links are made in this much of a document, in characters, so that a huge one costs no more than a large one. */
const linkedLength = 1_000_000;

/**
 * As many ids of a document have links; VS Code asks for all of them anew at every change. Later ones have a hover, which
 * leads to the image as well.
 */
const mostLinks = 2000;

/** The link of an image id. */
class ImageLink extends vscode.DocumentLink {
  readonly imageId: string;

  constructor(range: vscode.Range, imageId: string) {
    super(range);
    this.imageId = imageId;
    this.tooltip = vscode.l10n.t('Show the image in the Images view');
  }
}

/**
 * Makes every image id in a document a link. Where it leads is decided when it is followed: to the row of the image
 * where exactly one is known by then, else to the search for it.
 */
export class ImageDocumentLinks implements vscode.DocumentLinkProvider<ImageLink> {
  readonly #images: Pick<ImageStore, 'all'>;

  /**
   * Reads nothing.
   * @param images - the images read so far
   */
  constructor(images: Pick<ImageStore, 'all'>) {
    this.#images = images;
  }

  provideDocumentLinks(document: vscode.TextDocument): ImageLink[] {
    const start = new vscode.Position(0, 0);
    const text = document.getText(new vscode.Range(start, document.positionAt(linkedLength)));
    // An id at the cut may be the beginning of a longer word.
    const ids = imageIdsIn(text).filter(({ id, offset }) => offset + id.length !== linkedLength);
    return ids.slice(0, mostLinks).map(({ id, offset }) => {
      const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + id.length));
      return new ImageLink(range, id);
    });
  }

  resolveDocumentLink(link: ImageLink): ImageLink {
    const [target, ...others] = imagesWithId(this.#images.all, link.imageId);
    const address =
      target === undefined || others.length > 0
        ? commandUri(commandIds.findImage, link.imageId)
        : commandUri(commandIds.revealImage, target.environment.id, target.image.region, target.image.id);
    link.target = vscode.Uri.parse(address);
    return link;
  }
}
