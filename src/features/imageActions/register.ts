import type { Disposable } from '../../core/events/listeners.ts';
import type { Services } from '../../host/services.ts';
import { registerCompareImages } from './compareImages.ts';
import { registerCopyImages } from './copyImages.ts';
import { registerExportImages } from './exportImages.ts';
import { ImageDocuments } from './imageDocuments.ts';
import { registerOpenImages } from './openImages.ts';

type ImageActionServices = Pick<
  Services,
  'clock' | 'contextKeys' | 'images' | 'imageTargets' | 'launchPermissions' | 'work'
>;

/**
 * Image actions: what one does with images that changes nothing in AWS. They copy, open, compare and export.
 * @param services - what this feature uses
 */
export function registerImageActions(services: ImageActionServices): Disposable[] {
  const documents = new ImageDocuments(services);
  return [
    documents,
    ...registerCopyImages(services),
    ...registerOpenImages(services, documents),
    ...registerCompareImages(services, documents),
    ...registerExportImages(services),
  ];
}
