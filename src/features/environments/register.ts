import type { Disposable } from '../../core/events/listeners.ts';
import type { Services } from '../../host/services.ts';
import { registerConfigurationFile } from './configurationFile.ts';
import { registerDiagnostics } from './diagnostics.ts';
import { followEnvironments } from './followEnvironments.ts';
import { registerSignIn } from './signIn.ts';

/**
 * Environments: which there are, what is wrong with the file that names them, and signing in to them.
 * @param services - what this feature uses
 */
export function registerEnvironments(
  services: Pick<Services, 'contextKeys' | 'environments' | 'images' | 'log' | 'references' | 'work'>,
): Disposable[] {
  return [
    ...followEnvironments(services),
    ...registerDiagnostics(services),
    ...registerConfigurationFile(services),
    ...registerSignIn(services),
  ];
}
