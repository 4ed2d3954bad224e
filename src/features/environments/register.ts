import type { Disposable } from '../../core/events/listeners.ts';
import type { Services } from '../../host/services.ts';
import { registerConfigurationFile } from './configurationFile.ts';
import { registerDiagnostics } from './diagnostics.ts';
import { registerSignIn } from './signIn.ts';

/**
 * Environments: what is wrong with the file that names them, opening and creating it, and signing in to them.
 * @param services - what this feature uses
 */
export function registerEnvironments(
  services: Pick<Services, 'environments' | 'images' | 'log' | 'references' | 'work'>,
): Disposable[] {
  return [
    ...registerDiagnostics(services),
    ...registerConfigurationFile(services),
    ...registerSignIn(services),
  ];
}
