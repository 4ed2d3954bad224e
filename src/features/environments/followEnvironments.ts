import type { Disposable } from '../../core/events/listeners.ts';
import type { EnvironmentChoice } from '../../core/environments/environmentChoice.ts';
import { isRefused } from '../../core/images/environmentImages.ts';
import { messageOf } from '../../core/outcome/failure.ts';
import type { WelcomeReason } from '../../host/manifest.ts';
import type { Services } from '../../host/services.ts';
import { readSettings } from '../../host/settings.ts';

/**
 * Passes the environments on to the image store whenever they change, reads those again that were refused when the
 * credentials change, and says why there are none.
 * @param services - where environments come from and go to
 */
export function followEnvironments(
  services: Pick<Services, 'contextKeys' | 'environments' | 'images' | 'log' | 'references'>,
): Disposable[] {
  const { contextKeys, environments, images, log, references } = services;
  return [
    environments.onDidChange(() => {
      references.setEnvironments(environments.choice.environments);
      images.setEnvironments(environments.choice.environments);
      contextKeys.setWelcome(welcomeFor(environments.choice)).catch((thrown: unknown) => {
        log.warn(messageOf(thrown));
      });
    }),
    environments.onDidChangeCredentials(() => {
      for (const { environment } of images.all.filter(isRefused)) {
        images.refresh(environment.id, new AbortController().signal).catch((thrown: unknown) => {
          log.warn(messageOf(thrown));
        });
      }
    }),
  ];
}

function welcomeFor({ environments, problems, ignoredUntrustedFile }: EnvironmentChoice): WelcomeReason {
  if (environments.length > 0) return 'none';
  if (problems.length > 0) return 'invalidConfiguration';
  if (ignoredUntrustedFile) return 'restricted';
  return readSettings().profiles.length > 0 ? 'noShownProfiles' : 'noProfiles';
}
