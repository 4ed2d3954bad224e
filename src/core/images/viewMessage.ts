import * as l10n from '@vscode/l10n';
import type { EnvironmentChoice } from '../environments/environmentChoice.ts';
import { reasonOf } from '../environments/readError.ts';
import { singleLine } from '../text/plainText.ts';
import { countOf, type EnvironmentImages, isRefused } from './environmentImages.ts';

/**
 * The sentence above the tree, for what is true of all environments and needs an explanation.
 * @param all - every environment
 * @param choice - where they come from
 * @param filter - text of the filter that hides images; undefined without one
 * @returns undefined when there is nothing to explain, or no environment to explain it of
 */
export function viewMessage(
  all: readonly EnvironmentImages[],
  choice: EnvironmentChoice,
  filter: string | undefined,
): string | undefined {
  if (all.length === 0) return undefined;
  // A view that is alone in its container shows no description: what hides images must stand above the tree.
  const shown = filter === undefined ? [] : [l10n.t('Only images that pass: {0}', singleLine(filter))];
  const sentences = [...restrictionOf(choice), ...shown];
  return sentences.length > 0 ? sentences.join(' ') : explanationOf(all, choice);
}

function restrictionOf({ isRestricted, ignoredUntrustedFile }: EnvironmentChoice): string[] {
  if (!isRestricted) return [];
  return [
    ignoredUntrustedFile
      ? l10n.t(
          'Restricted Mode: the environments of ami-bakery.json are not used, nor any endpoint, role, profile or program that the workspace names. These are your AWS profiles.',
        )
      : l10n.t(
          'Restricted Mode: no endpoint, role, profile or program that the workspace names is used. These are your AWS profiles.',
        ),
  ];
}

function explanationOf(
  all: readonly EnvironmentImages[],
  { problems }: EnvironmentChoice,
): string | undefined {
  if (problems.length > 0) {
    return l10n.t('An ami-bakery.json has errors and is not used. See the Problems panel.');
  }
  if (all.every(isRefused)) {
    return l10n.t('No environment could be signed in to. Use the Sign In button of an environment below.');
  }
  if (all.every(hasNoRegion)) {
    return l10n.t(
      'No AWS profile has a region. Set one with aws configure, or name regions in ami-bakery.json.',
    );
  }
  return all.every(isEmpty)
    ? l10n.t('None of these accounts owns an image. Images of other accounts are not shown.')
    : undefined;
}

function hasNoRegion({ status }: EnvironmentImages): boolean {
  return (
    status.kind === 'failed' &&
    status.failures.every(({ failure }) => reasonOf(failure.cause) === 'no-region')
  );
}

function isEmpty(images: EnvironmentImages): boolean {
  return images.status.kind === 'read' && countOf(images) === 0;
}
