import * as l10n from '@vscode/l10n';
import { formatAge } from '../time/age.ts';
import { serviceOf } from './image.ts';
import type { ImageTarget } from './imageTarget.ts';
import { ageWords, shownStateOf, stateWord } from './imageWords.ts';

/** For whom an image is described, and when. */
export interface FactOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** BCP 47 language tag of the reader. */
  readonly locale: string;
  /** What uses the image, in words. */
  readonly use: string;
  /** When an image was read that is known from an earlier window only, in milliseconds since 1970. */
  readonly restoredFrom?: number | undefined;
}

/** One thing that is known of an image. */
export interface ImageFact {
  /** Translated. */
  readonly name: string;
  /** May hold text from AWS, exactly as it is there. */
  readonly value: string;
}

/**
 * What one wants to know of an image whose id one has come across, most important first.
 * @param target - which image
 * @param options - now, the language, and what uses the image
 */
export function imageFacts({ environment, image }: ImageTarget, options: FactOptions): ImageFact[] {
  const { now, locale, restoredFrom, use } = options;
  const account = environment.accountId ?? image.ownerId;
  const state = stateWord(shownStateOf(image, now));
  const age = ageWords(image, now, locale);
  const facts: readonly (readonly [string, string | undefined])[] = [
    [l10n.t('Name'), image.name],
    [l10n.t('Created'), image.createdAt === undefined ? age : `${age} (${isoDay(image.createdAt)})`],
    [l10n.t('Environment'), account === undefined ? environment.name : `${environment.name} (${account})`],
    [l10n.t('Region'), image.region],
    [l10n.t('State'), image.stateReason === undefined ? state : `${state}: ${image.stateReason}`],
    [l10n.t('Service'), serviceOf(image, environment.tagNames)],
    [l10n.t('Version'), image.tags.get(environment.tagNames.version)],
    [l10n.t('Use'), use],
    [l10n.t('As of'), restoredFrom === undefined ? undefined : formatAge(restoredFrom, now, locale)],
  ];
  return facts.flatMap(([name, value]) =>
    value === undefined || value.trim() === '' ? [] : [{ name, value }],
  );
}

function isoDay(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
