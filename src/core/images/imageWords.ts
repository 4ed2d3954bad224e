import * as l10n from '@vscode/l10n';
import type { TagNames } from '../environments/environment.ts';
import { formatAge } from '../time/age.ts';
import { type Image, type ImageState, isDeprecated, serviceOf, titleOf } from './image.ts';

/** A state as a person tells them apart: those of EC2, and `deprecated`. */
export type ShownState = ImageState | 'deprecated';

/**
 * The state of an image; one that is available and deprecated is called deprecated.
 * @param image - any image
 * @param now - milliseconds since 1970
 */
export function shownStateOf(image: Image, now: number): ShownState {
  return image.state === 'available' && isDeprecated(image, now) ? 'deprecated' : image.state;
}

/**
 * The word for a state.
 * @param state - of an image
 */
export function stateWord(state: ShownState): string {
  switch (state) {
    case 'available':
      return l10n.t('available');
    case 'deprecated':
      return l10n.t('deprecated');
    case 'pending':
    case 'transient':
      return l10n.t('pending');
    case 'disabled':
      return l10n.t('disabled');
    case 'deregistered':
      return l10n.t('deregistered');
    case 'failed':
    case 'error':
    case 'invalid':
      return l10n.t('failed');
    case 'unknown':
      return l10n.t('state unknown');
  }
}

/**
 * How old an image is, in words.
 * @param image - any image
 * @param now - milliseconds since 1970
 * @param locale - BCP 47 language tag of the reader
 */
export function ageWords({ createdAt }: Image, now: number, locale: string): string {
  return createdAt === undefined ? l10n.t('age unknown') : formatAge(createdAt, now, locale);
}

/**
 * What to call an image in a list of images of many services: service and version where tags say both, else as
 * {@link titleOf} says.
 * @param image - any image
 * @param tagNames - which tags say service and version
 */
export function fullTitleOf(image: Image, tagNames: TagNames): string {
  const title = titleOf(image, tagNames);
  const service = serviceOf(image, tagNames);
  const isVersion = title === image.tags.get(tagNames.version);
  return service === undefined || !isVersion ? title : `${service} ${title}`;
}

/**
 * "12 images", in the reader's own digits.
 * @param count - of images
 * @param locale - BCP 47 language tag of the reader
 */
export function imageCountWords(count: number, locale: string): string {
  return count === 1 ? l10n.t('1 image') : l10n.t('{0} images', new Intl.NumberFormat(locale).format(count));
}
