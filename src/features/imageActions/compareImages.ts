import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { olderFirst } from '../../core/images/imageDetails.ts';
import type { ImageTarget } from '../../core/images/imageTarget.ts';
import { registerRowCommand } from '../../host/registerCommand.ts';
import { commandIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';
import type { ImageDocuments } from './imageDocuments.ts';
import { sayInStatusBar } from '../../host/statusBarMessage.ts';
import { tell } from '../../host/tell.ts';

/**
 * The commands that compare two images: those that are selected, or one that was selected before with another.
 * @param services - which images are meant
 * @param documents - images as documents
 */
export function registerCompareImages(
  { contextKeys, imageTargets, work }: Pick<Services, 'contextKeys' | 'imageTargets' | 'work'>,
  documents: ImageDocuments,
): Disposable[] {
  let selected: ImageTarget | undefined;
  const compare = async (one: ImageTarget, other: ImageTarget): Promise<void> => {
    await documents.compare(...olderFirst(one, other));
  };
  return [
    registerRowCommand(work, commandIds.compareImages, async (target, targets) => {
      const title = vscode.l10n.t('Compare two images');
      const chosen = await imageTargets.choose(target, targets, { title, many: true });
      if (chosen.kind !== 'done') return;
      const [one, other, ...more] = chosen.value;
      if (one !== undefined && other !== undefined && more.length === 0) await compare(one, other);
      else tell(vscode.l10n.t('Select exactly two images to compare.'));
    }),
    registerRowCommand(work, commandIds.selectImageForCompare, async (target, targets) => {
      const title = vscode.l10n.t('Select an image for compare');
      const chosen = await imageTargets.choose(target, targets, { title, many: false });
      const image = chosen.kind === 'done' ? chosen.value[0] : undefined;
      if (image === undefined) return;
      selected = image;
      await contextKeys.setHasImageToCompare(true);
      sayInStatusBar(vscode.l10n.t('Selected {0} for compare', image.image.id));
    }),
    registerRowCommand(work, commandIds.compareImageWithSelected, async (target, targets) => {
      if (selected === undefined) return;
      const title = vscode.l10n.t('Compare with {0}', selected.image.id);
      const chosen = await imageTargets.choose(target, targets, { title, many: false });
      const image = chosen.kind === 'done' ? chosen.value[0] : undefined;
      if (image !== undefined) await compare(selected, image);
    }),
  ];
}
