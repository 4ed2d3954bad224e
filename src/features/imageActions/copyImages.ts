import * as vscode from 'vscode';
import type { Disposable } from '../../core/events/listeners.ts';
import { imageArn } from '../../core/images/imageAddress.ts';
import type { ImageTarget } from '../../core/images/imageTarget.ts';
import { packerSourceFilters } from '../../core/images/packerSourceFilter.ts';
import { terraformDataSources } from '../../core/images/terraformDataSource.ts';
import { registerRowCommand } from '../../host/registerCommand.ts';
import { type CommandId, commandIds } from '../../host/contributedIds.ts';
import type { Services } from '../../host/services.ts';
import { sayInStatusBar } from '../../host/statusBarMessage.ts';

/** One way of copying images. */
interface Copy {
  readonly command: CommandId;
  /** What a person is asked who has not selected any. */
  readonly title: string;
  /** One line or one block for each image. */
  readonly textOf: (images: readonly ImageTarget[]) => string;
  /** What the status bar says of one image, and of several. */
  readonly saidOfOne: (image: ImageTarget) => string;
  readonly saidOfSeveral: (count: number) => string;
}

const copies = (): readonly Copy[] => [
  {
    command: commandIds.copyImageId,
    title: vscode.l10n.t('Copy Image Id'),
    textOf: (images) => images.map(({ image }) => image.id).join('\n'),
    saidOfOne: ({ image }) => vscode.l10n.t('Copied {0}', image.id),
    saidOfSeveral: (count) => vscode.l10n.t('Copied {0} image ids', count),
  },
  {
    command: commandIds.copyImageArn,
    title: vscode.l10n.t('Copy Image ARN'),
    textOf: (images) => images.map(({ image }) => imageArn(image)).join('\n'),
    saidOfOne: ({ image }) => vscode.l10n.t('Copied {0}', imageArn(image)),
    saidOfSeveral: (count) => vscode.l10n.t('Copied {0} ARNs', count),
  },
  {
    command: commandIds.copyImageName,
    title: vscode.l10n.t('Copy Image Name'),
    textOf: (images) => images.map(({ image }) => image.name ?? image.id).join('\n'),
    saidOfOne: ({ image }) => vscode.l10n.t('Copied {0}', image.name ?? image.id),
    saidOfSeveral: (count) => vscode.l10n.t('Copied {0} image names', count),
  },
  {
    command: commandIds.copyImageAsTerraform,
    title: vscode.l10n.t('Copy Image as Terraform Data Source'),
    textOf: terraformDataSources,
    saidOfOne: ({ image }) => vscode.l10n.t('Copied {0} as a Terraform data source', image.id),
    saidOfSeveral: (count) => vscode.l10n.t('Copied {0} images as Terraform data sources', count),
  },
  {
    command: commandIds.copyImageAsPackerFilter,
    title: vscode.l10n.t('Copy Image as Packer Filter'),
    textOf: packerSourceFilters,
    saidOfOne: ({ image }) => vscode.l10n.t('Copied {0} as a Packer filter', image.id),
    saidOfSeveral: (count) => vscode.l10n.t('Copied {0} images as Packer filters', count),
  },
];

/**
 * The commands that put images onto the clipboard.
 * @param services - which images are meant
 */
export function registerCopyImages({
  imageTargets,
  work,
}: Pick<Services, 'imageTargets' | 'work'>): Disposable[] {
  return copies().map((copy) =>
    registerRowCommand(work, copy.command, async (target, targets) => {
      const chosen = await imageTargets.choose(target, targets, { title: copy.title, many: true });
      if (chosen.kind !== 'done') return;
      const images = chosen.value;
      const [first] = images;
      if (first === undefined) return;
      await vscode.env.clipboard.writeText(copy.textOf(images));
      sayInStatusBar(images.length === 1 ? copy.saidOfOne(first) : copy.saidOfSeveral(images.length));
    }),
  );
}
