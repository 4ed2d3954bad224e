import * as l10n from '@vscode/l10n';
import { configurationFileName } from '../environments/configuration.ts';
import { singleLine } from '../text/plainText.ts';
import { formatAge } from '../time/age.ts';
import { countOf, type EnvironmentImages } from './environmentImages.ts';
import { imageCountWords } from './imageWords.ts';

/** What the status bar says of all environments together. */
export interface StatusSummary {
  /** `trouble`: an environment could not be read, or the file that names them has errors. */
  readonly state: 'idle' | 'reading' | 'trouble';
  /** For the status bar, short. */
  readonly text: string;
  /** For a screen reader; says in words what the icon shows. */
  readonly label: string;
  /** A line for each environment, plain text. */
  readonly tooltip: string;
}

/** What a summary is made in view of. */
export interface StatusContext {
  /** Whether an `ami-bakery.json` has errors, so that environments may be missing. */
  readonly hasProblems: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** BCP 47 language tag of the reader. */
  readonly locale: string;
}

/** More environments than this are counted, not named: the status bar is for many. */
const mostNames = 3;

/** Longest name that is shown in full, in characters. */
const longestName = 20;

/**
 * Sums up what is known of the environments.
 * @param all - every environment, in order
 * @param context - what it is made in view of
 */
export function summarizeStatus(all: readonly EnvironmentImages[], context: StatusContext): StatusSummary {
  const failed = all.filter(({ status }) => status.kind === 'failed');
  const isReading = all.some(({ status }) => status.kind === 'reading');
  const trouble = troubleOf(failed, context);
  const text = l10n.t('AMI Bakery: {0}', trouble ?? namesOf(all));
  return {
    state: isReading ? 'reading' : trouble === undefined ? 'idle' : 'trouble',
    text,
    label: isReading ? l10n.t('{0}, reading', text) : text,
    tooltip: all.map((images) => lineOf(images, context)).join('\n'),
  };
}

function troubleOf(failed: readonly EnvironmentImages[], { hasProblems }: StatusContext): string | undefined {
  const [first] = failed;
  if (first !== undefined) {
    return failed.length === 1
      ? l10n.t('{0} could not be read', shortName(first))
      : l10n.t('{0} environments could not be read', failed.length);
  }
  return hasProblems ? l10n.t('{0} has errors', configurationFileName) : undefined;
}

function namesOf(all: readonly EnvironmentImages[]): string {
  return all.length > mostNames ? l10n.t('{0} environments', all.length) : all.map(shortName).join(', ');
}

/** Shortened between characters as people see them, so that no emoji is cut in two. */
function shortName({ environment }: EnvironmentImages): string {
  const name = singleLine(environment.name);
  const characters = [...new Intl.Segmenter().segment(name)].map(({ segment }) => segment);
  return characters.length <= longestName ? name : `${characters.slice(0, longestName - 1).join('')}…`;
}

function lineOf(images: EnvironmentImages, { now, locale }: StatusContext): string {
  const name = singleLine(images.environment.name);
  const counted = imageCountWords(countOf(images), locale);
  const { knownSince, status } = images;
  const known =
    knownSince === undefined ? counted : l10n.t('{0}, read {1}', counted, formatAge(knownSince, now, locale));
  switch (status.kind) {
    case 'unread':
      return `${name}: ${knownSince === undefined ? l10n.t('not read yet') : known}`;
    case 'reading':
      return `${name}: ${l10n.t('{0}, reading…', known)}`;
    case 'read':
      return `${name}: ${known}`;
    case 'stopped':
      return `${name}: ${l10n.t('{0}, not all', known)}`;
    case 'failed':
      return `${name}: ${[known, ...status.failures.slice(0, 1).map(({ failure }) => singleLine(failure.title))].join(', ')}`;
  }
}
