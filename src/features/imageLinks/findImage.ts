import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { registerCommand } from '../../host/registerCommand.ts';
import { type ImagePickServices, pickImages } from '../../host/imagePick.ts';
import { commandIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';

/**
 * The command that asks for an image of any environment and selects its row: `findImage(query?)`.
 * @param services - where the images are
 */
export function registerFindImage(services: ImagePickServices & Pick<Services, 'work'>): Disposable {
  return registerCommand(services.work, commandIds.findImage, async (query) => {
    const outcome = await pickImages(services, {
      title: vscode.l10n.t('Find Image'),
      many: false,
      ...(typeof query === 'string' ? { query } : {}),
    });
    if (outcome.kind !== 'done') return;
    for (const { environment, image } of outcome.value) {
      await vscode.commands.executeCommand(commandIds.revealImage, environment.id, image.region, image.id);
    }
  });
}
