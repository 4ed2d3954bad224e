import * as vscode from 'vscode';
import { type EnvironmentImages, isRestored } from '../../core/images/environmentImages.ts';
import { imageFacts } from '../../core/images/imageFacts.ts';
import { imageIdAt, imagesWithId } from '../../core/images/imageIds.ts';
import type { ImageReference, ImageTarget } from '../../core/images/imageTarget.ts';
import { fullTitleOf } from '../../core/images/imageWords.ts';
import { useWords } from '../../core/references/useWords.ts';
import { commandUri, withoutAutolinks } from '../../core/text/markdown.ts';
import { type CommandId, commandIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';

type HoverServices = Pick<Services, 'clock' | 'images' | 'references'>;

/** The commands that a hover may run, whatever is written in it. */
const enabledCommands: readonly CommandId[] = [
  commandIds.revealImage,
  commandIds.findImage,
  commandIds.copyImageId,
];

/** Says what the image id under the mouse stands for, from what was read so far; reads nothing itself. */
export class ImageHovers implements vscode.HoverProvider {
  readonly #services: HoverServices;

  /**
   * Reads nothing.
   * @param services - the images, what uses them, and the time
   */
  constructor(services: HoverServices) {
    this.#services = services;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const found = imageIdAt(document.lineAt(position).text, position.character);
    if (found === undefined) return undefined;
    const { all } = this.#services.images;
    const targets = imagesWithId(all, found.id);
    const texts =
      targets.length === 0
        ? [textOfUnknown(found.id, all)]
        : targets.map((target) => this.#textOfImage(target));
    const start = position.with({ character: found.offset });
    return new vscode.Hover(texts, new vscode.Range(start, start.translate(0, found.id.length)));
  }

  #textOfImage(target: ImageTarget): vscode.MarkdownString {
    const { environment, image } = target;
    const { clock, images, references } = this.#services;
    const known = images.get(environment.id);
    const options = {
      now: clock(),
      locale: vscode.env.language,
      use: useWords(references.useOf(environment.id, image.region, image.id, image)),
      restoredFrom: known !== undefined && isRestored(known) ? known.knownSince : undefined,
    };
    const text = trustedText();
    text.appendMarkdown('**');
    appendPlain(text, fullTitleOf(image, environment.tagNames));
    text.appendMarkdown('**');
    for (const { name, value } of imageFacts(target, options)) {
      text.appendMarkdown('  \n');
      appendPlain(text, `${name}: ${value}`);
    }
    text.appendMarkdown('\n\n');
    const { id: imageId, region } = image;
    const reference: ImageReference = { environmentId: environment.id, region, imageId };
    appendLink(
      text,
      vscode.l10n.t('Show in the Images view'),
      commandUri(commandIds.revealImage, environment.id, region, imageId),
    );
    text.appendMarkdown(' | ');
    appendLink(text, vscode.l10n.t('Copy Image Id'), commandUri(commandIds.copyImageId, reference));
    return text;
  }
}

function textOfUnknown(id: string, all: readonly EnvironmentImages[]): vscode.MarkdownString {
  const text = trustedText();
  if (all.length > 0 && all.every(({ status }) => status.kind === 'read')) {
    const names = all.map(({ environment }) => environment.name).join(', ');
    appendPlain(text, vscode.l10n.t('{0} is not an image of {1}.', id, names));
    return text;
  }
  appendPlain(text, vscode.l10n.t('{0} is not among the images read so far.', id));
  text.appendMarkdown(' ');
  appendLink(text, vscode.l10n.t('Find Image…'), commandUri(commandIds.findImage, id));
  return text;
}

function trustedText(): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands };
  text.supportHtml = false;
  return text;
}

/** The one way for a text that is not ours to get into a hover. */
function appendPlain(text: vscode.MarkdownString, plain: string): void {
  text.appendText(withoutAutolinks(plain));
}

function appendLink(text: vscode.MarkdownString, title: string, address: string): void {
  text.appendMarkdown('[');
  appendPlain(text, title);
  text.appendMarkdown(`](${address})`);
}
