import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { imageConsoleUrl } from '../../core/images/imageAddress.ts';
import { registerRowCommand } from '../../host/registerCommand.ts';
import { commandIds } from '../../host/contributedIds.ts';
import { mayOpen, openInConsole } from '../../host/openInConsole.ts';
import type { Services } from '../../host/services.ts';
import type { ImageDocuments } from './imageDocuments.ts';

/**
 * The commands that open an image somewhere: as a document, and in the EC2 console.
 * @param services - which images are meant
 * @param documents - images as documents
 */
export function registerOpenImages(
  { imageTargets, work }: Pick<Services, 'imageTargets' | 'work'>,
  documents: ImageDocuments,
): Disposable[] {
  return [
    registerRowCommand(work, commandIds.showImageDetails, async (target, targets) => {
      const title = vscode.l10n.t('Show Image Details');
      const chosen = await imageTargets.choose(target, targets, { title, many: true });
      if (chosen.kind !== 'done') return;
      const images = chosen.value;
      const question = vscode.l10n.t('Open the details of {0} images?', images.length);
      if (!(await mayOpen(images.length, question))) return;
      for (const image of images) await documents.show(image, images.length === 1);
    }),
    registerRowCommand(work, commandIds.openImageInConsole, async (target, targets) => {
      const title = vscode.l10n.t('Open Image in AWS Console');
      const chosen = await imageTargets.choose(target, targets, { title, many: true });
      if (chosen.kind !== 'done') return;
      const images = chosen.value;
      const question = vscode.l10n.t('Open {0} images in the AWS console?', images.length);
      if (!(await mayOpen(images.length, question))) return;
      for (const { image } of images) await openInConsole(imageConsoleUrl(image), image.region);
    }),
  ];
}
