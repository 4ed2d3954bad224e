import { parseKnownFiles } from '@smithy/core/config';
import type { AwsProfile } from '../core/environments/environment.ts';
import type { SharedFiles } from './sharedFiles.ts';

/**
 * The AWS profiles of this machine by name, the default one first. Only names, regions and the way of signing in
 * leave this function; keys do not.
 * @param files - the shared files; one that does not exist holds no profiles
 */
export async function readProfiles(files: SharedFiles): Promise<AwsProfile[]> {
  const profiles = await loadProfiles(files);
  return Object.entries(profiles)
    .filter(([name]) => !isOtherSection(name))
    .map(([name, settings]) => ({
      name,
      region: settings['region'],
      signIn: signInOf(settings),
    }))
    .sort((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name, 'en'));
}

/**
 * The settings of every profile by its name, keys among them: for use inside of src/aws only.
 * @param files - the shared files; one that does not exist holds no profiles
 */
export function loadProfiles(files: SharedFiles): ReturnType<typeof parseKnownFiles> {
  return parseKnownFiles({ configFilepath: files.config, filepath: files.credentials, ignoreCache: true });
}

/** The loader keeps `[sso-session x]` and `[services x]` sections under names of their own. */
function isOtherSection(name: string): boolean {
  return /^(?:sso-session|services)\./u.test(name);
}

function signInOf(settings: Readonly<Record<string, string | undefined>>): AwsProfile['signIn'] {
  if (settings['sso_session'] !== undefined || settings['sso_start_url'] !== undefined) return 'sso';
  return settings['login_session'] === undefined ? 'other' : 'login';
}

function rank(name: string): number {
  return name === 'default' ? 0 : 1;
}
