import type { Disposable } from '../../core/events/listeners.ts';
import type { Services } from '../../host/services.ts';
import { registerFindImage } from './findImage.ts';

/**
 * Image links: finding an image over all environments.
 * @param services - what this feature uses
 */
export function registerImageLinks(
  services: Pick<Services, 'clock' | 'environments' | 'images' | 'log' | 'work'>,
): Disposable[] {
  return [registerFindImage(services)];
}
