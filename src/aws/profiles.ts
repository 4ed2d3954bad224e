import { readFile } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { loadSharedConfigFiles, parseKnownFiles } from '@smithy/core/config';
import type { ProfileReading } from '../core/environments/environment.ts';
import { messageOf } from '../core/outcome/failure.ts';
import { credentialsIn } from './profileCredentials.ts';
import type { SharedFiles } from './sharedFiles.ts';

export { config as translateWith } from '@vscode/l10n';

/**
 * The AWS profiles of this machine by name, the default one first. Only names, regions and the way of signing in
 * leave this function; keys do not.
 * @param files - the shared files; one that does not exist holds no profiles, one that cannot be read is a problem
 */
export async function readProfiles(files: SharedFiles): Promise<ProfileReading> {
  const profiles = await loadProfiles(files);
  const { configFile, credentialsFile } = await loadSharedConfigFiles({
    configFilepath: files.config,
    filepath: files.credentials,
    ignoreCache: true,
  });
  const problems = await Promise.all([
    problemOf(files.config, configFile),
    problemOf(files.credentials, credentialsFile),
  ]);
  return {
    profiles: Object.entries(profiles)
      .filter(([name]) => !isOtherSection(name))
      .map(([name, settings]) => ({
        name,
        region: settings['region'],
        credentials: credentialsIn(profiles, name),
      }))
      .sort((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name, 'en')),
    problems: problems.filter((problem) => problem !== undefined),
  };
}

/**
 * Why a file cannot be read. The SDK takes such a file for an empty one, and so it does with a file that its parser
 * refuses, because of one section with a name that it does not like (3.1173.0, shared-ini-file-loader).
 */
async function problemOf(path: string, found: object): Promise<string | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    const isRefused = Object.keys(found).length === 0 && /^\s*\[[^\]]+\]/mu.test(text);
    return isRefused ? l10n.t('{0}: the AWS SDK cannot read its sections', path) : undefined;
  } catch (thrown) {
    const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    return isMissing ? undefined : `${path}: ${messageOf(thrown)}`;
  }
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

function rank(name: string): number {
  return name === 'default' ? 0 : 1;
}
