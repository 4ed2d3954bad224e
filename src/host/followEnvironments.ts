import type { Disposable } from '../core/events/listeners.ts';
import type { EnvironmentChoice } from '../core/environments/environmentChoice.ts';
import { messageOf } from '../core/outcome/failure.ts';
import type { WelcomeReason } from './contributedIds.ts';
import type { Services } from './services.ts';
import { readSettings } from './settings.ts';

/**
 * Passes the environments on to the image store whenever they change, and says why there are none.
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
      // Before that nobody has looked for all of them, and nobody looks at the view.
      if (!environments.isStarted) return;
      contextKeys.setWelcome(welcomeFor(environments.choice)).catch((thrown: unknown) => {
        log.warn(messageOf(thrown));
      });
    }),
  ];
}

function welcomeFor(choice: EnvironmentChoice): WelcomeReason {
  const { environments, problems, ignoredUntrustedFile, lacksProfiles } = choice;
  if (environments.length > 0) return 'none';
  if (problems.length > 0) return 'invalidConfiguration';
  if (lacksProfiles) return 'unreadableProfiles';
  if (ignoredUntrustedFile) return 'restricted';
  return readSettings().profiles.length > 0 ? 'noShownProfiles' : 'noProfiles';
}
