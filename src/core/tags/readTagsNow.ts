import * as l10n from '@vscode/l10n';
import type { ImageReader } from '../images/imageReader.ts';
import type { WorkContext } from '../outcome/outcome.ts';
import { placeBatches } from './tagBatches.ts';
import { type ImagePlace, placeKey, type TagsNow } from './tagChange.ts';

/**
 * Reads the tags that images have at this moment: what a list shows may be hours old, and an edit that rests on it
 * would overwrite, or bring back, what nobody has seen.
 * @param places - of the images
 * @param reader - reads the images
 * @param context - stops the reading; hears how far it is
 * @throws EnvironmentReadError when AWS refuses or cannot be reached
 */
export async function readTagsNow(
  places: readonly ImagePlace[],
  reader: Pick<ImageReader, 'readImagesById'>,
  { signal, report }: WorkContext,
): Promise<TagsNow> {
  const found = new Map<string, ReadonlyMap<string, string>>();
  const batches = placeBatches(places);
  for (const [index, { environment, region, imageIds }] of batches.entries()) {
    signal.throwIfAborted();
    report({
      message: l10n.t('Reading the tags in {0}, {1}', environment.name, region),
      fraction: index / batches.length,
    });
    const { images } = await reader.readImagesById(environment, region, imageIds, signal);
    for (const { id, tags } of images) found.set(placeKey({ environment, region, imageId: id }), tags);
  }
  return (place) => found.get(placeKey(place));
}
