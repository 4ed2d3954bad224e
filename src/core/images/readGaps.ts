import * as l10n from '@vscode/l10n';
import type { Environment } from '../environments/environment.ts';
import { countOf, type EnvironmentImages } from './environmentImages.ts';

/** An environment whose images are not all known, although nobody is reading them. */
export interface ReadGap {
  readonly environment: Environment;
  /** What is missing, in our words. */
  readonly title: string;
  /** Why, in the words of AWS where it refused. */
  readonly reason: string;
}

/**
 * What a search over all environments leaves out: one gap for each environment that could not be read, not all of it
 * or not anew. Environments that are being read, or will be, have none.
 * @param all - what is known of each environment
 */
export function readGapsOf(all: readonly EnvironmentImages[]): ReadGap[] {
  return all.flatMap((images) => {
    const reason = reasonOfGap(images);
    if (reason === undefined) return [];
    const { name } = images.environment;
    const title =
      countOf(images) === 0
        ? l10n.t('{0} could not be searched', name)
        : l10n.t('{0} could not be searched completely', name);
    return [{ environment: images.environment, title, reason }];
  });
}

function reasonOfGap({ status }: EnvironmentImages): string | undefined {
  if (status.kind === 'stopped') return l10n.t('Reading was stopped: there may be more images');
  if (status.kind !== 'failed') return undefined;
  const regionsByReason = new Map<string, string[]>();
  for (const { region, failure } of status.failures) {
    const reason = `${failure.title}: ${failure.message}`;
    const regions = regionsByReason.get(reason) ?? [];
    regionsByReason.set(reason, region === undefined ? regions : [...regions, region]);
  }
  return [...regionsByReason]
    .map(([reason, regions]) => (regions.length === 0 ? reason : `${regions.join(', ')}: ${reason}`))
    .join(' · ');
}
